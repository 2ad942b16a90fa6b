package dev.gossip.udp.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.proto.Goodbye;
import dev.gossip.udp.proto.Greeting;
import dev.gossip.udp.proto.Packet;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Links over datagrams. A connect is answered by an accept; each end gives the other a random
 * connection id, and who uses it has proved to receive at its address. Data, pings and closes
 * without the right id and address are dropped, so nobody off the path can inject them, and an end
 * that merely claims an address gets one small answer and no link.
 */
public final class UdpTransport implements Transport {
  private static final String LINKED_ELSEWHERE = "it is linked under another address already";
  private static final String NO_ROOM = "it has as many links as it may (transport.udp.max-links)";

  private final TransportContext context;
  private final LinkEvents events;
  private final LinkSettings settings;
  private final LinkTable links;
  private final PacketSender sender;

  /** See {@link Transport.Factory}. */
  public UdpTransport(TransportContext context, LinkEvents events, LinkSettings settings) {
    this.context = context;
    this.events = events;
    this.settings = settings;
    this.links = new LinkTable(settings.maxLinks(), settings.maxHalfOpen(), context.random());
    this.sender = new PacketSender(context);
  }

  // ---- what the node asks for ----------------------------------------------------------------

  @Override
  public void dial(PeerAddress address) {
    if (links.current(address) != null) {
      return;
    }
    Link link = links.create(address, true, Link.State.DIALING, context.nowNanos());
    connect(link);
  }

  @Override
  public void send(LinkId id, ByteString frame) {
    Link link = links.byId(id);
    if (link == null || link.state != Link.State.UP) {
      context.dropped("link-not-up");
    } else if (frame.isEmpty()) {
      // The other end would take the whole datagram for malformed.
      context.dropped("empty-frame");
    } else if (frame.size() > Datagrams.MAX_FRAME_BYTES) {
      context.dropped("frame-too-large");
    } else if (frame.size() > room(link)) {
      context.dropped("link-queue-full");
    } else {
      links.outbound(link).add(frame);
      link.outboundBytes += frame.size();
    }
  }

  @Override
  public void flush() {
    while (context.canTransmit()) {
      Link link = links.pollDirty();
      if (link == null) {
        return;
      }
      if (link.outbound != null) {
        links.sent(link, sender.send(link, link.outbound, false));
      }
    }
  }

  @Override
  public void close(LinkId id, CloseReason reason) {
    Link link = links.byId(id);
    if (link != null) {
      if (link.outbound != null) {
        // Now or never, so the wire has to take what it takes.
        links.sent(link, sender.send(link, link.outbound, true));
      }
      sender.sayGoodbye(link, reason);
      forget(link);
    }
  }

  @Override
  public int maxFrameBytes(LinkId id) {
    return isUp(id) ? Datagrams.MAX_FRAME_BYTES : 0;
  }

  @Override
  public int room(LinkId id) {
    Link link = links.byId(id);
    return link == null || link.state != Link.State.UP ? 0 : room(link);
  }

  @Override
  public LinkStats stats(LinkId id) {
    Link link = links.byId(id);
    return link == null || link.state != Link.State.UP
        ? LinkStats.NONE
        : ReceivedPackets.stats(link);
  }

  private int room(Link link) {
    return settings.queueBytes() - link.outboundBytes;
  }

  private boolean isUp(LinkId id) {
    Link link = links.byId(id);
    return link != null && link.state == Link.State.UP;
  }

  // ---- what arrives --------------------------------------------------------------------------

