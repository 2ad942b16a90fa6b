package dev.gossip.core.engine.peer;

import static java.util.Objects.requireNonNull;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import dev.gossip.api.transport.KeyLog;
import dev.gossip.api.transport.LocalIdentity;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.core.engine.services.DirectCalls;
import dev.gossip.core.engine.services.EngineFailure;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.services.PluginContext;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The view that the transport has of its node. */
final class EngineTransportContext extends PluginContext implements TransportContext {

  EngineTransportContext(NodeServices services) {
    // A transport's timers are bounded by the number of its links.
    super(
        services,
        new DirectCalls(services.plugins().transport().id()),
        "transport",
        Integer.MAX_VALUE);
  }

  @Override
  public LocalIdentity identity() {
    return services().identity();
  }

  @Override
  public void transmit(PeerAddress to, ByteBuffer datagram) {
    services().transmit(to, datagram);
  }

  @Override
  public boolean canTransmit() {
    return services().canTransmit();
  }

  @Override
  public int maxDatagramBytes(PeerAddress to) {
    return services().maxDatagramBytes(to);
  }

  @Override
  public boolean forbidsFragmentation() {
    return services().forbidsFragmentation();
  }

  @Override
  public Optional<KeyLog> keyLog() {
    return services().keyLog();
  }

  @Override
  public void dropped(DropReason reason) {
    requireNonNull(reason, "reason");
    try {
      services().drop(reason);
    } catch (Throwable e) {
      throw EngineFailure.attribute(e);
    }
  }

  @Override
  public void datagramsLost(int count) {
    services().counters().add(Metric.DATAGRAMS_LOST, count);
  }
}
