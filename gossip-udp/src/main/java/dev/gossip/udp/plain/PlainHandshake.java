package dev.gossip.udp.plain;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.datagram.PeerIds;
import dev.gossip.udp.link.LinkParts;
import dev.gossip.udp.link.LinkSettings;
import dev.gossip.udp.link.LinkTransitions;
import dev.gossip.udp.link.Liveness;
import dev.gossip.udp.link.PacketSender;
import dev.gossip.udp.proto.Greeting;
import dev.gossip.udp.table.HalfOpenLinks;
import dev.gossip.udp.table.Link;
import dev.gossip.udp.table.LinkTable;
import dev.gossip.udp.table.ReceivedPackets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Brings links up: connects, accepts, and the choice between links that claim one id or exceed the
 * maximum. The choice is made only when the other end has proved that it receives at its address,
 * so that forged connects change nothing.
 */
final class PlainHandshake {
  private static final String UNWANTED = "the node that answers there is not wanted";

  private final TransportContext context;
  private final LinkEvents events;
  private final LinkSettings settings;
  private final LinkTable links;
  private final HalfOpenLinks halfOpen;
  private final PacketSender sender;
  private final PlainReplies replies;
  private final Liveness liveness;
  private final LinkTransitions transitions;

  PlainHandshake(LinkParts parts, PlainReplies replies) {
    this.context = parts.context();
    this.events = parts.events();
    this.settings = parts.settings();
    this.links = parts.links();
    this.halfOpen = parts.halfOpen();
    this.sender = parts.sender();
    this.liveness = parts.liveness();
    this.transitions = parts.transitions();
    this.replies = replies;
  }

  // ---- dialing -------------------------------------------------------------------------------

  /**
   * Tries to connect to an address.
   *
   * @param expected the id that the node there must have; null for any
   */
  void dial(PeerAddress address, @Nullable PeerId expected) {
    Link current = links.current(address);
    if (current == null) {
      Link link = links.addDialing(address, context.nowNanos());
      link.opening().expected = expected;
      connect(link);
    } else if (current.address.equals(address)) {
      current.dialed = true;
    } else {
      // The peer at this address was dialed at another one and answered from this one.
      context.schedule(Duration.ZERO, "dial", () -> onSameNode(address, current));
    }
  }

  private void onSameNode(PeerAddress address, Link link) {
    if (link.state == Link.State.UP && !link.removed) {
      events.sameNode(address, link);
    } else {
      events.dialFailed(address, LinkTransitions.LINKED_ELSEWHERE);
    }
  }

  private void connect(Link link) {
    Duration waited = Duration.ofNanos(context.nowNanos() - link.opening().startNanos);
    if (waited.compareTo(settings.connectTimeout()) >= 0) {
      links.remove(link);
      String refusalReason = link.opening().refusalReason;
      if (refusalReason != null) {
        events.refused(link.address, refusalReason);
      } else {
        events.dialFailed(link.address, "nobody answers there");
      }
      return;
    }
    if (!link.remote.equals(link.address)) {
      // The source of the last accept does not answer, so try the dialed address again.
      links.redirect(link, link.address);
    }
    sendConnect(link, settings.connectRetry());
  }

  private void sendConnect(Link link, Duration untilNext) {
    link.remoteConnectionId = 0;
    replies.sendGreeting(link, Datagrams.CONNECT, 0);
    link.cancelTimer();
    link.startTimer(context, untilNext, "connect", this::connect);
  }

  /**
   * Handles an accept from another address than the connects were sent to: a node that listens on
   * all its addresses may answer from any of them. The connection id proves that the sender
   * received a connect, but not that it receives at this address, which may be forged. So this
   * address gets a connect of its own with a new id, and the link comes up when that is answered.
   */
  void onAcceptFromElsewhere(Link link, PeerAddress from, Greeting greeting)
      throws InvalidProtocolBufferException {
    if (leavesToLinkAt(from, link, greeting)) {
      return;
    }
    // Once per connect to the dialed address, so that this node cannot be used to flood others.
    if (!link.remote.equals(link.address) || isTaken(from, link)) {
      context.dropped(DropReason.WRONG_ADDRESS);
      return;
    }
    links.redirect(link, from);
    // Two round trips must fit into a dial, so the second may take half of its time.
    sendConnect(link, settings.connectTimeout().dividedBy(2));
  }

