package dev.gossip.udp.plain;

import com.google.protobuf.ByteString;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.core.wire.FieldScanner;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.datagram.PacketType;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.datagram.Versions;
import dev.gossip.udp.link.LinkParts;
import dev.gossip.udp.link.LinkProtocol;
import dev.gossip.udp.link.PacketBodies;
import dev.gossip.udp.link.PacketSender;
import dev.gossip.udp.link.SecurityMismatch;
import dev.gossip.udp.proto.Greeting;
import dev.gossip.udp.table.Link;
import dev.gossip.udp.table.LinkTable;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Plain links. A connect is answered with an accept. Each end gives the other a random connection
 * id; an end that uses it has proved that it receives at its address. Data, pings and closes
 * without the right id and address are dropped, so an off-path attacker cannot inject them, and an
 * end with a spoofed address gets one small answer and no link. Anyone who sees the traffic can
 * read and forge it.
 */
public final class PlainProtocol implements LinkProtocol {
  // Discard unknown fields: keeping hundreds of them would cost more than the rest of a datagram.
  private static final Parser<Greeting> GREETINGS =
      DiscardUnknownFieldsParser.wrap(Greeting.parser());

  /** The first datagram of a dial has this type in every version. */
  private static final byte FIRST_TYPE = 1;

  private final TransportContext context;
  private final LinkEvents events;
  private final LinkTable links;
  private final PacketSender sender;
  private final PlainReplies replies;
  private final PlainHandshake handshake;
  private final PacketBodies bodies;

  public PlainProtocol(LinkParts parts) {
    this.context = parts.context();
    this.events = parts.events();
    this.links = parts.links();
    this.sender = parts.sender();
    this.replies = new PlainReplies(context, sender);
    this.handshake = new PlainHandshake(parts, replies);
    this.bodies = new PacketBodies(parts);
  }

  @Override
  public byte version() {
    return Datagrams.VERSION;
  }

  @Override
  public void dial(PeerAddress address, @Nullable PeerId expected) {
    handshake.dial(address, expected);
  }

  @Override
  public void onDatagram(PeerAddress from, byte type, ByteBuffer datagram) {
    if (datagram.limit() < Datagrams.HEADER_BYTES) {
      context.dropped(DropReason.DATAGRAM_SIZE);
      return;
    }
    long connectionId = datagram.getLong();
    long packetNumber = datagram.getLong();
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
        replies.reset(from, connectionId);
      }
      return;
    }
    if (!link.remote.equals(from)) {
      onOtherAddress(link, from, type, datagram);
      return;
    }
    links.onArrived(link, packetNumber, context.nowNanos());
    switch (type) {
      case Datagrams.ACCEPT -> handshake.onAccept(link, greeting(datagram));
      case Datagrams.CLOSE -> bodies.onClose(link, ByteString.copyFrom(datagram));
      case Datagrams.DATA -> {
        if (handshake.onHeard(link)) {
          bodies.onData(link, packetNumber, datagram);
        }
      }
      case Datagrams.PING -> {
        if (handshake.onHeard(link)) {
          sender.send(link, PacketType.PONG);
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
      bodies.onClose(link, ByteString.copyFrom(datagram));
    } else {
      context.dropped(DropReason.WRONG_ADDRESS);
    }
  }

  @Override
  public void onOtherVersion(PeerAddress from, byte version, byte type, ByteBuffer datagram) {
    context.dropped(DropReason.OTHER_VERSION);
    boolean secure = version == SecureDatagrams.VERSION;
    String why =
        secure ? SecurityMismatch.SECURE_THERE : Versions.differ(version, Datagrams.VERSION);
    Link current = links.current(from);
    if (current != null && current.state == Link.State.DIALING) {
      // Anyone can spoof this, so the dial continues; it is reported only if nobody answers.
      current.opening().refusalReason = why;
    } else if (current == null && type == FIRST_TYPE && isRefused(from, secure, datagram)) {
      events.refused(from, why);
    }
  }

  private boolean isRefused(PeerAddress from, boolean secure, ByteBuffer datagram) {
    if (!secure) {
      // The close is as large as a header, and must not be larger than what it answers.
      return datagram.limit() >= Datagrams.HEADER_BYTES && replies.refuseVersion(from);
    }
    return datagram.limit() == SecureDatagrams.INIT_BYTES
        && replies.refuseSecure(from, datagram.getLong(SecureDatagrams.INIT_CONNECTION_ID_OFFSET));
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

  private static Greeting greeting(ByteBuffer datagram) throws InvalidProtocolBufferException {
    ByteString body = ByteString.copyFrom(datagram);
    FieldScanner.requireWellFormed(body, 0);
    return GREETINGS.parseFrom(body);
  }
}
