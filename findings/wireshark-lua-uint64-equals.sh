#!/usr/bin/env bash
# In a Lua dissector for Wireshark a field of 64 bits is never equal to a number, but may be compared.
#
# Package: tshark 4.0.17-0+deb12u3 (Debian 12), which has Lua 5.2.
# tvb(0, 8):uint64() gives a UInt64 object. Its <, <= and >= take a number beside it, and so does its
# arithmetic, which hides that == does not: Lua asks an object only if both sides are objects. So with a
# packet number of 5, "n == 5" is false without any error, while "n <= 5 and n >= 5" is true, and a table
# with the object as its key finds nothing the second time, as each call makes a new one. Fields of 32 bits
# are plain numbers, and a dissector breaks silently when one of them grows to 64.
# Remedy: n == UInt64(5), and n:tonumber() or tostring(n) as the key of a table.
#
# Seen:
#   n == 5: false, n <= 5: true, n >= 5: true, n == UInt64(5): true
#   table[n] after table[n] was set: nil; with tostring: set
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >numbers.lua <<'LUA'
local numbers = Proto("numbers", "Numbers")
function numbers.dissector(tvb)
  local n = tvb(0, 8):uint64()
  print("n == 5: " .. tostring(n == 5) .. ", n <= 5: " .. tostring(n <= 5) .. ", n >= 5: "
    .. tostring(n >= 5) .. ", n == UInt64(5): " .. tostring(n == UInt64(5)))
  local seen = { [n] = "set", [tostring(n)] = "set" }
  local again = tvb(0, 8):uint64()
  print("table[n] after table[n] was set: " .. tostring(seen[again]) .. "; with tostring: "
    .. tostring(seen[tostring(again)]))
end
DissectorTable.get("udp.port"):add(7000, numbers)
LUA
printf '0000 00 00 00 00 00 00 00 05\n' >bytes

options=(--recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances)
apt-cache depends "${options[@]}" tshark | grep '^lib' | grep -vE '^lib(c6|gcc-s1|crypt1|perl)' >libraries
xargs apt-get download -qq -o APT::Sandbox::User=root \
  tshark=4.0.17-0+deb12u3 wireshark-common=4.0.17-0+deb12u3 <libraries
for package in *.deb; do dpkg -x "$package" root; done
export LD_LIBRARY_PATH WIRESHARK_DATA_DIR=$folder/root/usr/share/wireshark
LD_LIBRARY_PATH=$(echo "$folder"/root/usr/lib/*-linux-gnu):$(echo "$folder"/root/lib/*-linux-gnu)
root/usr/bin/text2pcap -q -u 7000,7000 bytes capture
root/usr/bin/tshark -r capture -X lua_script:numbers.lua 2>log | grep ': ' | tee seen
grep -qx 'n == 5: false, n <= 5: true, n >= 5: true, n == UInt64(5): true' seen
grep -qx 'table\[n\] after table\[n\] was set: nil; with tostring: set' seen
