package dev.gossip.udp.link;

import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.TransportContext;
import java.time.Duration;

/** Asks the other ends of silent links whether they are there, and ends the links of those gone. */
final class Liveness {
  private final TransportContext context;
  private final LinkEvents events;
  private final LinkSettings settings;
  private final LinkTable links;
  private final PacketSender sender;

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

  /** A link has come up. */
  void watch(Link link) {
    checkAfter(link, settings.pingAfter());
  }

  /**
   * Whether the other end has left pings without an answer for as long as a dial may take. Such a
   * link is not down yet, but it keeps no other out.
   */
  boolean isSilent(Link link) {
    return silence(link).compareTo(settings.pingAfter().plus(settings.connectTimeout())) >= 0;
  }

  private void checkAfter(Link link, Duration delay) {
    link.timer = context.schedule(delay, "liveness", () -> check(link));
  }

  private void check(Link link) {
    links.countLost(ReceivedPackets.giveUpOverdue(link));
    Duration silence = silence(link);
    if (silence.compareTo(settings.downAfter()) >= 0) {
      end(link, silence);
      return;
    }
    Duration untilPing = settings.pingAfter().minus(silence);
    if (untilPing.isNegative() || untilPing.isZero()) {
      sender.send(link, Datagrams.PING);
      Duration untilDown = settings.downAfter().minus(silence);
      // Often enough that a few lost datagrams do not look like a dead peer.
      Duration again = settings.pingAfter().dividedBy(4);
      checkAfter(link, again.compareTo(untilDown) < 0 ? again : untilDown);
    } else {
      checkAfter(link, untilPing);
    }
  }

  private void end(Link link, Duration silence) {
    String what = "nothing heard for " + silence.toMillis() + " ms";
    // If only one direction is broken the other end would hold the link until it is silent, too.
    sender.close(
        link, new CloseReason(CloseReason.Kind.ENDED, "it ended the link: it has " + what));
    links.remove(link);
    events.down(link, new DownReason(DownReason.Kind.SILENT, what));
  }

  private Duration silence(Link link) {
    return Duration.ofNanos(context.nowNanos() - link.lastHeardNanos);
  }
}