  /**
   * Whether the address that answered a dial has another link, dialing or up. That link stays:
   * otherwise any dialed node could end the links of this node to others.
   */
  private boolean isTaken(PeerAddress address, Link link) {
    Link current = links.current(address);
    boolean taken = current != null && !current.equals(link);
    if (taken) {
      link.opening().refusalReason = LinkTransitions.LINKED_ELSEWHERE;
    }
    return taken;
  }

  /** Ends a dial that is answered from an address from which the same node has connected. */
  private boolean leavesToLinkAt(PeerAddress from, Link dialed, Greeting greeting)
      throws InvalidProtocolBufferException {
    PeerId peer = PeerIds.of(greeting);
    Link current = links.current(from);
    if (current == null
        || current.state != Link.State.UP
        || !peer.equals(current.peer)
        || liveness.isSilent(current)) {
      return false;
    }
    // A dialed node that forges this only keeps itself from a link.
    dialed.storeGreeting(greeting.getConnectionId(), peer);
    leaveTo(current, dialed);
    return true;
  }

  /** A dial has reached a node that there is a link with already; both ends know that link. */
  private void leaveTo(Link shared, Link dialed) {
    sender.close(dialed, new CloseReason(CloseReason.Kind.ENDED, LinkTransitions.LINKED_ELSEWHERE));
    links.remove(dialed);
    events.sameNode(dialed.address, shared);
  }

  /** Whether the node that answered a dial is the one that was looked for, and may have a link. */
  private boolean isWanted(Link link, PeerId peer) {
    PeerId expected = link.opening().expected;
    return (expected == null || expected.equals(peer)) && events.mayAccept(peer);
  }

  /** Handles an accept with the connection id of a link, from the address of that link. */
  void onAccept(Link link, Greeting greeting) throws InvalidProtocolBufferException {
    PeerId peer = PeerIds.of(greeting);
    if (link.state == Link.State.DIALING && leavesToLinkAt(link.remote, link, greeting)) {
      return;
    }
    if (link.state == Link.State.DIALING && isTaken(link.remote, link)) {
      context.dropped(DropReason.WRONG_ADDRESS);
    } else if (link.state == Link.State.DIALING && !isWanted(link, peer)) {
      link.opening().refusalReason = UNWANTED;
      context.dropped(DropReason.UNWANTED_NODE);
    } else if (link.state == Link.State.DIALING) {
      link.storeGreeting(greeting.getConnectionId(), peer);
      Link shared = linkedElsewhere(link);
      if (shared != null && greeting.getSharedLink() == LinkTag.of(shared)) {
        leaveTo(shared, link);
      } else {
        confirm(link);
      }
    } else if (link.isSameConnection(greeting.getConnectionId(), peer)) {
      onHeard(link);
    } else {
      context.dropped(DropReason.UNEXPECTED_ACCEPT);
    }
  }

  // ---- accepting -----------------------------------------------------------------------------

  void onConnect(PeerAddress from, long packetNumber, Greeting greeting)
      throws InvalidProtocolBufferException {
    PeerId peer = PeerIds.of(greeting);
    if (peer.equals(context.identity().id())) {
      onOwnConnect(from, greeting);
      return;
    }
    if (!events.mayAccept(peer)) {
      replies.refuse(from, greeting, events.refusal(peer));
      return;
    }
    Link current = links.current(from);
    Link waiting = halfOpen.at(from);
    if (current != null
        && current.state == Link.State.DIALING
        && current.remote.equals(current.address)) {
      // Both nodes dial: one link serves both.
      current.storeGreeting(greeting.getConnectionId(), peer);
      accept(current);
    } else if (current != null && current.isSameConnection(greeting.getConnectionId(), peer)) {
      // The accept was lost, or the connect was duplicated.
      links.countLost(ReceivedPackets.add(current, packetNumber));
      accept(current);
    } else if (waiting != null && waiting.isSameConnection(greeting.getConnectionId(), peer)) {
      accept(waiting);
    } else {
      onNewConnect(from, greeting, peer, waiting);
    }
  }

