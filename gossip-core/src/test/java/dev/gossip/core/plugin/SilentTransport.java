package dev.gossip.core.plugin;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.api.transport.Transport;
import java.nio.ByteBuffer;

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
  public void dial(PeerAddress address) {}

  @Override
  public void send(LinkId link, ByteString frame) {}

  @Override
  public void flush() {}

  @Override
  public void close(LinkId link, CloseReason reason) {}

  @Override
  public void onDatagram(PeerAddress from, ByteBuffer datagram) {}

  @Override
  public int maxFrameBytes(LinkId link) {
    return 0;
  }

  @Override
  public int room(LinkId link) {
    return 0;
  }

  @Override
  public LinkStats stats(LinkId link) {
    return LinkStats.NONE;
  }
}
