package dev.gossip.udp.secure;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.datagram.PacketType;
import dev.gossip.udp.datagram.PeerIds;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.datagram.Versions;
import dev.gossip.udp.link.LinkParts;
import dev.gossip.udp.link.LinkProtocol;
import dev.gossip.udp.link.LinkTransitions;
import dev.gossip.udp.link.Liveness;
import dev.gossip.udp.link.PacketBodies;
import dev.gossip.udp.link.PacketSender;
import dev.gossip.udp.noise.Session;
import dev.gossip.udp.session.SecureAccept;
import dev.gossip.udp.session.SecureSession;
import dev.gossip.udp.table.Link;
import dev.gossip.udp.table.LinkTable;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Secure links: the ids of both ends are proven by a handshake with the Noise pattern XX, and every
 * datagram after it is sealed. {@code docs/wire-format.md} describes them.
 */
public final class SecureProtocol implements LinkProtocol {
  private final TransportContext context;
  private final LinkEvents events;
  private final LinkTable links;
  private final PacketSender sender;
  private final Liveness liveness;
  private final SecureReplies replies;
  private final SecureDialer dialer;
  private final SecureAcceptor acceptor;
  private final PathChecks paths;
  private final PacketBodies bodies;
  // Grow to the largest datagram that has come. The first one holds datagrams of buffers that have
  // no array, the second one only what is authentic.
  private byte[] received = {};
  private byte[] opened = {};

  public SecureProtocol(LinkParts parts) {
    this.context = parts.context();
    this.events = parts.events();
    this.links = parts.links();
    this.sender = parts.sender();
    this.liveness = parts.liveness();
    this.replies = new SecureReplies(context, sender);
    SecureNode node = new SecureNode(context, parts.settings());
    SameIdLinks sameId = new SameIdLinks(parts);
    this.dialer = new SecureDialer(parts, node, sameId);
    this.acceptor = new SecureAcceptor(parts, node, sameId, replies, this::onEarly);
    this.paths = new PathChecks(parts);
    this.bodies = new PacketBodies(parts);
  }

  @Override
  public byte version() {
    return SecureDatagrams.VERSION;
  }

  @Override
  public void dial(PeerAddress address, @Nullable PeerId expected) {
    dialer.dial(address, expected);
  }

  @Override
  public void onDatagram(PeerAddress from, byte type, ByteBuffer datagram) {
    int bytes = datagram.limit();
    switch (type) {
      case SecureDatagrams.INIT -> {
        if (hasSize(bytes, SecureDatagrams.INIT_BYTES)) {
          acceptor.onInit(from, copy(datagram));
        }
      }
      case SecureDatagrams.RETRY -> {
        if (hasSize(bytes, SecureDatagrams.RETRY_BYTES)) {
          dialer.onRetry(from, copy(datagram));
        }
      }
      case SecureDatagrams.ANSWER -> {
        if (hasSize(bytes, SecureDatagrams.ANSWER_BYTES)) {
          dialer.onAnswer(from, copy(datagram));
        }
      }
      case SecureDatagrams.FINISH -> {
        if (hasSize(bytes, SecureDatagrams.FINISH_BYTES)) {
          acceptor.onFinish(from, copy(datagram));
        }
      }
      case SecureDatagrams.RESET -> {
        if (hasSize(bytes, SecureDatagrams.RESET_BYTES)) {
          onReset(from, datagram.getLong());
        }
      }
      case SecureDatagrams.NOTE -> {
        if (hasSize(bytes, SecureDatagrams.NOTE_BYTES)) {
          dialer.onNote(copy(datagram));
        }
      }
      default -> onPacket(from, type, datagram);
    }
  }

  private boolean hasSize(int bytes, int expected) {
    if (bytes != expected) {
      context.dropped(DropReason.MALFORMED_DATAGRAM);
    }
    return bytes == expected;
  }

  private static byte[] copy(ByteBuffer datagram) {
    byte[] copy = new byte[datagram.limit()];
    datagram.get(0, copy);
    return copy;
  }

  // ---- datagrams of links --------------------------------------------------------------------

  private void onPacket(PeerAddress from, byte type, ByteBuffer datagram) {
    int bytes = datagram.limit();
    if (type < SecureDatagrams.DATA
        || type > SecureDatagrams.CLOSE
        || bytes < SecureDatagrams.MIN_SEALED_BYTES) {
      context.dropped(DropReason.MALFORMED_DATAGRAM);
      return;
    }
    long connectionId = datagram.getLong();
    Link link = links.byConnectionId(connectionId);
    if (link == null) {
      context.dropped(DropReason.UNKNOWN_CONNECTION);
      if (type == SecureDatagrams.DATA || type == SecureDatagrams.PING) {
        replies.reset(from, connectionId);
      }
    } else if (link.session != null) {
      open(link, link.session, from, bytes(datagram), bytes);
    } else {
      SecureAccept accept = link.secureAccept();
      if (accept == null || bytes > Datagrams.BASE_BYTES || !accept.keepEarly(copy(datagram))) {
        context.dropped(DropReason.BEFORE_ACCEPT);
      }
    }
  }

