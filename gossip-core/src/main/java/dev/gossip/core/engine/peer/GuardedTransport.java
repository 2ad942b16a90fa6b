package dev.gossip.core.engine.peer;

import static java.util.Objects.requireNonNull;

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
import dev.gossip.core.engine.services.PluginFailure;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A transport whose exceptions are attributed to its plugin. Exceptions of the engine that pass
 * through the transport, from a call of its {@link AttributedLinkEvents}, keep their owner.
 *
 * <p>The calls are written out, since a lambda for each frame would cost an allocation.
 */
final class GuardedTransport implements Transport {
  private final String pluginId;
  private final Transport transport;

  GuardedTransport(String pluginId, Transport transport) {
    this.pluginId = pluginId;
    this.transport = transport;
  }

  @Override
  public void dial(PeerAddress address, Optional<PeerId> expected) {
    try {
      transport.dial(address, expected);
    } catch (Throwable e) {
      throw failure("dial", e);
    }
  }

  @Override
  public SendResult send(LinkId link, ByteString frame, Priority priority) {
    try {
      return requireNonNull(transport.send(link, frame, priority), "it returned null");
    } catch (Throwable e) {
      throw failure("send", e);
    }
  }

  @Override
  public void flush() {
    try {
      transport.flush();
    } catch (Throwable e) {
      throw failure("flush", e);
    }
  }

  @Override
  public void close(LinkId link, CloseReason reason) {
    try {
      transport.close(link, reason);
    } catch (Throwable e) {
      throw failure("close", e);
    }
  }

  @Override
  public void onDatagram(PeerAddress from, ByteBuffer datagram) {
    try {
      transport.onDatagram(from, datagram);
    } catch (Throwable e) {
      throw failure("onDatagram", e);
    }
  }

  @Override
  public int maxFrameBytes() {
    try {
      return transport.maxFrameBytes();
    } catch (Throwable e) {
      throw failure("maxFrameBytes", e);
    }
  }

  @Override
  public int datagramFrameBytes() {
    try {
      return transport.datagramFrameBytes();
    } catch (Throwable e) {
      throw failure("datagramFrameBytes", e);
    }
  }

  @Override
  public long unsentBytes() {
    try {
      return transport.unsentBytes();
    } catch (Throwable e) {
      throw failure("unsentBytes", e);
    }
  }

  @Override
  public FrameLimits limits(LinkId link) {
    try {
      return requireNonNull(transport.limits(link), "it returned null");
    } catch (Throwable e) {
      throw failure("limits", e);
    }
  }

  @Override
  public LinkStats stats(LinkId link) {
    try {
      return requireNonNull(transport.stats(link), "it returned null");
    } catch (Throwable e) {
      throw failure("stats", e);
    }
  }

  private RuntimeException failure(String method, Throwable thrown) {
    return PluginFailure.attribute(pluginId, method, thrown);
  }
}
