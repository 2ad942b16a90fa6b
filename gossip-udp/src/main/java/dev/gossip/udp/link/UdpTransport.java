package dev.gossip.udp.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.FrameLimits;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.core.wire.FieldScanner;
import dev.gossip.core.wire.MalformedException;
import dev.gossip.udp.proto.Close;
import dev.gossip.udp.proto.Greeting;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Links over datagrams. A connect is answered with an accept. Each end gives the other a random
 * connection id; an end that uses it has proved that it receives at its address. Data, pings and
 * closes without the right id and address are dropped, so an off-path attacker cannot inject them,
 * and an end with a spoofed address gets one small answer and no link.
 */
public final class UdpTransport implements Transport {
  // Discard unknown fields: keeping hundreds of them would cost more than the rest of a datagram.
  private static final Parser<Greeting> GREETINGS =
      DiscardUnknownFieldsParser.wrap(Greeting.parser());
  private static final Parser<Close> CLOSE_BODIES = DiscardUnknownFieldsParser.wrap(Close.parser());

  private final TransportContext context;
  private final LinkEvents events;
  private final LinkSettings settings;
  private final LinkTable links;
  private final PacketSender sender;
  private final Handshake handshake;

  /** See {@link Transport.Factory}. */
  public UdpTransport(TransportContext context, LinkEvents events, LinkSettings settings) {
    this.context = context;
    this.events = events;
    this.settings = settings;
    HalfOpenLinks halfOpen = new HalfOpenLinks(settings.maxHalfOpen(), context.random());
    this.links = new LinkTable(settings.maxLinks(), halfOpen, context);
    this.sender = new PacketSender(context);
    this.handshake = new Handshake(context, events, settings, links, halfOpen, sender);
  }

  // ---- calls from the node -------------------------------------------------------------------

  @Override
  public void dial(PeerAddress address, Optional<PeerId> expected) {
    handshake.dial(address, expected.orElse(null));
  }

  @Override
  public SendResult send(LinkId id, ByteString frame, Priority priority) {
    Link link = links.byId(id);
    if (link == null || link.state != Link.State.UP) {
      return SendResult.NOT_UP;
    }
    // The other end would drop the whole datagram of an empty frame as malformed.
    if (frame.isEmpty() || frame.size() > Datagrams.MAX_FRAME_BYTES) {
      return SendResult.TOO_LARGE;
    }
    if (frame.size() > roomBytes(link)) {
      link.wantsRoom = true;
      return SendResult.NO_ROOM;
    }
    links.queue(link).add(frame);
    link.queuedBytes += frame.size();
    return SendResult.QUEUED;
  }

  @Override
  public void flush() {
    while (context.canTransmit()) {
      Link link = links.pollDirty();
      if (link == null) {
        return;
      }
      if (link.queue != null) {
        links.onSent(link, sender.send(link, link.queue, false));
        reportRoom(link);
      }
    }
  }

  /** Not before half of the queue is free, so that there is room for more than one frame. */
  private void reportRoom(Link link) {
    if (link.wantsRoom && link.queuedBytes <= settings.queueBytes() / 2) {
      link.wantsRoom = false;
      events.room(link);
    }
  }

  @Override
  public void close(LinkId id, CloseReason reason) {
    Link link = links.byId(id);
    if (link != null) {
      if (link.queue != null) {
        // The last chance to send these frames, so send them even if the wire is full.
        links.onSent(link, sender.send(link, link.queue, true));
      }
      sender.close(link, reason);
      links.remove(link);
    }
  }

  @Override
  public int maxFrameBytes() {
    return Datagrams.MAX_SEALED_FRAME_BYTES;
  }

  @Override
  public FrameLimits limits(LinkId id) {
    Link link = links.byId(id);
    return link == null || link.state != Link.State.UP
        ? FrameLimits.NONE
        : new FrameLimits(Datagrams.MAX_FRAME_BYTES, Datagrams.MAX_FRAME_BYTES, roomBytes(link));
  }

  @Override
  public LinkStats stats(LinkId id) {
    Link link = links.byId(id);
    return link == null || link.state != Link.State.UP
        ? LinkStats.NONE
        : ReceivedPackets.stats(link);
  }

  private int roomBytes(Link link) {
    return settings.queueBytes() - link.queuedBytes;
  }

  // ---- received datagrams --------------------------------------------------------------------

  @Override
  public void onDatagram(PeerAddress from, ByteBuffer datagram) {
    if (datagram.remaining() < Datagrams.HEADER_BYTES
        || datagram.remaining() > Datagrams.MAX_BYTES) {
      context.dropped(DropReason.DATAGRAM_SIZE);
      return;
    }
    if (datagram.getShort() != Datagrams.MAGIC) {
      context.dropped(DropReason.NOT_GOSSIP);
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
      context.dropped(DropReason.MALFORMED_DATAGRAM);
      return;
    }
    try {
      if (type == Datagrams.CONNECT) {
        handshake.onConnect(from, packetNumber, greeting(datagram));
      } else if (type == Datagrams.RESET) {
        onReset(from, connectionId);
      } else {
        onConnected(from, type, connectionId, packetNumber, datagram);
      }
    } catch (InvalidProtocolBufferException e) {
      context.dropped(DropReason.MALFORMED_DATAGRAM);
    }
  }

