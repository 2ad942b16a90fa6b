#!/usr/bin/env bash
# A datagram that iptables drops at its sender is not lost: the send fails with an exception.
#
# Package: iptables 1.8.9-2 (Debian 12), with JDK 17. Needs no root, but user and network namespaces
# (unshare -rn); seen with Linux 6.18.
# Fault injection drops datagrams with a rule in OUTPUT as readily as in INPUT. Only INPUT behaves like a
# network: in OUTPUT the kernel tells the sender EPERM, so DatagramChannel.send throws, and a test of lost
# datagrams becomes a test of how a node handles refused ones; it retries, logs or closes where no real
# loss would let it. The tables mangle (POSTROUTING) and raw do the same.
# Remedy: drop in INPUT of the receiver, or in FORWARD of a router between them.
#
# Seen:
#   filter INPUT: sent
#   filter OUTPUT: SocketException: Operation not permitted
#   mangle POSTROUTING: SocketException: Operation not permitted
#   raw OUTPUT: SocketException: Operation not permitted
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq -o APT::Sandbox::User=root iptables=1.8.9-2 libip4tc2=1.8.9-2 libip6tc2=1.8.9-2 \
  libxtables12=1.8.9-2 libmnl0 libnetfilter-conntrack3 libnfnetlink0 libnftnl11
for package in *.deb; do dpkg -x "$package" root; done
libraries=$(echo "$folder"/root/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH=$libraries XTABLES_LIBDIR=$libraries/xtables

cat >Send.java <<'JAVA'
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

public class Send {
  public static void main(String[] args) throws IOException {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.send(ByteBuffer.allocate(9), new InetSocketAddress("127.0.0.1", 7000));
      System.out.println("sent");
    } catch (IOException e) {
      System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }
}
JAVA
javac Send.java

drop() { # drop TABLE CHAIN: what a send says while a rule there drops the datagram
  echo "$1 $2: $(unshare -rn bash -c 'ip link set lo up
    "$0" -t "$1" -A "$2" -p udp --dport 7000 -j DROP && java Send' root/usr/sbin/iptables-nft "$1" "$2")"
}
for place in 'filter INPUT' 'filter OUTPUT' 'mangle POSTROUTING' 'raw OUTPUT'; do drop $place; done | tee seen
grep -qx 'filter INPUT: sent' seen
[ "$(grep -c ': SocketException: Operation not permitted$' seen)" = 3 ]
