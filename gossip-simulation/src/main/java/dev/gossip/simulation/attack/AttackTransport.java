package dev.gossip.simulation.attack;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.FrameLimits;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.api.transport.Transport;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Passes the calls of a hostile node on to its transport, unless the attack keeps them back. */
record AttackTransport(HostileNode node) implements Transport {
  @Override
  public void dial(PeerAddress address, Optional<PeerId> expected) {
    node.transport().dial(address, expected);
  }

  @Override
  public SendResult send(LinkId link, ByteString frame, Priority priority) {
    return node.sends(link, frame, priority)
        ? node.transport().send(link, frame, priority)
        : SendResult.QUEUED;
  }

  @Override
  public void flush() {
    node.transport().flush();
  }

  @Override
  public void close(LinkId link, CloseReason reason) {
    node.transport().close(link, reason);
    node.closed(link);
  }

  @Override
  public void onDatagram(PeerAddress from, ByteBuffer datagram) {
    node.datagram(from, datagram);
    node.transport().onDatagram(from, datagram);
  }

  @Override
  public int datagramFrameBytes() {
    return node.transport().datagramFrameBytes();
  }

  @Override
  public long unsentBytes() {
    return node.transport().unsentBytes();
  }

  @Override
  public int maxFrameBytes() {
    return node.transport().maxFrameBytes();
  }

  @Override
  public FrameLimits limits(LinkId link) {
    return node.transport().limits(link);
  }

  @Override
  public LinkStats stats(LinkId link) {
    return node.transport().stats(link);
  }
}