  private void onConnected(
      PeerAddress from, byte type, long connectionId, long packetNumber, ByteBuffer datagram)
      throws InvalidProtocolBufferException {
    Link link = links.byConnectionId(connectionId);
    if (link == null) {
      context.dropped(DropReason.UNKNOWN_CONNECTION);
      if (type == Datagrams.DATA || type == Datagrams.PING) {
        sender.reset(from, connectionId);
      }
      return;
    }
    if (!link.remote.equals(from)) {
      onOtherAddress(link, from, type, datagram);
      return;
    }
    links.countLost(ReceivedPackets.add(link, packetNumber));
    switch (type) {
      case Datagrams.ACCEPT -> handshake.onAccept(link, greeting(datagram));
      case Datagrams.CLOSE -> onClose(link, closeBody(datagram));
      case Datagrams.DATA -> onData(link, ByteString.copyFrom(datagram));
      case Datagrams.PING -> {
        if (handshake.onHeard(link)) {
          sender.send(link, Datagrams.PONG);
        }
      }
      case Datagrams.PONG -> handshake.onHeard(link);
      default -> context.dropped(DropReason.MALFORMED_DATAGRAM);
    }
  }

  /** Handles the answer of a node that listens on all its addresses and uses another one. */
  private void onOtherAddress(Link link, PeerAddress from, byte type, ByteBuffer datagram)
      throws InvalidProtocolBufferException {
    if (link.state == Link.State.DIALING && type == Datagrams.ACCEPT) {
      handshake.onAcceptFromElsewhere(link, from, greeting(datagram));
    } else if (link.state == Link.State.DIALING && type == Datagrams.CLOSE) {
      // The id proves that the sender received the connect, so it may refuse it.
      onClose(link, closeBody(datagram));
    } else {
      context.dropped(DropReason.WRONG_ADDRESS);
    }
  }

  private void onClose(Link link, Close body) {
    boolean refused = body.getKind() == Close.Kind.REFUSED;
    Link.State state = link.state;
    links.remove(link);
    if (state == Link.State.UP) {
      events.down(
          link,
          new DownReason(
              refused ? DownReason.Kind.REFUSED_BY_PEER : DownReason.Kind.CLOSED_BY_PEER,
              body.getDetail()));
    } else if (state == Link.State.DIALING) {
      if (refused) {
        events.refused(link.address, body.getDetail());
      } else {
        events.dialFailed(link.address, body.getDetail());
      }
    }
  }

  private void onData(Link link, ByteString body) throws MalformedException {
    if (!handshake.onHeard(link)) {
      return;
    }
    List<ByteString> frames = Datagrams.frames(body);
    boolean readable = true;
    for (int i = 0; i < frames.size() && readable; i++) {
      // The previous frame may have made the node close the link.
      if (link.removed) {
        context.dropped(DropReason.LINK_CLOSED);
      } else {
        readable = events.frame(link, frames.get(i));
      }
    }
    if (readable && !frames.isEmpty()) {
      // Malformed or empty data does not protect a link from eviction.
      link.lastFrameNanos = context.nowNanos();
    }
  }

  /**
   * Handles a reset: the other end has restarted and does not know the connection. The reset must
   * carry the connection id, which only the two ends know.
   */
  private void onReset(PeerAddress from, long connectionId) {
    Link link = links.current(from);
    if (link == null || link.state != Link.State.UP || link.remoteConnectionId != connectionId) {
      context.dropped(DropReason.UNKNOWN_CONNECTION);
      return;
    }
    links.remove(link);
    events.down(link, new DownReason(DownReason.Kind.RESTARTED, "it no longer knows the link"));
  }

  private void onOtherVersion(PeerAddress from, byte version, byte type) {
    context.dropped(DropReason.OTHER_VERSION);
    String why =
        "it speaks version "
            + Byte.toUnsignedInt(version)
            + " of the datagram format, this node version "
            + Datagrams.VERSION;
    Link current = links.current(from);
    if (current != null && current.state == Link.State.DIALING) {
      // Anyone can spoof this, so the dial continues; it is reported only if nobody answers.
      current.opening().refusalReason = why;
    } else if (type == Datagrams.CONNECT && current == null && sender.refuseVersion(from)) {
      events.refused(from, why);
    }
  }

  private static Greeting greeting(ByteBuffer datagram) throws InvalidProtocolBufferException {
    ByteString body = ByteString.copyFrom(datagram);
    FieldScanner.requireWellFormed(body, 0);
    return GREETINGS.parseFrom(body);
  }

  private static Close closeBody(ByteBuffer datagram) throws InvalidProtocolBufferException {
    ByteString body = ByteString.copyFrom(datagram);
    FieldScanner.requireWellFormed(body, Close.DETAIL_FIELD_NUMBER);
    return CLOSE_BODIES.parseFrom(body);
  }
}
