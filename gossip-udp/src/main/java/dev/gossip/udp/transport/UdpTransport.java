package dev.gossip.udp.transport;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.FrameLimits;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.fragment.FragmentCodec;
import dev.gossip.udp.link.DataSender;
import dev.gossip.udp.link.LinkParts;
import dev.gossip.udp.link.LinkProtocol;
import dev.gossip.udp.link.LinkSettings;
import dev.gossip.udp.link.PacketSender;
import dev.gossip.udp.plain.PlainProtocol;
import dev.gossip.udp.secure.SecureProtocol;
import dev.gossip.udp.table.Link;
import dev.gossip.udp.table.LinkTable;
import dev.gossip.udp.table.ReceivedPackets;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Links over datagrams: what the node calls and what it receives. {@link LinkProtocol} says how
 * links come up.
 */
public final class UdpTransport implements Transport {
  /** What waits on all links together; a guess: eight full queues. */
  private static final long MAX_UNSENT_BYTES = 64L << 20;

  private static final int CONTROL_SHARE = 16;

  private final TransportContext context;
  private final LinkSettings settings;
  private final LinkTable links;
  private final PacketSender sender;
  private final DataSender data;
  private final LinkProtocol protocol;

  /** See {@link Transport.Factory}. */
  public UdpTransport(TransportContext context, LinkEvents events, LinkSettings settings) {
    this(LinkParts.of(context, events, settings));
  }

  /** As the other constructor, of parts that the caller can look at. */
  public UdpTransport(LinkParts parts) {
    this.context = parts.context();
    this.settings = parts.settings();
    this.links = parts.links();
    this.sender = parts.sender();
    this.data = parts.data();
    this.protocol =
        switch (settings.security()) {
          case NOISE -> new SecureProtocol(parts);
          case NONE -> new PlainProtocol(parts);
        };
  }

  // ---- calls from the node -------------------------------------------------------------------

  @Override
  public void dial(PeerAddress address, Optional<PeerId> expected) {
    protocol.dial(address, expected.orElse(null));
  }

  @Override
  public SendResult send(LinkId id, ByteString frame, Priority priority) {
    Link link = links.byId(id);
    if (link == null || link.state != Link.State.UP) {
      return SendResult.NOT_UP;
    }
    // The other end would drop the whole datagram of an empty frame as malformed.
    if (frame.isEmpty() || frame.size() > FragmentCodec.MAX_FRAME_BYTES) {
      return SendResult.TOO_LARGE;
    }
    if (frame.size() > roomBytes(link, priority)) {
      if (priority == Priority.OWN) {
        link.wantsOwnRoom = true;
      } else {
        link.wantsRoom = true;
      }
      return SendResult.NO_ROOM;
    }
    data.add(link, frame, priority);
    return SendResult.QUEUED;
  }

  @Override
  public void flush() {
    data.flush();
  }

  @Override
  public void close(LinkId id, CloseReason reason) {
    Link link = links.byId(id);
    if (link != null) {
      // The last chance to send these frames, so send them even if the wire is full.
      data.sendAll(link);
      sender.close(link, reason);
      links.remove(link);
    }
  }

  @Override
  public int datagramFrameBytes() {
    return Datagrams.BASE_FRAME_BYTES;
  }

  @Override
  public long unsentBytes() {
    return links.unsentBytes();
  }

  @Override
  public int maxFrameBytes() {
    return FragmentCodec.MAX_FRAME_BYTES;
  }

  @Override
  public FrameLimits limits(LinkId id) {
    Link link = links.byId(id);
    return link == null || link.state != Link.State.UP
        ? FrameLimits.NONE
        : new FrameLimits(
            data.datagramFrameBytes(link),
            FragmentCodec.MAX_FRAME_BYTES,
            roomBytes(link),
            ownRoomBytes(link));
  }

  @Override
  public LinkStats stats(LinkId id) {
    Link link = links.byId(id);
    return link == null || link.state != Link.State.UP
        ? LinkStats.NONE
        : ReceivedPackets.stats(link);
  }

  private int roomBytes(Link link) {
    long left = Math.max(0, MAX_UNSENT_BYTES - links.unsentBytes());
    return (int) Math.max(0, Math.min(settings.queueBytes() - link.waitingBytes(), left));
  }

  private int roomBytes(Link link, Priority priority) {
    return switch (priority) {
      // Requests and announcements still fit when messages of others have filled the queue.
      case CONTROL, ASSURED -> roomBytes(link) + settings.queueBytes() / CONTROL_SHARE;
      case OWN -> ownRoomBytes(link);
      case RELAYED -> roomBytes(link);
    };
  }

  /** Half of the queue is kept for the frames of other nodes. */
  private int ownRoomBytes(Link link) {
    int own = link.waitingBytes(Priority.OWN);
    return Math.min(roomBytes(link), Math.max(0, settings.queueBytes() / 2 - own));
  }

  // ---- received datagrams --------------------------------------------------------------------

  @Override
  public void onDatagram(PeerAddress from, ByteBuffer received) {
    if (from.port() == 0) {
      // Nothing can be sent back to it.
      context.dropped(DropReason.FILTERED_ADDRESS);
      return;
    }
    ByteBuffer datagram = received.position() == 0 ? received : received.slice();
    if (datagram.remaining() < SecureDatagrams.RESET_BYTES
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
    if (version == protocol.version()) {
      protocol.onDatagram(from, type, datagram);
    } else {
      protocol.onOtherVersion(from, version, type, datagram);
    }
  }
}
