package dev.gossip.discovery.bootstrap;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.PeerAddress;
import dev.gossip.discovery.proto.Answer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Addresses in the binary form of {@code exchange.proto}. */
final class AddressBytes {
  private static final int PORT_BYTES = 2;
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;

  private AddressBytes() {}

  /** Encodes literal IP addresses; a zone means something to one machine only, and is left out. */
  static Answer answer(List<PeerAddress> addresses) {
    ByteString.Output ipv4 = ByteString.newOutput();
    ByteString.Output ipv6 = ByteString.newOutput();
    for (PeerAddress address : addresses) {
      if (address.isIp()) {
        byte[] ip = bytes(address.host());
        ByteString.Output out = ip.length == IPV4_BYTES ? ipv4 : ipv6;
        out.write(ip, 0, ip.length);
        out.write(address.port() >> 8);
        out.write(address.port());
      }
    }
    return Answer.newBuilder().setIpv4(ipv4.toByteString()).setIpv6(ipv6.toByteString()).build();
  }

  private static byte[] bytes(String literalIp) {
    try {
      return InetAddress.getByName(literalIp).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("a literal IP address is not looked up", e);
    }
  }

  /** Decodes addresses. */
  static List<PeerAddress> addresses(Answer answer) throws InvalidProtocolBufferException {
    List<PeerAddress> addresses = new ArrayList<>();
    add(answer.getIpv4(), IPV4_BYTES, addresses);
    add(answer.getIpv6(), IPV6_BYTES, addresses);
    return addresses;
  }

  private static void add(ByteString bytes, int ipBytes, List<PeerAddress> addresses)
      throws InvalidProtocolBufferException {
    int step = ipBytes + PORT_BYTES;
    if (bytes.size() % step != 0) {
      throw new InvalidProtocolBufferException("not a multiple of " + step + " bytes");
    }
    for (int at = 0; at < bytes.size(); at += step) {
      try {
        InetAddress ip = InetAddress.getByAddress(bytes.substring(at, at + ipBytes).toByteArray());
        int high = bytes.byteAt(at + ipBytes) & 255;
        int port = (high << 8) | (bytes.byteAt(at + ipBytes + 1) & 255);
        addresses.add(new PeerAddress(ip.getHostAddress(), port));
      } catch (UnknownHostException e) {
        throw new IllegalStateException("the length is right", e);
      }
    }
  }
}