  /** A connect of this node itself, or of another that claims its id. */
  private void onOwnConnect(PeerAddress from, Greeting greeting) {
    Link own = links.byConnectionId(greeting.getConnectionId());
    if (own != null && own.state == Link.State.DIALING) {
      // Only this node knows the connection id of its dial.
      links.remove(own);
      events.selfDialed(own.address);
    } else {
      replies.refuse(
          from, greeting, new CloseReason(CloseReason.Kind.REFUSED, "it is this node itself"));
    }
  }

  private void onNewConnect(
      PeerAddress from, Greeting greeting, PeerId peer, @Nullable Link outdated) {
    if (outdated != null) {
      links.remove(outdated);
    }
    Link link = transitions.addHalfOpen(from);
    link.storeGreeting(greeting.getConnectionId(), peer);
    accept(link);
  }

  private void accept(Link link) {
    Link shared = linkedElsewhere(link);
    replies.sendGreeting(link, Datagrams.ACCEPT, shared == null ? 0 : LinkTag.of(shared));
  }

  /** The link to another address that is up with the node that this link claims to lead to. */
  private @Nullable Link linkedElsewhere(Link link) {
    PeerId claimed = link.claimedPeer();
    Link holder = claimed == null ? null : links.byPeer(claimed);
    return holder != null
            && holder.state == Link.State.UP
            && !holder.remote.equals(link.remote)
            && !liveness.isSilent(holder)
        ? holder
        : null;
  }

  // ---- coming up -----------------------------------------------------------------------------

  /**
   * Handles a datagram that only the other end of this link can have sent, which proves its
   * address. Returns whether the link is up.
   */
  boolean onHeard(Link link) {
    link.lastHeardNanos = context.nowNanos();
    if (link.state == Link.State.ACCEPTING) {
      return confirm(link);
    }
    if (link.state == Link.State.DIALING) {
      // The connect arrived, but the connection id of the other end comes only with its accept.
      if (link.remoteConnectionId == 0) {
        context.dropped(DropReason.BEFORE_ACCEPT);
        return false;
      }
      return confirm(link);
    }
    return true;
  }

  /** Brings a link up; returns false if it gives way to another link or there is no room. */
  private boolean confirm(Link link) {
    PeerId claimed = link.claimedPeer();
    if (claimed == null) {
      throw new IllegalStateException(link + " is confirmed before its greeting");
    }
    if (!isWanted(link, claimed)) {
      CloseReason why =
          link.dialed
              ? new CloseReason(CloseReason.Kind.REFUSED, UNWANTED)
              : events.refusal(claimed);
      transitions.abandon(link, why, DropReason.UNWANTED_NODE);
      return false;
    }
    Link holder = holderOf(claimed, link);
    boolean replacesHolder =
        holder != null && ((link.dialed && !holder.dialed) || liveness.isSilent(holder));
    if (holder != null && !replacesHolder && (link.dialed || holder.dialed)) {
      transitions.abandon(
          link,
          CloseReason.Kind.ENDED,
          LinkTransitions.LINKED_ELSEWHERE,
          DropReason.LINKED_ELSEWHERE);
      return false;
    }
    if (holder != null && replacesHolder) {
      transitions.end(
          holder,
          CloseReason.Kind.ENDED,
          LinkTransitions.LINKED_ELSEWHERE,
          "another link has its id");
    } else if (!transitions.makesRoomFor(link)) {
      transitions.abandon(
          link, CloseReason.Kind.REFUSED, LinkTransitions.NO_ROOM, DropReason.TOO_MANY_LINKS);
      return false;
    }
    PeerId peer = holder == null || replacesHolder ? claimed : PeerIds.random(context.random());
    transitions.bringUp(link, peer, liveness);
    return true;
  }

  /**
   * Returns the link to another address that is up under an id. Ids are not proven: an outbound
   * link is preferred to an inbound one, and any link to a silent one. Of two inbound links neither
   * may lock out the other, so the later one gets a random id.
   */
  private @Nullable Link holderOf(PeerId claimed, Link link) {
    Link holder = links.byPeer(claimed);
    if (holder == null) {
      return null;
    }
    boolean isReplacedAnyway = holder.remote.equals(link.remote) && !(holder.dialed && link.dialed);
    return isReplacedAnyway ? null : holder;
  }
}
