#!/usr/bin/env bash
# "tshark -T json" has an object with the same key twice, and jq shows one of two ports, addresses and records.
#
# Packages: tshark 4.0.17-0+deb12u3, jq 1.6-2.1+deb12u3 (Debian 12), Python 3.
# A field that occurs several times in a layer becomes a key that does, once for each value. That is JSON that readers
# accept, and jq, Python, Jackson and Gson keep the last value silently. The usual fields occur twice: udp.port
# and ip.addr are source and destination. A count of datagrams by udp.port counts the receivers only, and of
# the messages or records in one datagram all but the last are missing. "-T ek" and "-T fields" have all of them.
# Remedy: --no-duplicate-keys, which makes a list of the values wherever there are several.
#
# Seen, a datagram from port 53 to 7000 with a TXT record of the strings "node=a" and "node=b":
#   "udp.port" in the output: 2 times
#   jq: "7000" "192.0.2.2" "node=b"
#   Python: 7000
#   jq, --no-duplicate-keys: ["53","7000"] ["192.0.2.1","192.0.2.2"] ["node=a","node=b"]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

options=(--recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances)
apt-cache depends "${options[@]}" tshark | grep '^lib' | grep -vE '^lib(c6|gcc-s1|crypt1|perl)' >libraries
jq_version=1.6-2.1+deb12u3
xargs apt-get download -qq -o APT::Sandbox::User=root tshark=4.0.17-0+deb12u3 wireshark-common=4.0.17-0+deb12u3 \
  jq=$jq_version libjq1=$jq_version libonig5=6.9.8-1 <libraries
for package in *.deb; do dpkg -x "$package" root; done
export LD_LIBRARY_PATH WIRESHARK_DATA_DIR=$folder/root/usr/share/wireshark
LD_LIBRARY_PATH=$(echo "$folder"/root/usr/lib/*-linux-gnu):$(echo "$folder"/root/lib/*-linux-gnu)

# an answer for two.test: header, question, and one record of 14 bytes
{
  echo '0000 00 01 81 80 00 01 00 01 00 00 00 00'
  echo '000c 03 74 77 6f 04 74 65 73 74 00 00 10 00 01'
  echo '001a c0 0c 00 10 00 01 00 00 00 3c 00 0e 06 6e 6f 64 65 3d 61 06 6e 6f 64 65 3d 62'
} >bytes
root/usr/bin/text2pcap -q -u 53,7000 -4 192.0.2.1,192.0.2.2 bytes capture

values() { # values [OPTION]: what jq finds in the JSON
  root/usr/bin/tshark -r capture -T json "$@" 2>log >json
  root/usr/bin/jq -c '.[0]._source.layers | .udp["udp.port"], .ip["ip.addr"], .dns.Answers[]["dns.txt"]' json |
    paste -sd ' '
}
values --no-duplicate-keys >lists
{
  echo "jq: $(values)"
  echo "\"udp.port\" in the output: $(grep -c '"udp.port"' json) times"
  python3 -c 'import json; print("Python:", json.load(open("json"))[0]["_source"]["layers"]["udp"]["udp.port"])'
  echo "jq, --no-duplicate-keys: $(cat lists)"
} | tee seen
grep -qxF '"udp.port" in the output: 2 times' seen
grep -qxF 'jq: "7000" "192.0.2.2" "node=b"' seen
grep -qxF 'Python: 7000' seen
grep -qxF 'jq, --no-duplicate-keys: ["53","7000"] ["192.0.2.1","192.0.2.2"] ["node=a","node=b"]' seen
