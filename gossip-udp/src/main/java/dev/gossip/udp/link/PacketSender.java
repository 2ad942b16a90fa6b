package dev.gossip.udp.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.proto.Goodbye;
import dev.gossip.udp.proto.Greeting;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts datagrams together and on the wire: those of links, and the few answers to strangers. */
final class PacketSender {
  private static final int MAX_DETAIL_BYTES = 300;
  private static final int SMALL_BYTES = 160;

  private final TransportContext context;
  // Apart, so that strangers who are refused do not keep a neighbour from noticing a restart.
  private final ReplyBudget resets;
  private final ReplyBudget refusals;
  // Grows to a whole datagram when there is more to say than who this node is.
  private ByteBuffer out = ByteBuffer.allocate(SMALL_BYTES);

  PacketSender(TransportContext context) {
    this.context = context;
    this.resets = new ReplyBudget(context.nowNanos());
    this.refusals = new ReplyBudget(context.nowNanos());
  }

  /**
   * Sends frames on a link, as many to a datagram as fit.
   *
   * @param regardless whether to go on when the wire takes no more
   * @return how many frames were sent
   */
  int send(Link link, List<ByteString> frames, boolean regardless) {
    makeRoom(link.outboundBytes + frames.size() * Datagrams.FRAME_OVERHEAD_BYTES);
    int next = 0;
    while (next < frames.size() && (regardless || context.canTransmit())) {
      out.clear();
      Datagrams.putHeader(out, Datagrams.DATA, link.remoteConnectionId, ++link.packetsSent);
      int end = Math.min(frames.size(), next + Datagrams.MAX_FRAMES);
      while (next < end && Datagrams.encodedBytes(frames.get(next)) <= out.remaining()) {
        Datagrams.putFrame(out, frames.get(next++));
      }
      context.transmit(link.remote, out.flip());
    }
    return next;
  }

  /** Sends a datagram without a body. */
  void send(Link link, byte type) {
    transmit(link, type, null);
  }

  /** Sends a connect or an accept: who this node is, and how it wants to be addressed. */
  void greet(Link link, byte type) {
    transmit(
        link,
        type,
        Greeting.newBuilder()
            .setNodeId(context.identity().id().bytes())
            .setConnectionId(link.localConnectionId)
            .build());
  }

  /** Tells the other end that the link ends, if it has sent a connection id. */
  void close(Link link, CloseReason reason) {
    if (link.remoteConnectionId != 0) {
      transmit(link, Datagrams.CLOSE, goodbye(reason));
    }
  }

  /** Tells the sender of a connect that no link will come of it. */
  void refuse(PeerAddress to, Greeting greeting, CloseReason reason) {
    if (refusals.take(context.nowNanos())) {
      transmit(to, Datagrams.CLOSE, greeting.getConnectionId(), 1, goodbye(reason));
    }
  }

  /**
   * Tells who sent a connect in another version so. This node's version stands in the header, which
   * all versions share, so the other can tell its own user.
   *
   * @return false if too many were told lately
   */
  boolean refuseVersion(PeerAddress to) {
    boolean told = refusals.take(context.nowNanos());
    if (told) {
      transmit(to, Datagrams.CLOSE, 0, 1, null);
    }
    return told;
  }

  /** Tells that this node does not know a connection, by the id that only its two ends know. */
  void reset(PeerAddress to, long unknownConnectionId) {
    if (resets.take(context.nowNanos())) {
      transmit(to, Datagrams.RESET, unknownConnectionId, 1, null);
    }
  }

  private static Goodbye goodbye(CloseReason reason) {
    Goodbye.Kind kind =
        reason.kind() == CloseReason.Kind.REFUSED
            ? Goodbye.Kind.REFUSED
            : Goodbye.Kind.SHUTTING_DOWN;
    // In ASCII a character is a byte, and cutting cannot split one.
    String ascii = reason.detail().replaceAll("[^ -~]", "?");
    String cut = ascii.substring(0, Math.min(ascii.length(), MAX_DETAIL_BYTES));
    return Goodbye.newBuilder().setKind(kind).setDetail(cut).build();
  }

  private void transmit(Link link, byte type, @Nullable MessageLite body) {
    transmit(link.remote, type, link.remoteConnectionId, ++link.packetsSent, body);
  }

  private void transmit(
      PeerAddress to, byte type, long connectionId, long packetNumber, @Nullable MessageLite body) {
    makeRoom(body == null ? 0 : body.getSerializedSize());
    out.clear();
    Datagrams.putHeader(out, type, connectionId, packetNumber);
    if (body != null) {
      out.put(body.toByteArray());
    }
    context.transmit(to, out.flip());
  }

  private void makeRoom(int bodyBytes) {
    if (out.capacity() < Datagrams.HEADER_BYTES + bodyBytes
        && out.capacity() < Datagrams.MAX_BYTES) {
      out = ByteBuffer.allocate(Datagrams.MAX_BYTES);
    }
  }
}
