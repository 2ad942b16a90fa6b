package dev.gossip.udp.link;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.core.wire.MalformedException;
import dev.gossip.udp.proto.Greeting;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How links come up: connects and accepts, and which link stays where two claim one id or all
 * places are taken. This is decided only when the other end has proved that it receives at its
 * address, so that forged connects change nothing.
 */
final class Handshake {
  private static final String LINKED_ELSEWHERE = "it is linked under another address already";
  private static final int ID_BYTES = 32;
  private static final String NO_ROOM = "it has as many links as it may (transport.udp.max-links)";

  private final TransportContext context;
  private final LinkEvents events;
  private final LinkSettings settings;
  private final LinkTable links;
  private final HalfOpenLinks halfOpen;
  private final PacketSender sender;
  private final Liveness liveness;
  // One for all half-open links, however many there are.
  private @Nullable TimerHandle expiry;

  Handshake(
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
    this.liveness = new Liveness(context, events, settings, links, sender);
  }

  // ---- this node dials -----------------------------------------------------------------------

  void dial(PeerAddress address) {
    Link current = links.current(address);
    if (current == null) {
      connect(links.dial(address, context.nowNanos()));
    } else if (current.address.equals(address)) {
      current.dialed = true;
    } else {
      // The other end of a link that was dialled at another address answers from this one.
      context.schedule(Duration.ZERO, "dial", () -> events.refused(address, LINKED_ELSEWHERE));
    }
  }

  private void connect(Link link) {
    Duration waited = Duration.ofNanos(context.nowNanos() - link.beganNanos);
    if (waited.compareTo(settings.connectTimeout()) >= 0) {
      links.remove(link);
      if (link.obstacle != null) {
        events.refused(link.address, link.obstacle);
      } else {
        events.dialFailed(link.address, "nobody answers there");
      }
      return;
    }
    if (!link.remote.equals(link.address)) {
      // Nobody answers where the last accept came from, so ask again who is at the dialled address.
      links.redirect(link, link.address);
    }
    sendConnect(link, settings.connectRetry());
  }

  private void sendConnect(Link link, Duration untilNext) {
    link.remoteConnectionId = 0;
    sender.greet(link, Datagrams.CONNECT);
    link.cancelTimer();
    link.timer = context.schedule(untilNext, "connect", () -> connect(link));
  }

  /**
   * An accept for a dial has come from another address than its connects went to, because a node
   * that listens on all its addresses may answer from any. Its connection id proves that the sender
   * received a connect, and not that it receives at this address, which may be forged. So this
   * address is sent a connect of its own, with an id that nobody else knows, and the link comes up
   * when that is answered.
   */
  void onAcceptFromElsewhere(Link link, PeerAddress from, Greeting greeting)
      throws InvalidProtocolBufferException {
    peerOf(greeting);
    // Once for each connect to the dialled address, so that nobody is flooded through this node.
    if (!link.remote.equals(link.address) || isTaken(from, link)) {
      context.dropped(DropReason.WRONG_ADDRESS);
      return;
    }
    links.redirect(link, from);
    // Two round trips have to fit into a dial, so the second may take half of its time.
    sendConnect(link, settings.connectTimeout().dividedBy(2));
  }

  /**
   * Whether another link is dialled or up at an address where a dial was answered from. It stays:
   * otherwise any node that is dialled could end this node's links to others.
   */
  private boolean isTaken(PeerAddress address, Link link) {
    Link current = links.current(address);
    boolean taken = current != null && !current.equals(link);
    if (taken) {
      link.obstacle = LINKED_ELSEWHERE;
    }
    return taken;
  }

  /** An accept has come for a link, with its connection id and from where its datagrams go to. */
  void onAccept(Link link, Greeting greeting) throws InvalidProtocolBufferException {
    PeerId peer = peerOf(greeting);
    if (link.state == Link.State.DIALING && isTaken(link.remote, link)) {
      context.dropped(DropReason.WRONG_ADDRESS);
    } else if (link.state == Link.State.DIALING) {
      learn(link, greeting, peer);
      confirm(link);
    } else if (isSameConnection(link, greeting, peer)) {
      isConfirmed(link);
    } else {
      context.dropped(DropReason.UNEXPECTED_ACCEPT);
    }
  }

