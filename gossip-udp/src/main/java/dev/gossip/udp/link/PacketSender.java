package dev.gossip.udp.link;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.datagram.PacketType;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.proto.Close;
import dev.gossip.udp.session.SecureSession;
import dev.gossip.udp.table.Link;
import java.nio.ByteBuffer;

/** Builds and sends the datagrams of links, and seals those of secure links. */
public final class PacketSender {
  private static final int MAX_DETAIL_BYTES = 300;

  /** Room for a ping or pong, also of a secure link. */
  private static final int SMALL_BYTES = 64;

  private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

  private final TransportContext context;
  // Grows until the datagram fits, at most to a full one. Not kept for pings alone, which are all
  // that most nodes of a large simulation send.
  private ByteBuffer out = NO_BYTES;
  // For secure links only.
  private ByteBuffer sealed = NO_BYTES;

  PacketSender(TransportContext context) {
    this.context = context;
  }

  /**
   * Begins a data datagram.
   *
   * @param maxBytes the largest size of the datagram
   * @param bodyBytes about how large its body will be; the buffer has at least that much room if
   *     the datagram may be so large
   * @return the buffer for the body, limited to what the datagram may have
   */
  ByteBuffer beginData(Link link, int maxBytes, int bodyBytes) {
    int tagBytes = link.session == null ? 0 : SecureDatagrams.TAG_BYTES;
    ensureCapacity(Math.min(bodyBytes, maxBytes));
    putHeader(link, PacketType.DATA);
    return out.limit(Math.min(out.capacity(), maxBytes) - tagBytes);
  }

  /** Sends the data datagram that was begun; returns its size. */
  int finishData(Link link) {
    int tagBytes = link.session == null ? 0 : SecureDatagrams.TAG_BYTES;
    int bytes = out.position() + tagBytes;
    out.limit(out.capacity());
    finish(link, link.remote);
    return bytes;
  }

  /** Sends a datagram without a body on a plain link. */
  public void send(Link link, PacketType type) {
    ensureCapacity(0);
    putHeader(link, type);
    finish(link, link.remote);
  }

  /** Sends a ping or pong with a token on a secure link, also to another address than its own. */
  public void sendToken(Link link, PacketType type, long token, PeerAddress to) {
    ensureCapacity(Long.BYTES);
    putHeader(link, type);
    out.putLong(token);
    finish(link, to);
  }

  /** Sends a close, unless the other end does not know the connection yet. */
  public void close(Link link, CloseReason reason) {
    if (link.remoteConnectionId != 0) {
      byte[] body = closeBody(reason);
      ensureCapacity(body.length);
      putHeader(link, PacketType.CLOSE);
      out.put(body);
      finish(link, link.remote);
    }
  }

  /** Sends a datagram that is no packet of a link that is up. */
  public void send(PeerAddress to, byte[] datagram) {
    context.transmit(to, ByteBuffer.wrap(datagram));
  }

  /** Frees the room for data, which comes back with the next data. */
  void release() {
    out = NO_BYTES;
    sealed = NO_BYTES;
  }

  private void releaseIfSmall() {
    if (out.capacity() <= SMALL_BYTES) {
      release();
    }
  }

  private void putHeader(Link link, PacketType type) {
    out.clear();
    SecureSession session = link.session;
    if (session == null) {
      Datagrams.putHeader(out, type.plain, link.remoteConnectionId, ++link.packetsSent);
    } else {
      SecureDatagrams.putHead(out, type.secure);
      out.putLong(link.remoteConnectionId).putLong(session.keys.nextNumber(context.nowNanos()));
    }
  }

  private void finish(Link link, PeerAddress to) {
    SecureSession session = link.session;
    if (session == null) {
      context.transmit(to, out.flip());
      releaseIfSmall();
      return;
    }
    // The cipher must not write into the array that it reads.
    if (sealed.capacity() < out.capacity()) {
      sealed = ByteBuffer.allocate(out.capacity());
    }
    int bytes =
        session.keys.seal(
            out.getLong(Datagrams.NUMBER_OFFSET),
            out.array(),
            Datagrams.HEADER_BYTES,
            out.position(),
            sealed.array());
    context.transmit(to, sealed.clear().limit(bytes));
    releaseIfSmall();
  }

  /** The body of a close: ASCII only, so that a character is one byte and the cut splits none. */
  public static byte[] closeBody(CloseReason reason) {
    Close.Kind kind =
        reason.kind() == CloseReason.Kind.REFUSED ? Close.Kind.REFUSED : Close.Kind.SHUTTING_DOWN;
    String ascii = reason.detail().replaceAll("[^ -~]", "?");
    String cut = ascii.substring(0, Math.min(ascii.length(), MAX_DETAIL_BYTES));
    Close.Builder body = Close.newBuilder().setKind(kind).setDetail(cut);
    reason.discouragement().ifPresent(why -> body.setDiscouraged(Discouragements.encode(why)));
    return body.build().toByteArray();
  }

  private void ensureCapacity(int bodyBytes) {
    int needed =
        Math.min(
            Datagrams.HEADER_BYTES + bodyBytes + SecureDatagrams.TAG_BYTES, Datagrams.MAX_BYTES);
    int bytes = out.capacity();
    if (bytes < needed) {
      int rounded = (needed + SMALL_BYTES - 1) / SMALL_BYTES * SMALL_BYTES;
      out = ByteBuffer.allocate(Math.min(Math.max(rounded, bytes * 5 / 4), Datagrams.MAX_BYTES));
    }
  }
}