  @Override
  public void onDatagram(PeerAddress from, ByteBuffer datagram) {
    if (datagram.remaining() < Datagrams.HEADER_BYTES
        || datagram.remaining() > Datagrams.MAX_BYTES) {
      context.dropped("datagram-size");
      return;
    }
    if (datagram.getShort() != Datagrams.MAGIC) {
      context.dropped("not-gossip");
      return;
    }
    byte version = datagram.get();
    byte type = datagram.get();
    long connectionId = datagram.getLong();
    long packetNumber = datagram.getLong();
    if (version != Datagrams.VERSION) {
      onOtherVersion(from, version, type);
      return;
    }
    if (packetNumber <= 0) {
      context.dropped("malformed-datagram");
      return;
    }
    try {
      if (type == Datagrams.CONNECT) {
        onConnect(from, packetNumber, Greeting.parseFrom(datagram));
      } else if (type == Datagrams.RESET) {
        onReset(from, connectionId);
      } else {
        onConnected(from, type, connectionId, packetNumber, datagram);
      }
    } catch (InvalidProtocolBufferException e) {
      context.dropped("malformed-datagram");
    }
  }

  private void onConnected(
      PeerAddress from, byte type, long connectionId, long packetNumber, ByteBuffer datagram)
      throws InvalidProtocolBufferException {
    Link link = links.byConnectionId(connectionId);
    if (link == null) {
      context.dropped("unknown-connection");
      if (type == Datagrams.DATA || type == Datagrams.PING) {
        sender.reset(from, connectionId);
      }
      return;
    }
    if (!link.address.equals(from)) {
      context.dropped("wrong-address");
      return;
    }
    count(link, packetNumber);
    switch (type) {
      case Datagrams.ACCEPT -> onAccept(link, Greeting.parseFrom(datagram));
      case Datagrams.CLOSE -> onClose(link, Goodbye.parseFrom(datagram));
      case Datagrams.DATA -> onData(link, datagram);
      case Datagrams.PING -> {
        if (isConfirmed(link)) {
          sender.send(link, Datagrams.PONG);
        }
      }
      case Datagrams.PONG -> isConfirmed(link);
      default -> context.dropped("malformed-datagram");
    }
  }

  private void count(Link link, long packetNumber) {
    countLost(ReceivedPackets.add(link, packetNumber));
  }

  private void countLost(int datagrams) {
    if (datagrams > 0) {
      context.datagramsLost(datagrams);
    }
  }

  private void onConnect(PeerAddress from, long packetNumber, Greeting greeting)
      throws InvalidProtocolBufferException {
    PeerId peer = peerOf(greeting);
    if (peer.equals(context.identity().id())) {
      sender.refuse(from, greeting, "it is this node itself");
      return;
    }
    Link current = links.current(from);
    Link candidate = links.candidate(from);
    if (current != null && current.state == Link.State.DIALING) {
      // Both dial: one link serves both.
      learn(current, greeting, peer);
      accept(current);
    } else if (current != null && isSameConnection(current, greeting, peer)) {
      // Our accept was lost, or their connect is on its way twice.
      count(current, packetNumber);
      accept(current);
    } else if (candidate != null && isSameConnection(candidate, greeting, peer)) {
      accept(candidate);
    } else {
      onNewConnect(from, greeting, peer, candidate);
    }
  }

  private void onNewConnect(
      PeerAddress from, Greeting greeting, PeerId peer, @Nullable Link outdated) {
    if (outdated != null) {
      forget(outdated);
    }
    if (isLinkedElsewhere(peer, from)) {
      sender.refuse(from, greeting, LINKED_ELSEWHERE);
      return;
    }
    if (links.isFullFor(from)) {
      context.dropped("too-many-links");
      sender.refuse(from, greeting, NO_ROOM);
      return;
    }
    Link oldest = links.oldestCandidateIfFull();
    if (oldest != null) {
      // The newest may be honest as well as the oldest, which has had time to prove itself.
      context.dropped("half-open-replaced");
      forget(oldest);
    }
    Link candidate = links.create(from, false, Link.State.ACCEPTING, context.nowNanos());
    learn(candidate, greeting, peer);
    candidate.timer =
        context.schedule(settings.connectTimeout(), "accept", () -> forget(candidate));
    accept(candidate);
  }

