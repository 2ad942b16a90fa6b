package dev.gossip.simulation.spy;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.api.transport.Transport;
import java.nio.ByteBuffer;

/** Passes all calls on to a transport, and counts the frames that are sent to spies. */
record CountingTransport(Transport transport, SpyLinks spies, SpyTraffic traffic)
    implements Transport {
  @Override
  public void dial(PeerAddress address) {
    transport.dial(address);
  }

  @Override
  public void send(LinkId link, ByteString frame) {
    transport.send(link, frame);
    if (spies.contains(link)) {
      traffic.sent(frame);
    }
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
  public int maxFrameBytes(LinkId link) {
    return transport.maxFrameBytes(link);
  }

  @Override
  public int room(LinkId link) {
    return transport.room(link);
  }

  @Override
  public LinkStats stats(LinkId link) {
    return transport.stats(link);
  }
}
