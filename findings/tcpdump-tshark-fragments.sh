#!/usr/bin/env bash
# Of a datagram in two fragments, tcpdump's "udp port 7000" is only the first, and tshark's "udp.port == 7000" the last.
#
# Packages: tcpdump 4.99.3-1, libpcap0.8 1.10.3-1, tshark 4.0.17-0+deb12u3 (Debian 12), Python 3.
# A datagram that is longer than the MTU travels in fragments, and only the first of them has the ports. A capture
# filter looks at each packet by itself and drops the others. A display filter sees the fragments put together,
# but the whole belongs to the frame of the last one. So a capture with the port as its filter has none of the large
# datagrams for tshark: they are neither counted nor decoded, as if they had been lost. Nothing says why. On loopback,
# whose MTU is 65,536, the same two commands agree.
# Remedy: tcpdump 'udp port 7000 or ip[6:2] & 0x1fff != 0'.
#
# Seen, a datagram of 2,000 bytes and then one of 100 bytes, in the frames 1, 2 and 3:
#   tcpdump udp port 7000: frames 1 3
#   tshark udp.port == 7000: frames 2 3, datagrams of 2000 100 bytes
#   one after the other: datagrams of 100 bytes; with the remedy: datagrams of 2000 100 bytes
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
options=(--recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances)
apt-cache depends "${options[@]}" tshark | grep '^lib' | grep -vE '^lib(c6|gcc-s1|crypt1|perl|pcap)' >libraries
xargs apt-get download -qq -o APT::Sandbox::User=root tshark=4.0.17-0+deb12u3 wireshark-common=4.0.17-0+deb12u3 \
  tcpdump=4.99.3-1 libpcap0.8=1.10.3-1 <libraries
for package in *.deb; do dpkg -x "$package" packages; done
export LD_LIBRARY_PATH WIRESHARK_DATA_DIR=$folder/packages/usr/share/wireshark
LD_LIBRARY_PATH=$(echo "$folder"/packages/usr/lib/*-linux-gnu):$(echo "$folder"/packages/lib/*-linux-gnu)
python3 - <<'PYTHON'
from struct import pack
with open('capture', 'wb') as file: # microseconds, version 2.4, zone, accuracy, longest packet, Ethernet
    file.write(pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
    for number, size, start, end in (1, 2000, 0, 1480), (2, 2000, 1480, 2008), (3, 100, 0, 108):
        part = (pack('!4H', 7000, 7001, 8 + size, 0) + bytes(size))[start:end]
        offset = start // 8 + (0x2000 if end < 8 + size else 0) # "more fragments"
        ip = [0x4500, 20 + len(part), size, offset, 64 << 8 | 17, 0, 0x0a00, 1, 0x0a00, 2]
        ip[5] = 0xffff - sum(ip) % 0xffff # their checksum
        frame = bytes(12) + b'\x08\x00' + pack('!10H', *ip) + part
        file.write(pack('<4I', number, 0, len(frame), len(frame)) + frame) # at number seconds
PYTHON
tcpdump() { packages/usr/bin/tcpdump -Z "$(id -un)" -n -r capture "$@" 2>>log; }
tshark() { packages/usr/bin/tshark -r "$1" -Y 'udp.port == 7000' -T fields -e "$2" 2>>log | paste -sd ' '; }
tcpdump -w filtered 'udp port 7000'
tcpdump -w remedied 'udp port 7000 or ip[6:2] & 0x1fff != 0'
{
  echo "tcpdump udp port 7000: frames $(tcpdump -tt 'udp port 7000' | cut -d . -f 1 | paste -sd ' ')"
  echo "tshark udp.port == 7000: frames $(tshark capture frame.number), datagrams of $(tshark capture data.len) bytes"
  echo "one after the other: datagrams of $(tshark filtered data.len) bytes;" \
    "with the remedy: datagrams of $(tshark remedied data.len) bytes"
} | tee seen
grep -qx 'tcpdump udp port 7000: frames 1 3' seen
grep -qx 'tshark udp.port == 7000: frames 2 3, datagrams of 2000 100 bytes' seen
grep -qx 'one after the other: datagrams of 100 bytes; with the remedy: datagrams of 2000 100 bytes' seen