  // ---- another node dials --------------------------------------------------------------------

  void onConnect(PeerAddress from, long packetNumber, Greeting greeting)
      throws InvalidProtocolBufferException {
    PeerId peer = peerOf(greeting);
    if (peer.equals(context.identity().id())) {
      sender.refuse(
          from, greeting, new CloseReason(CloseReason.Kind.REFUSED, "it is this node itself"));
      return;
    }
    Link current = links.current(from);
    Link waiting = halfOpen.at(from);
    if (current != null
        && current.state == Link.State.DIALING
        && current.remote.equals(current.address)) {
      // Both dial: one link serves both.
      learn(current, greeting, peer);
      accept(current);
    } else if (current != null && isSameConnection(current, greeting, peer)) {
      // Our accept was lost, or their connect is on its way twice.
      links.countLost(ReceivedPackets.add(current, packetNumber));
      accept(current);
    } else if (waiting != null && isSameConnection(waiting, greeting, peer)) {
      accept(waiting);
    } else {
      onNewConnect(from, greeting, peer, waiting);
    }
  }

  private void onNewConnect(
      PeerAddress from, Greeting greeting, PeerId peer, @Nullable Link outdated) {
    Link holder = links.upTo(peer);
    if (holder != null
        && holder.dialed
        && !holder.remote.equals(from)
        && !liveness.isSilent(holder)) {
      sender.refuse(from, greeting, new CloseReason(CloseReason.Kind.ENDED, LINKED_ELSEWHERE));
      return;
    }
    if (outdated != null) {
      links.remove(outdated);
    }
    Link drawn = halfOpen.drawIfFull();
    if (drawn != null) {
      context.dropped(DropReason.HALF_OPEN_REPLACED);
      links.remove(drawn);
    }
    Link link = links.answer(from, context.nowNanos());
    learn(link, greeting, peer);
    if (expiry == null) {
      expireAfter(settings.connectTimeout());
    }
    accept(link);
  }

  private void accept(Link link) {
    sender.greet(link, Datagrams.ACCEPT);
  }

  private void expireAfter(Duration delay) {
    expiry = context.schedule(delay, "half-open", this::expire);
  }

  private void expire() {
    expiry = null;
    halfOpen
        .waitingFor(settings.connectTimeout().toNanos(), context.nowNanos())
        .forEach(links::remove);
    if (!halfOpen.isEmpty()) {
      // Not the moment the next one is due: a flood would make that a search for every connect.
      expireAfter(settings.connectTimeout().dividedBy(4));
    }
  }

  // ---- the link comes up ---------------------------------------------------------------------

  /**
   * Something arrived that only the other end of this link can have sent. Answers whether the link
   * is up.
   */
  boolean isConfirmed(Link link) {
    link.lastHeardNanos = context.nowNanos();
    if (link.state == Link.State.ACCEPTING) {
      return confirm(link);
    }
    if (link.state == Link.State.DIALING) {
      // It has our id, so our connect arrived; but without its accept we do not know its own.
      if (link.remoteConnectionId == 0) {
        context.dropped(DropReason.BEFORE_ACCEPT);
        return false;
      }
      return confirm(link);
    }
    return true;
  }

