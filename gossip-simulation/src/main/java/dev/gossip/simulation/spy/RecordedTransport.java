package dev.gossip.simulation.spy;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.ForwardingTransport;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.api.transport.Transport;

/** Passes all calls on to a transport, and reports the frames that it takes. */
final class RecordedTransport extends ForwardingTransport {
  private final LinkPeers links;
  private final NodeFrames.Observer observer;

  RecordedTransport(Transport transport, LinkPeers links, NodeFrames.Observer observer) {
    super(transport);
    this.links = links;
    this.observer = observer;
  }

  @Override
  public SendResult send(LinkId link, ByteString frame, Priority priority) {
    SendResult result = super.send(link, frame, priority);
    int to = links.peer(link);
    if (result == SendResult.QUEUED && to != LinkPeers.NONE) {
      observer.sent(to, frame);
    }
    return result;
  }

  @Override
  public void close(LinkId link, CloseReason reason) {
    super.close(link, reason);
    links.closed(link);
  }
}
