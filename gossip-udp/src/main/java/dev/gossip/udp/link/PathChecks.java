package dev.gossip.udp.link;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.TransportContext;
import java.time.Duration;

/**
 * Lets a link survive that the address of its other end changes, for instance because a NAT forgot
 * the old mapping. The new address and the old one are both pinged. The link moves only if the new
 * one answers and the old one does not: anyone who copies datagrams and sends them from another
 * address may be faster, but cannot silence the old one. Until then everything is sent to the old
 * address.
 */
final class PathChecks {
  /** At most one check of a link in this time. */
  private static final long INTERVAL_NANOS = 1_000_000_000;

  private final TransportContext context;
  private final LinkEvents events;
  private final LinkTable links;
  private final PacketSender sender;

  PathChecks(LinkParts parts) {
    this.context = parts.context();
    this.events = parts.events();
    this.links = parts.links();
    this.sender = parts.sender();
  }

  /**
   * Handles an authentic datagram that is the newest of its link and came from another address.
   *
   * @param bytes its size; the new address gets no more than that until it has answered
   */
  void onOtherAddress(Link link, SecureSession session, PeerAddress from, int bytes) {
    if (bytes < SecureDatagrams.MIN_SEALED_BYTES + SecureDatagrams.TOKEN_BYTES
        || !mayCheck(session)) {
      return;
    }
    long now = context.nowNanos();
    PathCheck check =
        new PathCheck(from, context.random().nextLong(), context.random().nextLong(), now);
    session.pathCheck = check;
    sender.sendToken(link, PacketType.PING, check.candidateToken, from);
    sender.sendToken(link, PacketType.PING, check.currentToken, link.remote);
    long wait = session.answerNanos();
    context.schedule(Duration.ofNanos(wait / 4), "path check", () -> askAgain(link, check));
    context.schedule(Duration.ofNanos(wait), "path check", () -> decide(link, check));
  }

  /** The loss of one datagram must not make the old address look silent. */
  private void askAgain(Link link, PathCheck check) {
    if (!link.removed && !check.currentAnswered) {
      sender.sendToken(link, PacketType.PING, check.currentToken, link.remote);
    }
  }

  /**
   * An address that was not chosen is checked again, too: the old one may have answered only just
   * before it was given up.
   */
  private boolean mayCheck(SecureSession session) {
    PathCheck last = session.pathCheck;
    return last == null || context.nowNanos() - last.startNanos >= INTERVAL_NANOS;
  }

  /** Handles an authentic pong. The token says which address the ping was sent to. */
  void onPong(SecureSession session, long token, PeerAddress from) {
    PathCheck check = session.pathCheck;
    if (check == null) {
      return;
    }
    if (token == check.candidateToken && from.equals(check.candidate)) {
      check.candidateAnswered = true;
    } else if (token == check.currentToken) {
      check.currentAnswered = true;
    }
  }

  private void decide(Link link, PathCheck check) {
    if (link.removed || link.remote.equals(check.candidate)) {
      return;
    }
    if (check.candidateAnswered && !check.currentAnswered) {
      links.move(link, check.candidate);
      events.moved(link, check.candidate);
    }
  }
}
