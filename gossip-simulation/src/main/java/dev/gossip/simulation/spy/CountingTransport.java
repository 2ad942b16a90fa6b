package dev.gossip.simulation.spy;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.ForwardingTransport;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.api.transport.Transport;

/** Passes all calls on to a transport, and counts the frames that are sent to spies. */
final class CountingTransport extends ForwardingTransport {
  private final LinkPeers spies;
  private final SpyTraffic traffic;

  CountingTransport(Transport transport, LinkPeers spies, SpyTraffic traffic) {
    super(transport);
    this.spies = spies;
    this.traffic = traffic;
  }

  @Override
  public SendResult send(LinkId link, ByteString frame, Priority priority) {
    SendResult result = super.send(link, frame, priority);
    if (result == SendResult.QUEUED && spies.peer(link) != LinkPeers.NONE) {
      traffic.sent(frame);
    }
    return result;
  }

  @Override
  public void close(LinkId link, CloseReason reason) {
    super.close(link, reason);
    spies.closed(link);
  }
}
