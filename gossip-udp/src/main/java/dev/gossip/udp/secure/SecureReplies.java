package dev.gossip.udp.secure;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.link.PacketSender;
import dev.gossip.udp.link.ReplyBudget;
import dev.gossip.udp.link.SecurityMismatch;
import java.nio.ByteBuffer;

/**
 * Replies of a secure node to strangers, none larger than what it answers. Nobody believes them:
 * they are hints.
 */
final class SecureReplies {
  private static final CloseReason SECURE_HERE =
      new CloseReason(CloseReason.Kind.REFUSED, SecurityMismatch.SECURE_HERE);

  private final TransportContext context;
  private final PacketSender sender;
  private final ReplyBudget resets;
  private final ReplyBudget notes;

  SecureReplies(TransportContext context, PacketSender sender) {
    this.context = context;
    this.sender = sender;
    this.resets = new ReplyBudget(context.nowNanos());
    this.notes = new ReplyBudget(context.nowNanos());
  }

  /** Answers an init. Needs no budget, since it is smaller and costs nothing to make. */
  void retry(PeerAddress to, long connectionId, byte[] cookie) {
    ByteBuffer datagram = ByteBuffer.allocate(SecureDatagrams.RETRY_BYTES);
    SecureDatagrams.putHead(datagram, SecureDatagrams.RETRY);
    sender.send(to, datagram.putLong(connectionId).put(cookie).array());
  }

  /** Says why an init gets no answer; returns false if the budget is exhausted. */
  boolean refuse(PeerAddress to, long connectionId, byte code) {
    boolean allowed = notes.take(context.nowNanos());
    if (allowed) {
      sender.send(to, SecureDatagrams.note(connectionId, code));
    }
    return allowed;
  }

  /**
   * Answers a connect of a plain node with a plain close.
   *
   * @param connectionId the one that the connect offers
   * @param receivedBytes size of the connect
   * @return false if nothing was sent
   */
  boolean refusePlain(PeerAddress to, long connectionId, int receivedBytes) {
    byte[] body = PacketSender.closeBody(SECURE_HERE);
    boolean allowed =
        Datagrams.HEADER_BYTES + body.length <= receivedBytes && notes.take(context.nowNanos());
    if (allowed) {
      ByteBuffer datagram = ByteBuffer.allocate(Datagrams.HEADER_BYTES + body.length);
      Datagrams.putHeader(datagram, Datagrams.CLOSE, connectionId, 1);
      sender.send(to, datagram.put(body).array());
    }
    return allowed;
  }

  /** Whether to report one more dial that gets no answer. */
  boolean mayReport() {
    return notes.take(context.nowNanos());
  }

  /** Reports an unknown connection, to the sender of data or a ping for it. */
  void reset(PeerAddress to, long unknownConnectionId) {
    if (resets.take(context.nowNanos())) {
      ByteBuffer datagram = ByteBuffer.allocate(SecureDatagrams.RESET_BYTES);
      SecureDatagrams.putHead(datagram, SecureDatagrams.RESET);
      sender.send(to, datagram.putLong(unknownConnectionId).array());
    }
  }
}
