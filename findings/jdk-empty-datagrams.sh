#!/usr/bin/env bash
# A connected DatagramChannel or DatagramSocket sends no empty datagrams, and reads one as end-of-stream.
#
# Package: openjdk-17-jdk-headless 17.0.21.1+2-1~deb12u1 (Debian 12); 25.0.3 does the same.
# A datagram without payload is valid (RFC 768) and makes a small keep-alive or hole punch. Connected, the
# calls return as if they had sent it, and nothing leaves: the NAT mapping closes. A read of one that somebody
# else sent returns -1, as at the end of a ByteChannel, though this one goes on. Without any it returns 0.
# Remedy: keep-alives of one byte; take -1 as an empty datagram, or use receive.
# Seen:
#   send, not connected: arrived
#   send, connected: nothing arrived
#   write: nothing arrived
#   DatagramSocket, connected: nothing arrived
#   read with nothing there: 0; of an empty datagram: -1; of the next one: 5
set -euo pipefail
version='17.0.21.1+2-1~deb12u1'
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq -o APT::Sandbox::User=root openjdk-17-{jdk,jre}-headless="$version"
for package in *.deb; do dpkg -x "$package" root; done
home=$folder/root/usr/lib/jvm/java-17-openjdk-$(dpkg --print-architecture)
find "$home" -lname '/etc/*' | while read -r link; do ln -sfn "$folder/root$(readlink "$link")" "$link"; done

cat >Empty.java <<'JAVA'
import java.net.*;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

public class Empty {
  static DatagramChannel in;
  static void sent(String how) throws Exception {
    try (var marker = DatagramChannel.open()) { marker.send(ByteBuffer.allocate(1), in.getLocalAddress()); }
    ByteBuffer first = ByteBuffer.allocate(9); while (in.receive(first) == null) Thread.onSpinWait();
    System.out.println(how + (first.position() == 1 ? " nothing arrived" : " arrived"));
    if (first.position() == 0) while (in.receive(first) == null) Thread.onSpinWait();
  }
  public static void main(String[] args) throws Exception {
    var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    (in = DatagramChannel.open().bind(any)).configureBlocking(false);
    DatagramChannel out = DatagramChannel.open().bind(any);
    SocketAddress to = in.getLocalAddress();
    out.send(ByteBuffer.allocate(0), to); sent("send, not connected:");
    out.connect(to).send(ByteBuffer.allocate(0), to); sent("send, connected:");
    out.write(ByteBuffer.allocate(0)); sent("write:");
    DatagramSocket socket = new DatagramSocket(any); socket.connect(to); socket.send(new DatagramPacket(new byte[0], 0)); sent("DatagramSocket, connected:");
    in.connect(out.getLocalAddress());
    System.out.print("read with nothing there: " + in.read(ByteBuffer.allocate(9)));
    for (int bytes : new int[] {0, 5}) out.disconnect().send(ByteBuffer.allocate(bytes), to);
    int read; do read = in.read(ByteBuffer.allocate(9)); while (read == 0);
    System.out.print("; of an empty datagram: " + read);
    System.out.println("; of the next one: " + in.read(ByteBuffer.allocate(9)));
  }
}
JAVA
"$home/bin/java" Empty.java | tee seen
[ "$(grep -c ' nothing arrived$' seen)" = 3 ]
grep -qx 'send, not connected: arrived' seen
grep -qx 'read with nothing there: 0; of an empty datagram: -1; of the next one: 5' seen
