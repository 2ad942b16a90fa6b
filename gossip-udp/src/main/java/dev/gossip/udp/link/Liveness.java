package dev.gossip.udp.link;

import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.TransportContext;
import java.time.Duration;
import java.util.function.Consumer;

/** Pings the other end of silent links and ends links that stay silent. */
final class Liveness {
  /** Time for an answer after a hint that the other end has lost the link. */
  private static final Duration SUSPECT_TIMEOUT = Duration.ofSeconds(1);

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
    checkAfter(link, settings.pingAfter());
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
      end(link, silence);
      return;
    }
    Duration untilPing = settings.pingAfter().minus(silence);
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
    long heardAtMost =
        context.nowNanos() - settings.downAfter().minus(SUSPECT_TIMEOUT).toNanos();
    SecureSession session = link.session;
    if (session != null
        && session.maySuspect(context.nowNanos())
        && link.lastHeardNanos - heardAtMost > 0) {
      link.lastHeardNanos = heardAtMost;
      link.cancelTimer();
      check(link);
    }
  }

  private void end(Link link, Duration silence) {
    String what = "nothing heard for " + silence.toMillis() + " ms";
    // If only one direction is broken, the other end would keep the link until it times out, too.
    sender.close(
        link, new CloseReason(CloseReason.Kind.ENDED, "it ended the link: it has " + what));
    links.remove(link);
    events.down(link, new DownReason(DownReason.Kind.SILENT, what));
  }

  private Duration silence(Link link) {
    return Duration.ofNanos(context.nowNanos() - link.lastHeardNanos);
  }
}