  /** Makes a link the one to its peer; answers false if another one stays in its place. */
  private boolean confirm(Link link) {
    PeerId claimed = link.claimedPeer;
    if (claimed == null) {
      throw new IllegalStateException(link + " is confirmed before its greeting");
    }
    Link holder = holderOf(claimed, link);
    boolean holderGoes =
        holder != null && ((link.dialed && !holder.dialed) || liveness.isSilent(holder));
    if (holder != null && !holderGoes && (link.dialed || holder.dialed)) {
      giveUp(link, CloseReason.Kind.ENDED, LINKED_ELSEWHERE, DropReason.LINKED_ELSEWHERE);
      return false;
    }
    if (holder != null && holderGoes) {
      end(holder, CloseReason.Kind.ENDED, LINKED_ELSEWHERE, "another link has its id");
    } else if (!link.dialed && links.isFullFor(link.remote) && !makeRoomFor(link)) {
      giveUp(link, CloseReason.Kind.REFUSED, NO_ROOM, DropReason.TOO_MANY_LINKS);
      return false;
    }
    link.peer = holder == null || holderGoes ? claimed : standIn();
    comeUp(link, link.peer);
    return true;
  }

  /**
   * The link that is up elsewhere under an id, which nothing proves. One that this node dialled is
   * preferred to one that came by itself, and any to one that is silent. Of two that came by
   * themselves neither may keep the other out, so the later one gets another id.
   */
  private @Nullable Link holderOf(PeerId claimed, Link link) {
    Link holder = links.upTo(claimed);
    if (holder == null) {
      return null;
    }
    boolean isReplacedAnyway = holder.remote.equals(link.remote) && !(holder.dialed && link.dialed);
    return isReplacedAnyway ? null : holder;
  }

  /** A random id for a peer that claims the id of another one. */
  private PeerId standIn() {
    RandomGenerator random = context.random();
    ByteBuffer bytes = ByteBuffer.allocate(ID_BYTES);
    while (bytes.hasRemaining()) {
      bytes.putLong(random.nextLong());
    }
    return new PeerId(bytes.array());
  }

  private boolean makeRoomFor(Link link) {
    Link leaving =
        new Crowding(links.inbound())
            .whoMakesRoomFor(link.remote, settings.idleAfter().toNanos(), context.nowNanos());
    if (leaving != null) {
      end(leaving, CloseReason.Kind.REFUSED, NO_ROOM, "it made room for another link");
    }
    return leaving != null;
  }

  private void comeUp(Link link, PeerId peer) {
    link.cancelTimer();
    link.state = Link.State.UP;
    link.lastHeardNanos = context.nowNanos();
    link.lastFrameNanos = context.nowNanos();
    Link replaced = links.makeCurrent(link);
    if (replaced != null && replaced.state == Link.State.UP) {
      events.down(replaced, new DownReason(DownReason.Kind.RESTARTED, "it started again"));
    } else if (replaced != null && !replaced.address.equals(link.address)) {
      events.refused(replaced.address, LINKED_ELSEWHERE);
    }
    liveness.watch(link);
    events.up(link, peer, link.dialed ? Direction.OUTBOUND : Direction.INBOUND, link.address);
  }

  /** Ends a link that is up. */
  private void end(Link link, CloseReason.Kind kind, String there, String here) {
    sender.close(link, new CloseReason(kind, there));
    links.remove(link);
    events.down(link, new DownReason(DownReason.Kind.REPLACED, here));
  }

  /** Ends a link that is not up yet. */
  private void giveUp(Link link, CloseReason.Kind kind, String why, DropReason dropReason) {
    sender.close(link, new CloseReason(kind, why));
    links.remove(link);
    if (link.state == Link.State.DIALING) {
      events.refused(link.address, why);
    } else {
      context.dropped(dropReason);
    }
  }

  private static void learn(Link link, Greeting greeting, PeerId peer) {
    link.remoteConnectionId = greeting.getConnectionId();
    link.claimedPeer = peer;
  }

  private static boolean isSameConnection(Link link, Greeting greeting, PeerId peer) {
    return link.remoteConnectionId == greeting.getConnectionId() && peer.equals(link.claimedPeer);
  }

  private static PeerId peerOf(Greeting greeting) throws InvalidProtocolBufferException {
    if (greeting.getNodeId().size() != ID_BYTES || greeting.getConnectionId() == 0) {
      throw new MalformedException("not a greeting");
    }
    return new PeerId(greeting.getNodeId().toByteArray());
  }
}
