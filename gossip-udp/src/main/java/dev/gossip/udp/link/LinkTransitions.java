package dev.gossip.udp.link;

import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.table.HalfOpenLinks;
import dev.gossip.udp.table.Link;
import dev.gossip.udp.table.LinkTable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Brings links up, and ends them in favour of others: the same for plain and secure links. */
public final class LinkTransitions {
  public static final String NO_ROOM = "it has as many links as it may (transport.udp.max-links)";
  public static final String LINKED_ELSEWHERE = "it is linked under another address already";

  private static final String OTHER_NODE =
      "another node is at its address, or it started again with another key";

  private final TransportContext context;
  private final LinkEvents events;
  private final LinkSettings settings;
  private final LinkTable links;
  private final HalfOpenLinks halfOpen;
  private final PacketSender sender;
  // One timer for all half-open links.
  private @Nullable TimerHandle expiry;

  LinkTransitions(
      TransportContext context,
      LinkEvents events,
      LinkSettings settings,
      LinkTable links,
      HalfOpenLinks halfOpen,
      PacketSender sender) {
    this.context = context;
    this.events = events;
    this.settings = settings;
    this.links = links;
    this.halfOpen = halfOpen;
    this.sender = sender;
  }

  /** Creates a half-open link, in the place of a random other one if there are too many. */
  public Link addHalfOpen(PeerAddress from) {
    Link evicted = halfOpen.pickVictimIfFull();
    if (evicted != null) {
      context.dropped(DropReason.HALF_OPEN_REPLACED);
      links.remove(evicted);
    }
    Link link = links.addHalfOpen(from, context.nowNanos());
    if (expiry == null) {
      scheduleExpiry(settings.halfOpenTimeout());
    }
    return link;
  }

  private void scheduleExpiry(Duration delay) {
    expiry = context.schedule(delay, "half-open", this::expire);
  }

  private void expire() {
    expiry = null;
    halfOpen
        .olderThan(settings.halfOpenTimeout().toNanos(), context.nowNanos())
        .forEach(links::remove);
    if (!halfOpen.isEmpty()) {
      // At fixed intervals: finding the next expiry would cost a search per connect under a flood.
      scheduleExpiry(settings.connectTimeout().dividedBy(4));
    }
  }

  /**
   * Makes room for an inbound link, if needed by ending another one; returns false if there is none
   * to end.
   */
  public boolean makesRoomFor(Link link) {
    if (link.dialed || !links.isFullFor(link.remote)) {
      return true;
    }
    Link victim =
        new LinkEviction(links.inbound())
            .victimFor(link.remote, settings.idleAfter().toNanos(), context.nowNanos());
    if (victim != null) {
      end(victim, CloseReason.Kind.REFUSED, NO_ROOM, "it made room for another link");
    }
    return victim != null;
  }

  /** Brings a link up; a link that it replaces at its address goes down. */
  public void bringUp(Link link, PeerId peer, Liveness liveness) {
    link.peer = peer;
    link.cancelTimer();
    link.markUp(context.nowNanos());
    Link replaced = links.makeCurrent(link);
    if (replaced != null && replaced.state == Link.State.UP) {
      // Ids of plain links are not proven: the same node may have another one after a restart.
      boolean isAnother = link.session != null && !peer.equals(replaced.peer);
      String detail = isAnother ? OTHER_NODE : "it started again";
      events.down(replaced, new DownReason(DownReason.Kind.RESTARTED, detail));
    } else if (replaced != null && !replaced.address.equals(link.address)) {
      events.refused(replaced.address, LINKED_ELSEWHERE);
    }
    liveness.watch(link);
    events.up(link, peer, link.dialed ? Direction.OUTBOUND : Direction.INBOUND, link.address);
  }

  /** Ends a link that is up, with a reason for the other end and one for this node. */
  public void end(Link link, CloseReason.Kind kind, String reasonThere, String reasonHere) {
    sender.close(link, new CloseReason(kind, reasonThere));
    links.remove(link);
    events.down(link, new DownReason(DownReason.Kind.REPLACED, reasonHere));
  }

  /** Ends a link that is not up yet. */
  public void abandon(Link link, CloseReason.Kind kind, String why, DropReason dropReason) {
    abandon(link, new CloseReason(kind, why), dropReason);
  }

  /** Ends a link that is not up yet. */
  public void abandon(Link link, CloseReason why, DropReason dropReason) {
    sender.close(link, why);
    links.remove(link);
    if (link.state == Link.State.DIALING) {
      events.refused(link.address, why.detail());
    } else {
      context.dropped(dropReason);
    }
  }

  /**
   * Ends an accepted link that is not up yet, since another one with the same node has precedence.
   */
  public void endSecond(Link link) {
    sender.close(link, new CloseReason(CloseReason.Kind.ENDED, LINKED_ELSEWHERE));
    links.remove(link);
  }
}