  private void onAccept(Link link, Greeting greeting) throws InvalidProtocolBufferException {
    PeerId peer = peerOf(greeting);
    if (link.state == Link.State.DIALING) {
      learn(link, greeting, peer);
      confirm(link);
    } else if (isSameConnection(link, greeting, peer)) {
      isConfirmed(link);
    } else {
      context.dropped("unexpected-accept");
    }
  }

  private void onClose(Link link, Goodbye goodbye) {
    boolean refused = goodbye.getKind() == Goodbye.Kind.REFUSED;
    Link.State state = link.state;
    forget(link);
    if (state == Link.State.UP) {
      events.down(
          link,
          new DownReason(
              refused ? DownReason.Kind.REFUSED_BY_PEER : DownReason.Kind.CLOSED_BY_PEER,
              goodbye.getDetail()));
    } else if (state == Link.State.DIALING) {
      if (refused) {
        events.refused(link.address, goodbye.getDetail());
      } else {
        events.dialFailed(link.address, goodbye.getDetail());
      }
    }
  }

  private void onData(Link link, ByteBuffer datagram) throws InvalidProtocolBufferException {
    if (!isConfirmed(link)) {
      return;
    }
    CodedInputStream input = ByteString.copyFrom(datagram).newCodedInput();
    input.enableAliasing(true);
    Packet packet;
    try {
      packet = Packet.parseFrom(input);
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (java.io.IOException e) {
      throw new InvalidProtocolBufferException(e);
    }
    // Without this a datagram of empty frames would cost six hundred times one of rubbish.
    int frames = packet.getFramesCount();
    for (int i = 0; i < frames; i++) {
      if (packet.getFrames(i).isEmpty()) {
        throw new InvalidProtocolBufferException("empty frame");
      }
    }
    for (int i = 0; i < frames; i++) {
      // The frame before may have made the node close the link.
      if (link.forgotten) {
        context.dropped("link-closed");
      } else {
        events.frame(link, packet.getFrames(i));
      }
    }
  }

  /**
   * The other end does not know a connection of ours: it has restarted. It must name the id that
   * only it and we know.
   */
  private void onReset(PeerAddress from, long connectionId) {
    Link link = links.current(from);
    if (link == null || link.state != Link.State.UP || link.remoteConnectionId != connectionId) {
      context.dropped("unknown-connection");
      return;
    }
    forget(link);
    events.down(link, new DownReason(DownReason.Kind.RESTARTED, "it no longer knows the link"));
  }

  private void onOtherVersion(PeerAddress from, byte version, byte type) {
    context.dropped("other-version");
    String why =
        "it speaks version "
            + Byte.toUnsignedInt(version)
            + " of the datagram format, this node version "
            + Datagrams.VERSION;
    Link current = links.current(from);
    if (current != null && current.state == Link.State.DIALING) {
      // Anybody can send this in its name, so the dial goes on; told only if nobody answers.
      current.otherVersion = why;
    } else if (type == Datagrams.CONNECT && current == null && sender.refuseVersion(from)) {
      events.refused(from, why);
    }
  }

  // ---- the life of a link --------------------------------------------------------------------

  private void connect(Link link) {
    Duration waited = Duration.ofNanos(context.nowNanos() - link.beganNanos);
    if (waited.compareTo(settings.connectTimeout()) >= 0) {
      forget(link);
      if (link.otherVersion != null) {
        events.refused(link.address, link.otherVersion);
      } else {
        events.dialFailed(link.address, "nobody answers there");
      }
      return;
    }
    link.remoteConnectionId = 0;
    sender.greet(link, Datagrams.CONNECT);
    link.timer = context.schedule(settings.connectRetry(), "connect", () -> connect(link));
  }

  private void accept(Link link) {
    sender.greet(link, Datagrams.ACCEPT);
  }

  /** Something arrived that only the other end of this link can have sent. */
  private boolean isConfirmed(Link link) {
    link.lastHeardNanos = context.nowNanos();
    if (link.state == Link.State.ACCEPTING) {
      return confirm(link);
    }
    if (link.state == Link.State.DIALING) {
      // It has our id, so our connect arrived; but without its accept we do not know its own.
      if (link.remoteConnectionId == 0) {
        context.dropped("before-accept");
        return false;
      }
      return confirm(link);
    }
    return true;
  }

  /** Makes a link the one to its peer; answers false if there is one already. */
  private boolean confirm(Link link) {
    PeerId peer = link.peer;
    if (peer == null || isLinkedElsewhere(peer, link.address)) {
      // Not known before: of two half-open links to one peer the other was confirmed first.
      giveUp(link, LINKED_ELSEWHERE, "linked-elsewhere");
      return false;
    }
    if (!link.dialed && links.isFullFor(link.address)) {
      giveUp(link, NO_ROOM, "too-many-links");
      return false;
    }
    cancelTimer(link);
    link.state = Link.State.UP;
    link.lastHeardNanos = context.nowNanos();
    Link replaced = links.makeCurrent(link);
    if (replaced != null) {
      boolean wasUp = replaced.state == Link.State.UP;
      forget(replaced);
      if (wasUp) {
        events.down(replaced, new DownReason(DownReason.Kind.RESTARTED, "it started anew"));
      }
    }
    watch(link, settings.pingAfter());
    events.up(link, peer, link.dialed ? Direction.OUTBOUND : Direction.INBOUND, link.address);
    return true;
  }

  private void giveUp(Link link, String why, String dropReason) {
    sender.sayGoodbye(link, new CloseReason(CloseReason.Kind.REFUSED, why));
    forget(link);
    if (link.state == Link.State.DIALING) {
      events.refused(link.address, why);
    } else {
      context.dropped(dropReason);
    }
  }

  private void watch(Link link, Duration delay) {
    link.timer = context.schedule(delay, "liveness", () -> checkAlive(link));
  }

  private void checkAlive(Link link) {
    countLost(ReceivedPackets.giveUpOverdue(link));
    Duration silence = Duration.ofNanos(context.nowNanos() - link.lastHeardNanos);
    if (silence.compareTo(settings.downAfter()) >= 0) {
      forget(link);
      events.down(
          link,
          new DownReason(
              DownReason.Kind.SILENT, "nothing heard for " + silence.toMillis() + " ms"));
      return;
    }
    Duration untilPing = settings.pingAfter().minus(silence);
    if (untilPing.isNegative() || untilPing.isZero()) {
      sender.send(link, Datagrams.PING);
      Duration untilDown = settings.downAfter().minus(silence);
      // Often enough that a few lost datagrams do not pass for a dead neighbour.
      Duration again = settings.pingAfter().dividedBy(4);
      watch(link, again.compareTo(untilDown) < 0 ? again : untilDown);
    } else {
      watch(link, untilPing);
    }
  }

  private void forget(Link link) {
    cancelTimer(link);
    countLost(ReceivedPackets.giveUpAll(link));
    int unsent = links.remove(link);
    for (int i = 0; i < unsent; i++) {
      context.dropped("link-not-up");
    }
  }

  private static void cancelTimer(Link link) {
    if (link.timer != null) {
      link.timer.cancel();
      link.timer = null;
    }
  }

  private static void learn(Link link, Greeting greeting, PeerId peer) {
    link.remoteConnectionId = greeting.getConnectionId();
    link.peer = peer;
  }

  private static boolean isSameConnection(Link link, Greeting greeting, PeerId peer) {
    return link.remoteConnectionId == greeting.getConnectionId() && peer.equals(link.peer);
  }

  private boolean isLinkedElsewhere(PeerId peer, PeerAddress here) {
    Link other = links.upTo(peer);
    return other != null && !other.address.equals(here);
  }

  private static PeerId peerOf(Greeting greeting) throws InvalidProtocolBufferException {
    if (greeting.getNodeId().size() != 32 || greeting.getConnectionId() == 0) {
      throw new InvalidProtocolBufferException("not a greeting");
    }
    return new PeerId(greeting.getNodeId().toByteArray());
  }
}