  /** The bytes of a datagram, from the first one on, until the next datagram comes. */
  private byte[] bytes(ByteBuffer datagram) {
    if (datagram.hasArray() && datagram.arrayOffset() == 0) {
      return datagram.array();
    }
    if (received.length < datagram.limit()) {
      received = new byte[datagram.limit()];
    }
    datagram.get(0, received, 0, datagram.limit());
    return received;
  }

  private void onEarly(Link link, byte[] datagram) {
    if (link.session != null) {
      open(link, link.session, link.remote, datagram, datagram.length);
    }
  }

  private void open(
      Link link, SecureSession session, PeerAddress from, byte[] datagram, int bytes) {
    long number = ByteBuffer.wrap(datagram).getLong(Datagrams.NUMBER_OFFSET);
    if (opened.length < bytes) {
      opened = new byte[bytes];
    }
    int bodyBytes =
        session.keys.open(
            datagram, Datagrams.HEADER_BYTES, bytes, number, context.nowNanos(), opened);
    if (bodyBytes == Session.NO_BODY) {
      onUnopened(link, session);
      return;
    }
    long counter = Session.counter(number);
    links.onArrived(link, counter, context.nowNanos());
    link.lastHeardNanos = context.nowNanos();
    session.confirm(context.nowNanos());
    boolean isNewest = counter > session.highestCounter;
    if (isNewest) {
      session.highestCounter = counter;
      if (!from.equals(link.remote)) {
        paths.onOtherAddress(link, session, from, bytes);
      }
    }
    // In place, to be read before the next datagram is opened.
    ByteString body = UnsafeByteOperations.unsafeWrap(opened, 0, bodyBytes);
    onBody(link, session, from, datagram[SecureDatagrams.HEAD_BYTES - 1], body, counter);
  }

  private void onUnopened(Link link, SecureSession session) {
    context.dropped(
        switch (session.keys.lastResult()) {
          case REPLAYED, TOO_OLD -> DropReason.REPLAYED_DATAGRAM;
          default -> DropReason.NOT_AUTHENTIC;
        });
    if (session.keys.isExhausted()) {
      links.remove(link);
      events.down(
          link,
          new DownReason(
              DownReason.Kind.REPLACED, "its keys have been used as often as they may be"));
    }
  }

  /**
   * If both nodes have dialed each other, the other end closes the second link. The first one comes
   * up here, maybe a little later, and then ends this dial without a failure.
   */
  private void onClose(Link link, ByteString body) throws InvalidProtocolBufferException {
    if (!bodies.isOfSecondLink(body)) {
      bodies.onClose(link, body);
    } else if (link.state == Link.State.UP) {
      links.remove(link);
      events.down(link, new DownReason(DownReason.Kind.REPLACED, LinkTransitions.LINKED_ELSEWHERE));
    }
  }

  private void onBody(
      Link link,
      SecureSession session,
      PeerAddress from,
      byte type,
      ByteString body,
      long counter) {
    try {
      switch (type) {
        case SecureDatagrams.DATA -> bodies.onData(link, counter, body);
        case SecureDatagrams.CLOSE -> onClose(link, body);
        case SecureDatagrams.PING -> {
          if (hasSize(body.size(), SecureDatagrams.TOKEN_BYTES)) {
            long token = body.asReadOnlyByteBuffer().getLong();
            sender.sendToken(link, PacketType.PONG, token, link.remote);
          }
        }
        default -> {
          if (hasSize(body.size(), SecureDatagrams.TOKEN_BYTES)) {
            long token = body.asReadOnlyByteBuffer().getLong();
            session.onPong(token, context.nowNanos());
            paths.onPong(link, session, token, from);
          }
        }
      }
    } catch (InvalidProtocolBufferException e) {
      context.dropped(DropReason.MALFORMED_DATAGRAM);
    }
  }

  /** A hint: the other end may have restarted, or anyone may have made it up. */
  private void onReset(PeerAddress from, long connectionId) {
    Link link = links.current(from);
    if (link == null || link.state != Link.State.UP || link.remoteConnectionId != connectionId) {
      context.dropped(DropReason.UNKNOWN_CONNECTION);
      return;
    }
    liveness.suspect(link);
  }

  @Override
  public void onOtherVersion(PeerAddress from, byte version, byte type, ByteBuffer datagram) {
    context.dropped(DropReason.OTHER_VERSION);
    boolean isPlain = version == Datagrams.VERSION;
    Link current = links.current(from);
    if (current != null && current.state == Link.State.DIALING) {
      if (isPlain) {
        dialer.onPlainAnswer(current);
      } else {
        current.opening().refusalReason = Versions.differ(version, SecureDatagrams.VERSION);
      }
    } else if (current == null && isPlain && type == Datagrams.CONNECT) {
      long connectionId = PeerIds.connectionId(datagram);
      if (connectionId != 0 && replies.refusePlain(from, connectionId, datagram.limit())) {
        events.refused(from, SecureDialer.PLAIN_THERE);
      }
    } else if (current == null && !isPlain && type == SecureDatagrams.INIT && replies.mayReport()) {
      events.refused(from, Versions.differ(version, SecureDatagrams.VERSION));
    }
  }
}
