package dev.gossip.udp.link;

import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.TransportContext;
import java.time.Duration;
import java.util.function.Consumer;

/** Pings the other end of silent links and ends links that stay silent. */
final class Liveness {
  /** Leaves half of a second, in which a link should move, for the check of the new address. */
  private static final Duration PING_BUSY_AFTER = Duration.ofMillis(500);

  /** How long a link counts as busy after a frame; a guess. */
  private static final Duration BUSY_WITHIN = Duration.ofSeconds(5);

  /** Time for an answer after a hint that the other end has lost the link. */
  static final Duration SUSPECT_TIMEOUT = Duration.ofSeconds(1);

  private static final int PROBE_PINGS = 4;

  private final TransportContext context;
  private final LinkEvents events;
  private final LinkSettings settings;
  private final LinkTable links;
  private final PacketSender sender;
  private final Consumer<Link> check = this::check;

  Liveness(
      TransportContext context,
      LinkEvents events,
      LinkSettings settings,
      LinkTable links,
      PacketSender sender) {
    this.context = context;
    this.events = events;
    this.settings = settings;
    this.links = links;
    this.sender = sender;
  }

  /** Starts to watch a link that has come up. */
  void watch(Link link) {
    checkAfter(link, pingAfter(link));
  }

  /**
   * Whether the other end has not answered pings for as long as a dial may take. Such a link is not
   * down yet, but another link may replace it.
   */
  boolean isSilent(Link link) {
    return silence(link).compareTo(settings.pingAfter().plus(settings.connectTimeout())) >= 0;
  }

  private void checkAfter(Link link, Duration delay) {
    link.startTimer(context, delay, "liveness", check);
  }

  private void check(Link link) {
    links.countLost(ReceivedPackets.countOverdueAsLost(link));
    Duration silence = silence(link);
    if (silence.compareTo(settings.downAfter()) >= 0) {
      end(
          link,
          new DownReason(DownReason.Kind.SILENT, "nothing heard for " + silence.toMillis() + " ms"),
          "it has nothing heard for " + silence.toMillis() + " ms");
      return;
    }
    if (link.session != null && link.session.keys.isExhausted()) {
      end(
          link,
          new DownReason(DownReason.Kind.REPLACED, "its keys have been used as often as they may"),
          "its keys have been used as often as they may be");
      return;
    }
    Duration untilPing = pingAfter(link).minus(silence);
    if (untilPing.isNegative() || untilPing.isZero()) {
      ping(link);
      Duration untilDown = settings.downAfter().minus(silence);
      // Ping often enough that the loss of a few datagrams does not end the link.
      Duration again = settings.pingAfter().dividedBy(4);
      checkAfter(link, again.compareTo(untilDown) < 0 ? again : untilDown);
    } else {
      checkAfter(link, untilPing);
    }
  }

  /**
   * A secure link that was busy and is silent is pinged soon: if a NAT has forgotten the address of
   * this end, only a datagram from here shows the other end the new one.
   */
  private Duration pingAfter(Link link) {
    boolean isBusy =
        link.session != null
            && context.nowNanos() - link.lastFrameNanos < BUSY_WITHIN.toNanos()
            && PING_BUSY_AFTER.compareTo(settings.pingAfter()) < 0;
    return isBusy ? PING_BUSY_AFTER : settings.pingAfter();
  }

  private void ping(Link link) {
    SecureSession session = link.session;
    if (session == null) {
      sender.send(link, PacketType.PING);
    } else {
      long token = session.newPing(context.random().nextLong(), context.nowNanos());
      sender.sendToken(link, PacketType.PING, token, link.remote);
    }
  }

  /**
   * Handles a hint that the other end has lost the link: pings it at once, and ends the link soon
   * if there is no answer. Anyone may send the hint, so alone it changes nothing.
   */
  void suspect(Link link) {
    SecureSession session = link.session;
    if (session != null && session.maySuspect(context.nowNanos())) {
      link.cancelTimer();
      checkSuspected(link, context.nowNanos());
    }
  }

  /**
   * Asks the other end of a secure link whether it is still there, several times, so that the loss
   * of a ping decides nothing.
   *
   * @param wait how long to wait for an answer
   * @param then gets whether there was one, soon after it has arrived
   */
  void probe(Link link, Duration wait, Consumer<Boolean> then) {
    probe(link, context.nowNanos(), wait, PROBE_PINGS, then);
  }

  private void probe(Link link, long sinceNanos, Duration wait, int pings, Consumer<Boolean> then) {
    boolean isThere = !link.removed && link.lastHeardNanos - sinceNanos > 0;
    if (isThere || link.removed || pings == 0) {
      then.accept(isThere);
    } else {
      ping(link);
      context.schedule(
          wait.dividedBy(PROBE_PINGS),
          "probe",
          () -> probe(link, sinceNanos, wait, pings - 1, then));
    }
  }

  private void checkSuspected(Link link, long sinceNanos) {
    if (link.lastHeardNanos - sinceNanos > 0) {
      check(link);
    } else if (context.nowNanos() - sinceNanos >= SUSPECT_TIMEOUT.toNanos()) {
      end(
          link,
          new DownReason(DownReason.Kind.RESTARTED, "it no longer knows the link"),
          "this node seemed to have lost it and did not answer");
    } else {
      ping(link);
      // Several times, so that the loss of a ping does not end the link.
      link.startTimer(
          context,
          SUSPECT_TIMEOUT.dividedBy(4),
          "liveness",
          suspected -> checkSuspected(suspected, sinceNanos));
    }
  }

  private void end(Link link, DownReason reason, String reasonThere) {
    // If only one direction is broken, the other end would keep the link until it times out, too.
    sender.close(
        link, new CloseReason(CloseReason.Kind.ENDED, "it ended the link: " + reasonThere));
    links.remove(link);
    events.down(link, reason);
  }

  private Duration silence(Link link) {
    return Duration.ofNanos(context.nowNanos() - link.lastHeardNanos);
  }
}
