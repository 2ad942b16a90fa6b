package dev.gossip.udp.secure;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.datagram.PacketType;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.link.DataSender;
import dev.gossip.udp.link.LinkParts;
import dev.gossip.udp.link.PacketSender;
import dev.gossip.udp.session.PathCheck;
import dev.gossip.udp.session.SecureSession;
import dev.gossip.udp.table.Link;
import dev.gossip.udp.table.LinkTable;
import java.time.Duration;

/**
 * Lets a link survive that the address of its other end changes, for instance because a NAT forgot
 * the old mapping. The new address and the old one are both pinged. The link moves only if the new
 * one answers and the old one does not: anyone who copies datagrams and sends them from another
 * address may be faster, but cannot silence the old one. Only an answer to the ping counts: the
 * other end may go on sending with its old address as a forged source, and receive nothing there.
 * Until then everything is sent to the old address.
 */
final class PathChecks {
  /** At most one check of a link in this time. */
  private static final long INTERVAL_NANOS = 1_000_000_000;

  /** With a loss of 10 % in each direction, all are lost in one of 20,000 checks. */
  private static final int CURRENT_PINGS = 6;

  private final TransportContext context;
  private final LinkEvents events;
  private final LinkTable links;
  private final DataSender data;
  private final PacketSender sender;

  PathChecks(LinkParts parts) {
    this.context = parts.context();
    this.events = parts.events();
    this.links = parts.links();
    this.data = parts.data();
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
    session.previousPathCheck = session.pathCheck;
    session.pathCheck = check;
    sender.sendToken(link, PacketType.PING, check.candidateToken, from);
    sender.sendToken(link, PacketType.PING, check.currentToken, link.remote);
    Duration interval = Duration.ofNanos(session.answerNanos() / CURRENT_PINGS);
    context.schedule(interval, "path check", () -> askAgain(link, check, interval, 1));
  }

  /** The loss of a few datagrams must not make the current address look silent. */
  private void askAgain(Link link, PathCheck check, Duration interval, int sent) {
    if (!link.removed && !check.currentAnswered && sent < CURRENT_PINGS) {
      sender.sendToken(link, PacketType.PING, check.currentToken, link.remote);
      context.schedule(interval, "path check", () -> askAgain(link, check, interval, sent + 1));
    }
  }

  /**
   * An address that was not chosen is checked again, too: the current one may have answered only
   * just before it was given up. Not while a check is under way, whose answers would be missed.
   */
  private boolean mayCheck(SecureSession session) {
    PathCheck last = session.pathCheck;
    return last == null
        || (!last.isDecisionDue
            && context.nowNanos() - last.startNanos
                >= Math.max(INTERVAL_NANOS, session.answerNanos()));
  }

  /** Handles an authentic pong. The token says which address the ping was sent to. */
  void onPong(Link link, SecureSession session, long token, PeerAddress from) {
    PathCheck check = session.pathCheck;
    PathCheck previous = session.previousPathCheck;
    if (check != null && token == check.candidateToken && from.equals(check.candidate)) {
      onCandidate(link, session, check);
    } else if (check != null && token == check.currentToken) {
      check.currentAnswered = true;
      session.onAnswered(check.startNanos, context.nowNanos());
    } else if (previous != null && token == previous.candidateToken) {
      // Too late for that check, but the next one waits longer.
      measure(session, previous);
    }
  }

  private void onCandidate(Link link, SecureSession session, PathCheck check) {
    if (check.candidateAnswered) {
      return;
    }
    check.candidateAnswered = true;
    check.isDecisionDue = true;
    measure(session, check);
    // From the start of the check, so that the current address has two round trips to answer.
    long left = session.answerNanos() - (context.nowNanos() - check.startNanos);
    context.schedule(
        Duration.ofNanos(Math.max(0, left)), "path check", () -> decide(link, session, check));
  }

  /** The new path may be slower than the old one. */
  private void measure(SecureSession session, PathCheck check) {
    session.roundTripNanos =
        Math.max(session.roundTripNanos, context.nowNanos() - check.startNanos);
  }

  private void decide(Link link, SecureSession session, PathCheck check) {
    check.isDecisionDue = false;
    if (!link.removed && !link.remote.equals(check.candidate) && !check.currentAnswered) {
      links.move(link, check.candidate);
      data.onMoved(link);
      session.onAnswered(check.startNanos, context.nowNanos());
      events.moved(link, check.candidate);
    }
  }
}
