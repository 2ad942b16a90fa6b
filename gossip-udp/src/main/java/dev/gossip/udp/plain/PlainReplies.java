package dev.gossip.udp.plain;

import com.google.protobuf.MessageLite;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.link.PacketSender;
import dev.gossip.udp.link.ReplyBudget;
import dev.gossip.udp.proto.Greeting;
import dev.gossip.udp.table.Link;
import java.nio.ByteBuffer;

/** Sends the greetings of plain links and the limited replies to strangers. */
final class PlainReplies {
  private final TransportContext context;
  private final PacketSender sender;
  // Separate budgets, so that refusals of strangers do not keep peers from detecting a restart.
  private final ReplyBudget resets;
  private final ReplyBudget refusals;

  PlainReplies(TransportContext context, PacketSender sender) {
    this.context = context;
    this.sender = sender;
    this.resets = new ReplyBudget(context.nowNanos());
    this.refusals = new ReplyBudget(context.nowNanos());
  }

  /**
   * Sends a connect or an accept with the id of this node and the connection id to use.
   *
   * @param sharedLink the {@link LinkTag} of another link with the receiver; 0 for none
   */
  void sendGreeting(Link link, byte type, long sharedLink) {
    MessageLite greeting =
        Greeting.newBuilder()
            .setNodeId(context.identity().id().bytes())
            .setConnectionId(link.localConnectionId)
            .setSharedLink(sharedLink)
            .build();
    send(link.remote, type, link.remoteConnectionId, ++link.packetsSent, greeting.toByteArray());
  }

  /** Answers a connect with a close. Sends nothing if the budget is exhausted. */
  void refuse(PeerAddress to, Greeting greeting, CloseReason reason) {
    if (refusals.take(context.nowNanos())) {
      byte[] body = PacketSender.closeBody(reason);
      send(to, Datagrams.CLOSE, greeting.getConnectionId(), 1, body);
    }
  }

  /**
   * Answers a connect in another version with a close in this version. All versions share the first
   * four bytes, so the other node can report the version of this node to its user.
   *
   * @return false if the budget is exhausted and nothing was sent
   */
  boolean refuseVersion(PeerAddress to) {
    boolean allowed = refusals.take(context.nowNanos());
    if (allowed) {
      send(to, Datagrams.CLOSE, 0, 1, new byte[0]);
    }
    return allowed;
  }

  /**
   * Answers the first datagram of a secure handshake: this node has no keys.
   *
   * @return false if the budget is exhausted and nothing was sent
   */
  boolean refuseSecure(PeerAddress to, long connectionId) {
    boolean allowed = refusals.take(context.nowNanos());
    if (allowed) {
      sender.send(to, SecureDatagrams.note(connectionId, SecureDatagrams.PLAIN_HERE));
    }
    return allowed;
  }

  /** Reports an unknown connection. The id proves the reset, as only the two ends know it. */
  void reset(PeerAddress to, long unknownConnectionId) {
    if (resets.take(context.nowNanos())) {
      send(to, Datagrams.RESET, unknownConnectionId, 1, new byte[0]);
    }
  }

  private void send(PeerAddress to, byte type, long connectionId, long packetNumber, byte[] body) {
    ByteBuffer datagram = ByteBuffer.allocate(Datagrams.HEADER_BYTES + body.length);
    Datagrams.putHeader(datagram, type, connectionId, packetNumber);
    sender.send(to, datagram.put(body).array());
  }
}
