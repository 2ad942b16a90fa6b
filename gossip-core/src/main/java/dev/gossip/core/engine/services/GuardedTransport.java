package dev.gossip.core.engine.services;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.api.transport.Transport;
import java.nio.ByteBuffer;

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
  public void dial(PeerAddress address) {
    try {
      transport.dial(address);
    } catch (Throwable e) {
      throw failure("dial", e);
    }
  }

  @Override
  public void send(LinkId link, ByteString frame) {
    try {
      transport.send(link, frame);
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
  public int maxFrameBytes(LinkId link) {
    try {
      return transport.maxFrameBytes(link);
    } catch (Throwable e) {
      throw failure("maxFrameBytes", e);
    }
  }

  @Override
  public int room(LinkId link) {
    try {
      return transport.room(link);
    } catch (Throwable e) {
      throw failure("room", e);
    }
  }

  @Override
  public LinkStats stats(LinkId link) {
    try {
      return transport.stats(link);
    } catch (Throwable e) {
      throw failure("stats", e);
    }
  }

  private RuntimeException failure(String method, Throwable thrown) {
    return PluginFailure.attribute(pluginId, method, thrown);
  }
}
