package dev.gossip;

import static java.util.Objects.requireNonNull;

import com.google.inject.Module;
import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.FrameLimits;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.api.transport.NodeIdentities;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.api.transport.Transport;
import dev.gossip.core.driver.Driver;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A transport without links that proves ids, for a driver that a test runs. */
final class AskingTransport implements GossipPlugin, Transport {
  private final Driver driver;
  private @Nullable LinkEvents engine;

  AskingTransport(Driver driver) {
    this.driver = driver;
  }

  boolean mayAccept(PeerId peer) {
    return requireNonNull(engine).mayAccept(peer);
  }

  @Override
  public String id() {
    return "transport.asking";
  }

  @Override
  public String summary() {
    return "asks which peers are allowed";
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder -> {
      binder
          .bind(Transport.Factory.class)
          .toInstance(
              (context, events) -> {
                engine = events;
                return this;
              });
      binder.bind(Driver.Factory.class).toInstance(listen -> driver);
      binder.bind(NodeIdentities.class).toInstance(PeerId::new);
    };
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
    return 1_000;
  }

  @Override
  public long unsentBytes() {
    return 0;
  }

  @Override
  public int maxFrameBytes() {
    return 1 << 20;
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
