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
  private final TransportContext context;
  private final LinkEvents events;
  private final LinkSettings settings;
  private final LinkTable links;
  private final PacketSender sender;
  private final LinkProtocol protocol;

  /** See {@link Transport.Factory}. */
  public UdpTransport(TransportContext context, LinkEvents events, LinkSettings settings) {
    this(LinkParts.of(context, events, settings));
  }

  /** As the other constructor, of parts that the caller can look at. */
  public UdpTransport(LinkParts parts) {
    this.context = parts.context();
    this.events = parts.events();
    this.settings = parts.settings();
    this.links = parts.links();
    this.sender = parts.sender();
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
    if (frame.isEmpty() || frame.size() > protocol.maxFrameBytes()) {
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
        : new FrameLimits(protocol.maxFrameBytes(), protocol.maxFrameBytes(), roomBytes(link));
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
