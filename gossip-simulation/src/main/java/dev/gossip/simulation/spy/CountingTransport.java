package dev.gossip.simulation.spy;

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

/** Passes all calls on to a transport, and counts the frames that are sent to spies. */
record CountingTransport(Transport transport, LinkPeers spies, SpyTraffic traffic)
    implements Transport {
  @Override
  public void dial(PeerAddress address, Optional<PeerId> expected) {
    transport.dial(address, expected);
  }

  @Override
  public SendResult send(LinkId link, ByteString frame, Priority priority) {
    SendResult result = transport.send(link, frame, priority);
    if (result == SendResult.QUEUED && spies.peer(link) != LinkPeers.NONE) {
      traffic.sent(frame);
    }
    return result;
  }

  @Override
  public void flush() {
    transport.flush();
  }

  @Override
  public void close(LinkId link, CloseReason reason) {
    transport.close(link, reason);
    spies.closed(link);
  }

  @Override
  public void onDatagram(PeerAddress from, ByteBuffer datagram) {
    transport.onDatagram(from, datagram);
  }

  @Override
  public int datagramFrameBytes() {
    return transport.datagramFrameBytes();
  }

  @Override
  public long unsentBytes() {
    return transport.unsentBytes();
  }

  @Override
  public int maxFrameBytes() {
    return transport.maxFrameBytes();
  }

  @Override
  public FrameLimits limits(LinkId link) {
    return transport.limits(link);
  }

  @Override
  public LinkStats stats(LinkId link) {
    return transport.stats(link);
  }
}
