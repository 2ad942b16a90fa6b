package dev.gossip.discovery.bootstrap;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;

/** Literal IP addresses with ports in the binary form of {@code exchange.proto}. */
final class IpBytes {
  /** 4 bytes of an IPv4 address, and 2 of a port. */
  static final int IPV4 = 6;

  /** 16 bytes of an IPv6 address, and 2 of a port. */
  static final int IPV6 = 18;

  private static final int PORT = 2;
  private static final int PIECES = 8;

  private IpBytes() {}

  /** How many bytes an address has. */
  static int sizeOf(PeerAddress address) {
    return address.isIpv6() ? IPV6 : IPV4;
  }

  /** Appends an address that {@link PeerAddress#isIp}. */
  static void write(PeerAddress address, ByteString.Output out) {
    if (address.isIpv6()) {
      writeIpv6(address.host(), out);
    } else {
      for (String part : address.host().split("\\.", -1)) {
        out.write(Integer.parseInt(part));
      }
    }
    writeShort(address.port(), out);
  }

  /** Reads the form of RFC 5952, in which one "::" may stand for several zeros. */
  private static void writeIpv6(String host, ByteString.Output out) {
    int gap = host.indexOf("::");
    String[] before = pieces(gap < 0 ? host : host.substring(0, gap));
    String[] after = pieces(gap < 0 ? "" : host.substring(gap + 2));
    for (String piece : before) {
      writeShort(Integer.parseInt(piece, 16), out);
    }
    for (int i = before.length + after.length; i < PIECES; i++) {
      writeShort(0, out);
    }
    for (String piece : after) {
      writeShort(Integer.parseInt(piece, 16), out);
    }
  }

  private static String[] pieces(String text) {
    return text.isEmpty() ? new String[0] : text.split(":", -1);
  }

  private static void writeShort(int value, ByteString.Output out) {
    out.write(value >> 8);
    out.write(value);
  }

  /**
   * Reads an address.
   *
   * @param bytes {@value #IPV4} or {@value #IPV6} of them
   */
  static PeerAddress read(ByteString bytes) {
    boolean isIpv6 = bytes.size() == IPV6;
    StringBuilder host = new StringBuilder();
    for (int at = 0; at < bytes.size() - PORT; at += isIpv6 ? 2 : 1) {
      if (isIpv6) {
        host.append(at == 0 ? "" : ":").append(Integer.toHexString(readShort(bytes, at)));
      } else {
        host.append(at == 0 ? "" : ".").append(bytes.byteAt(at) & 255);
      }
    }
    return new PeerAddress(host.toString(), readShort(bytes, bytes.size() - PORT));
  }

  private static int readShort(ByteString bytes, int at) {
    return (bytes.byteAt(at) & 255) << 8 | (bytes.byteAt(at + 1) & 255);
  }
}
