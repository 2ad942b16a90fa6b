package dev.gossip.udp.link;

import com.google.protobuf.ByteString;
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
import java.util.List;

/** Builds and sends the datagrams of links, and seals those of secure links. */
public final class PacketSender {
  private static final int MAX_DETAIL_BYTES = 300;
  private static final int SMALL_BYTES = 128;

  private final TransportContext context;
  // Starts small. Doubled until the datagram fits, at most to a full one, since the nodes of a
  // large
  // simulation that only exchange HELLOs need no more.
  private ByteBuffer out = ByteBuffer.allocate(SMALL_BYTES);
  private ByteBuffer sealed = ByteBuffer.allocate(0);

  PacketSender(TransportContext context) {
    this.context = context;
  }

  /**
   * Sends frames on a link, with as many frames per datagram as fit.
   *
   * @param evenIfFull whether to continue when the wire accepts no more
   * @return number of frames sent
   */
  public int send(Link link, List<ByteString> frames, boolean evenIfFull) {
    ensureCapacity(link.queuedBytes + frames.size() * Datagrams.FRAME_OVERHEAD_BYTES);
    int tagBytes = link.session == null ? 0 : SecureDatagrams.TAG_BYTES;
    int next = 0;
    while (next < frames.size() && (evenIfFull || context.canTransmit())) {
      putHeader(link, PacketType.DATA);
      int end = Math.min(frames.size(), next + Datagrams.MAX_FRAMES);
      while (next < end && Datagrams.encodedBytes(frames.get(next)) <= out.remaining() - tagBytes) {
        Datagrams.putFrame(out, frames.get(next++));
      }
      finish(link, link.remote);
    }
    return next;
  }

  /** Sends a datagram without a body on a plain link. */
  public void send(Link link, PacketType type) {
    putHeader(link, type);
    finish(link, link.remote);
  }

  /** Sends a ping or pong with a token on a secure link, also to another address than its own. */
  public void sendToken(Link link, PacketType type, long token, PeerAddress to) {
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
  }

  /** The body of a close: ASCII only, so that a character is one byte and the cut splits none. */
  public static byte[] closeBody(CloseReason reason) {
    Close.Kind kind =
        reason.kind() == CloseReason.Kind.REFUSED ? Close.Kind.REFUSED : Close.Kind.SHUTTING_DOWN;
    String ascii = reason.detail().replaceAll("[^ -~]", "?");
    String cut = ascii.substring(0, Math.min(ascii.length(), MAX_DETAIL_BYTES));
    return Close.newBuilder().setKind(kind).setDetail(cut).build().toByteArray();
  }

  private void ensureCapacity(int bodyBytes) {
    int needed =
        Math.min(
            Datagrams.HEADER_BYTES + bodyBytes + SecureDatagrams.TAG_BYTES, Datagrams.MAX_BYTES);
    int bytes = out.capacity();
    if (bytes < needed) {
      while (bytes < needed) {
        bytes *= 2;
      }
      out = ByteBuffer.allocate(Math.min(bytes, Datagrams.MAX_BYTES));
    }
  }
}
