package dev.gossip.testkit.contract;

import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.TransportContext;
import java.nio.ByteBuffer;

/** Wraps the UDP transport with protection, like {@link TamperedUdp}. */
class TamperedSecureUdp extends TamperedUdp {

  /** Datagram types, the fourth byte of a datagram; see docs/wire-format.md. */
  static final byte INIT = 1;

  static final byte DATA = 5;
  static final byte RESET = 9;

  private static final int MIN_SEALED_BYTES = 36;
  private static final int ID_OFFSET = 4;
  private static final int NUMBER_OFFSET = 12;
  private static final int VERSION = 2;

  TamperedSecureUdp(TransportContext context, LinkEvents events) {
    super(context, events, UdpTransportTest.SETTINGS);
  }

  /** Whether a datagram looks like one that carries frames. */
  static boolean isData(ByteBuffer datagram) {
    return datagram.remaining() > MIN_SEALED_BYTES
        && datagram.get(datagram.position()) == 'G'
        && datagram.get(datagram.position() + 1) == 'o'
        && datagram.get(datagram.position() + 2) == VERSION
        && typeOf(datagram) == DATA;
  }

  /** The connection id of a datagram that carries frames. */
  static long connectionOf(ByteBuffer data) {
    return data.getLong(data.position() + ID_OFFSET);
  }

  /** The packet number of a datagram that carries frames: an epoch and a counter. */
  static long numberOf(ByteBuffer data) {
    return data.getLong(data.position() + NUMBER_OFFSET);
  }

  static ByteBuffer copyOf(ByteBuffer datagram) {
    return ByteBuffer.allocate(datagram.remaining()).put(datagram.duplicate()).flip();
  }
}
