#!/usr/bin/env bash
# connect of a DatagramChannel or DatagramSocket throws away what the very same peer has sent already.
#
# Package: openjdk-17-jdk-headless (JDK 17.0.15; 25.0.3 does the same), Python 3, on Linux.
# A server of UDP receives a first datagram, and connects a socket to its sender for all others, as a server of TCP
# has a socket for each client. Linux keeps what waits in a socket that is connected, so a program in Python reads
# the datagrams that came right after the first. The JDK empties the queue in connect, to be rid of those of other
# senders, and loses those of the chosen one as well. A greeting that is followed by silence works, and with it the
# tests; the second and third datagram of a burst are missing. Javadoc says of the channel that they "may" be.
# Remedy: receive until nothing is there before connect, or one socket that is never connected.
#
# Seen, the peer sends the datagrams 1, 2, 3, then 4 after connect:
#   DatagramChannel: 1, connect, 4
#   DatagramSocket: 1, connect, 4
#   Python: 1, connect, 2 3 4
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Connect.java <<'JAVA'
import java.net.*;
import java.nio.channels.DatagramChannel;
public class Connect {
  static void run(String name, DatagramSocket socket, DatagramSocket peer) throws Exception {
    SocketAddress to = socket.getLocalSocketAddress();
    for (byte i = 1; i <= 3; i++) peer.send(new DatagramPacket(new byte[] {i}, 1, to));
    DatagramPacket packet = new DatagramPacket(new byte[9], 9);
    socket.receive(packet);
    System.out.print(name + ": " + packet.getData()[0] + ", connect,");
    if (socket.getChannel() == null) socket.connect(packet.getSocketAddress());
    else socket.getChannel().connect(packet.getSocketAddress());
    peer.send(new DatagramPacket(new byte[] {4}, 1, to));
    do {
      socket.receive(packet);
      System.out.print(" " + packet.getData()[0]);
    } while (packet.getData()[0] < 4);
    System.out.println();
  }

  public static void main(String[] args) throws Exception {
    var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    DatagramSocket peer = new DatagramSocket(any);
    run("DatagramChannel", DatagramChannel.open().bind(any).socket(), peer);
    run("DatagramSocket", new DatagramSocket(any), peer);
  }
}
JAVA
cat >connect.py <<'PYTHON'
import socket
own, peer = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
own.bind(('127.0.0.1', 0))
for i in 1, 2, 3: peer.sendto(bytes([i]), own.getsockname())
first, sender = own.recvfrom(9)
own.connect(sender)
peer.sendto(bytes([4]), own.getsockname())
print(f'Python: {first[0]}, connect,', *[own.recv(9)[0] for _ in range(3)])
PYTHON
{ java Connect.java; python3 connect.py; } | tee seen
printf '%s: 1, connect, %s\n' DatagramChannel 4 DatagramSocket 4 Python '2 3 4' | cmp - seen
