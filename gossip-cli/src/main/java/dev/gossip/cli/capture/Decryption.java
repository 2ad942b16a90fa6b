package dev.gossip.cli.capture;

import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.noise.LoggedKey;
import dev.gossip.udp.noise.Session;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replaces sealed datagrams by open ones: the same header with {@link #OPENED} in its type, and the
 * body without its tag. Counts what it sees.
 */
final class Decryption implements PacketEditor {
  /** The bit in the type of a datagram that was opened. No node sends or takes it. */
  static final int OPENED = 0x80;

  private static final int TYPE_OFFSET = 3;

  private final Map<Long, List<LoggedKey>> keys;

  long packets;
  long opened;
  long withoutKey;
  long notOpened;
  long otherLinkTypes;

  Decryption(Map<Long, List<LoggedKey>> keys) {
    this.keys = keys;
  }

  @Override
  public byte[] edit(int linkType, byte[] packet) {
    packets++;
    if (!UdpPacket.isKnown(linkType)) {
      otherLinkTypes++;
    }
    Optional<UdpPacket> found = UdpPacket.find(linkType, packet);
    if (found.isEmpty()) {
      return packet;
    }
    byte[] datagram = found.get().payload();
    if (!isSealed(datagram)) {
      return packet;
    }
    List<LoggedKey> candidates = keys.get(SecureDatagrams.connectionId(datagram));
    if (candidates == null) {
      withoutKey++;
      return packet;
    }
    byte[] body = new byte[datagram.length];
    for (LoggedKey key : candidates) {
      int length = key.open(datagram, Datagrams.HEADER_BYTES, body);
      if (length != Session.NO_BODY) {
        opened++;
        return found.get().with(open(datagram, body, length), Datagrams.HEADER_BYTES + length);
      }
    }
    notOpened++;
    return packet;
  }

  private static byte[] open(byte[] datagram, byte[] body, int length) {
    datagram[TYPE_OFFSET] |= (byte) OPENED;
    System.arraycopy(body, 0, datagram, Datagrams.HEADER_BYTES, length);
    return datagram;
  }

  private static boolean isSealed(byte[] datagram) {
    if (datagram.length < SecureDatagrams.MIN_SEALED_BYTES) {
      return false;
    }
    ByteBuffer head = ByteBuffer.wrap(datagram);
    int type = head.get(TYPE_OFFSET);
    return head.getShort(0) == Datagrams.MAGIC
        && head.get(2) == SecureDatagrams.VERSION
        && type >= SecureDatagrams.DATA
        && type <= SecureDatagrams.CLOSE;
  }
}
