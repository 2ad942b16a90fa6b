package dev.gossip.core.plugin;

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

/** A transport without links. */
final class SilentTransport implements Transport {

  static StubPlugin plugin() {
    return new StubPlugin(
        "transport.silent",
        () ->
            binder ->
                binder
                    .bind(Transport.Factory.class)
                    .toInstance((context, events) -> new SilentTransport()));
  }

  @Override
  public void dial(PeerAddress address, Optional<PeerId> expected) {}

  @Override
  public SendResult send(LinkId link, ByteString frame, Priority priority) {
    return SendResult.NOT_UP;
  }

  @Override
  public void flush() {}

  @Override
  public void close(LinkId link, CloseReason reason) {}

  @Override
  public void onDatagram(PeerAddress from, ByteBuffer datagram) {}

  @Override
  public int datagramFrameBytes() {
    return 2_000;
  }

  @Override
  public long unsentBytes() {
    return 0;
  }

  @Override
  public int maxFrameBytes() {
    return 1 << 17; // room for the default of the largest payload, not for the largest one
  }

  @Override
  public FrameLimits limits(LinkId link) {
    return FrameLimits.NONE;
  }

  @Override
  public LinkStats stats(LinkId link) {
    return LinkStats.NONE;
  }
}
