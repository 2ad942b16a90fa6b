package dev.gossip.cli.capture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Captures that tests write, and the packets in them. */
final class CaptureFile {
  static final int ETHERNET = 1;
  static final int RAW = 101;

  private static final int MICROS = 0xa1b2c3d4;
  private static final int UDP_BYTES = 8;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ByteOrder order;

  /** A capture in the format of libpcap. */
  CaptureFile(int linkType, ByteOrder order) {
    this.order = order;
    ByteBuffer header = ByteBuffer.allocate(Pcap.HEADER_BYTES).order(order);
    header.putInt(MICROS).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0);
    header.putInt(262_144).putInt(linkType);
    bytes.writeBytes(header.array());
  }

  static CaptureFile ofIp() {
    return new CaptureFile(RAW, ByteOrder.LITTLE_ENDIAN);
  }

  /** Adds a packet, with the number of packets so far as its time in microseconds. */
  synchronized void add(byte[] packet) {
    ByteBuffer record = ByteBuffer.allocate(16).order(order);
    record.putInt(1_700_000_000).putInt(0).putInt(packet.length).putInt(packet.length);
    bytes.writeBytes(record.array());
    bytes.writeBytes(packet);
  }

  synchronized byte[] bytes() {
    return bytes.toByteArray();
  }

  Path write(Path file) throws IOException {
    return Files.write(file, bytes());
  }

  /** An IPv4 or IPv6 packet with a datagram, with right checksums. */
  static byte[] ip(InetAddress from, int fromPort, InetAddress to, int toPort, byte[] datagram) {
    int udpBytes = UDP_BYTES + datagram.length;
    boolean isIpv4 = from.getAddress().length == 4;
    ByteBuffer packet = ByteBuffer.allocate((isIpv4 ? 20 : 40) + udpBytes);
    if (isIpv4) {
      packet.putShort((short) 0x4500).putShort((short) (20 + udpBytes)).putInt(0);
      packet.putShort((short) 0x4011).putShort((short) 0);
    } else {
      packet.putInt(0x60000000).putShort((short) udpBytes).putShort((short) 0x1140);
    }
    packet.put(from.getAddress()).put(to.getAddress());
    int udp = packet.position();
    packet.putShort((short) fromPort).putShort((short) toPort).putShort((short) udpBytes);
    packet.putShort((short) 0).put(datagram);
    return new UdpPacket(packet.array(), 0, udp, packet.capacity()).with(datagram, datagram.length);
  }

  /** A packet on loopback. */
  static byte[] loopback(int fromPort, int toPort, byte[] datagram) {
    InetAddress host = InetAddress.getLoopbackAddress();
    return ip(host, fromPort, host, toPort, datagram);
  }
}
