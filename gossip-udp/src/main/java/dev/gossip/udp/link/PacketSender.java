package dev.gossip.udp.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.proto.Close;
import dev.gossip.udp.proto.Greeting;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds and sends datagrams: those of links and the limited replies to strangers. */
final class PacketSender {
  private static final int MAX_DETAIL_BYTES = 300;
  private static final int SMALL_BYTES = 128;

  private final TransportContext context;
  // Separate budgets, so that refusals of strangers do not keep peers from detecting a restart.
  private final ReplyBudget resets;
  private final ReplyBudget refusals;
  // Starts with room for a greeting. Doubled until the datagram fits, at most to a full one, since
  // the nodes of a large simulation that only exchange HELLOs need no more.
  private ByteBuffer out = ByteBuffer.allocate(SMALL_BYTES);

  PacketSender(TransportContext context) {
    this.context = context;
    this.resets = new ReplyBudget(context.nowNanos());
    this.refusals = new ReplyBudget(context.nowNanos());
  }

  /**
   * Sends frames on a link, with as many frames per datagram as fit.
   *
   * @param evenIfFull whether to continue when the wire accepts no more
   * @return number of frames sent
   */
  int send(Link link, List<ByteString> frames, boolean evenIfFull) {
    ensureCapacity(link.queuedBytes + frames.size() * Datagrams.FRAME_OVERHEAD_BYTES);
    int next = 0;
    while (next < frames.size() && (evenIfFull || context.canTransmit())) {
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

  /** Sends a connect or an accept with the id of this node and the connection id to use. */
  /**
   * Sends a connect or an accept.
   *
   * @param sharedLink the {@link LinkTag} of another link with the receiver; 0 for none
   */
  void sendGreeting(Link link, byte type, long sharedLink) {
    transmit(
        link,
        type,
        Greeting.newBuilder()
            .setNodeId(context.identity().id().bytes())
            .setConnectionId(link.localConnectionId)
            .setSharedLink(sharedLink)
            .build());
  }

  /** Sends a close, unless the connection id of the other end is still unknown. */
  void close(Link link, CloseReason reason) {
    if (link.remoteConnectionId != 0) {
      transmit(link, Datagrams.CLOSE, closeBody(reason));
    }
  }

  /** Answers a connect with a close. Sends nothing if the budget is exhausted. */
  void refuse(PeerAddress to, Greeting greeting, CloseReason reason) {
    if (refusals.take(context.nowNanos())) {
      transmit(to, Datagrams.CLOSE, greeting.getConnectionId(), 1, closeBody(reason));
    }
  }

  /**
   * Answers a connect in another version with a close in this version. All versions share the
   * header, so the other node can report the version of this node to its user.
   *
   * @return false if the budget is exhausted and nothing was sent
   */
  boolean refuseVersion(PeerAddress to) {
    boolean allowed = refusals.take(context.nowNanos());
    if (allowed) {
      transmit(to, Datagrams.CLOSE, 0, 1, null);
    }
    return allowed;
  }

  /** Reports an unknown connection. The id proves the reset, as only the two ends know it. */
  void reset(PeerAddress to, long unknownConnectionId) {
    if (resets.take(context.nowNanos())) {
      transmit(to, Datagrams.RESET, unknownConnectionId, 1, null);
    }
  }

  private static Close closeBody(CloseReason reason) {
    Close.Kind kind =
        reason.kind() == CloseReason.Kind.REFUSED ? Close.Kind.REFUSED : Close.Kind.SHUTTING_DOWN;
    // ASCII only: a character is one byte, so the cut cannot split one.
    String ascii = reason.detail().replaceAll("[^ -~]", "?");
    String cut = ascii.substring(0, Math.min(ascii.length(), MAX_DETAIL_BYTES));
    return Close.newBuilder().setKind(kind).setDetail(cut).build();
  }

  private void transmit(Link link, byte type, @Nullable MessageLite body) {
    transmit(link.remote, type, link.remoteConnectionId, ++link.packetsSent, body);
  }

  private void transmit(
      PeerAddress to, byte type, long connectionId, long packetNumber, @Nullable MessageLite body) {
    ensureCapacity(body == null ? 0 : body.getSerializedSize());
    out.clear();
    Datagrams.putHeader(out, type, connectionId, packetNumber);
    if (body != null) {
      out.put(body.toByteArray());
    }
    context.transmit(to, out.flip());
  }

  private void ensureCapacity(int bodyBytes) {
    int needed = Math.min(Datagrams.HEADER_BYTES + bodyBytes, Datagrams.MAX_BYTES);
    int bytes = out.capacity();
    if (bytes < needed) {
      while (bytes < needed) {
        bytes *= 2;
      }
      out = ByteBuffer.allocate(Math.min(bytes, Datagrams.MAX_BYTES));
    }
  }
}
