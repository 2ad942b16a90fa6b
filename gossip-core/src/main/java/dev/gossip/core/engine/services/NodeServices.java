package dev.gossip.core.engine.services;

import static java.util.Objects.requireNonNull;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LocalIdentity;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.core.engine.runtime.DatagramSink;
import dev.gossip.core.engine.runtime.NodeRuntime;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.core.engine.runtime.Resolution;
import dev.gossip.core.engine.spec.NodePlugins;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Services that all parts of a node share: identity, time, randomness, counters, events. */
public final class NodeServices {
  private final LocalIdentity identity;
  private final NodeRuntime runtime;
  private final RandomStreams randomStreams;
  private final RandomGenerator random;
  private final NodePlugins plugins;
  private final DatagramSink wire;
  private final EventOutbox events;
  private final TimerQueue timers;
  private final Counters counters = new Counters();
  // Null before the first observer; only simulations have any.
  private @Nullable Counters observerCounters;

  public NodeServices(
      LocalIdentity identity,
      NodePlugins plugins,
      NodeRuntime runtime,
      RandomStreams randomStreams,
      DatagramSink wire,
      Consumer<NodeEvent> events) {
    this.identity = identity;
    this.plugins = plugins;
    this.runtime = runtime;
    this.randomStreams = randomStreams;
    this.random = randomStreams.stream("dialing");
    this.wire = wire;
    this.events = new EventOutbox(events);
    this.timers = new TimerQueue(runtime.nowNanos());
  }

  public LocalIdentity identity() {
    return identity;
  }

  public NodePlugins plugins() {
    return plugins;
  }

  public TimerQueue timers() {
    return timers;
  }

  public Counters counters() {
    return counters;
  }

  /** The counters for frames that are sent to an address. */
  public Counters countersFor(PeerAddress address) {
    if (!runtime.isObserver(address)) {
      return counters;
    }
    if (observerCounters == null) {
      observerCounters = new Counters();
    }
    return observerCounters;
  }

  public long observerMetric(Metric metric) {
    return observerCounters == null ? 0 : observerCounters.get(metric);
  }

  public RandomGenerator random() {
    return random;
  }

  public RandomGenerator randomStream(String component) {
    return randomStreams.stream(component);
  }

  public long nowNanos() {
    return runtime.nowNanos();
  }

  public long wallMillis() {
    return runtime.wallMillis();
  }

  public MessageDigest sha256() {
    return runtime.sha256();
  }

  public void offload(Runnable work, Runnable then) {
    runtime.offload(work, then);
  }

  public int maxOffloaded() {
    return runtime.maxOffloaded();
  }

  public void resolve(PeerAddress name, Consumer<Resolution> then) {
    runtime.resolve(name, then);
  }

  public TimerHandle schedule(Duration delay, String label, Runnable action) {
    return timers.schedule(nowNanos() + delay.toNanos(), label, action);
  }

  public void emit(NodeEvent event) {
    events.emit(event);
  }

  /** Makes events wait, in order, until {@link #releaseEvents}. */
  public void holdEvents() {
    events.hold();
  }

  public void releaseEvents() {
    events.release();
  }

  public void drop(DropReason reason) {
    drop(reason, 1);
  }

  public void drop(DropReason reason, int count) {
    counters.drop(reason, count);
    events.emit(new NodeEvent.Dropped(reason, count));
  }

  public Transport createTransport(LinkEvents links) {
    RandomGenerator transportRandom = randomStream("transport");
    TransportContext context =
        new TransportContext() {
          @Override
          public LocalIdentity identity() {
            return identity;
          }

          @Override
          public RandomGenerator random() {
            return transportRandom;
          }

          @Override
          public long nowNanos() {
            return NodeServices.this.nowNanos();
          }

          @Override
          public TimerHandle schedule(Duration delay, String label, Runnable action) {
            return NodeServices.this.schedule(
                delay, label, new GuardedTimer(plugins.transport().id(), label, action));
          }

          @Override
          public void transmit(PeerAddress to, ByteBuffer datagram) {
            counters.increment(Metric.DATAGRAMS_SENT);
            counters.add(Metric.DATAGRAM_BYTES_SENT, datagram.remaining());
            wire.transmit(to, datagram);
          }

          @Override
          public boolean canTransmit() {
            return wire.canTransmit();
          }

          @Override
          public void dropped(DropReason reason) {
            requireNonNull(reason, "reason");
            try {
              drop(reason);
            } catch (Throwable e) {
              throw EngineFailure.attribute(e);
            }
          }

          @Override
          public void datagramsLost(int count) {
            counters.add(Metric.DATAGRAMS_LOST, count);
          }
        };
    String id = plugins.transport().id();
    LinkEvents events = new AttributedLinkEvents(links);
    Transport created =
        PluginFailure.guard(
            id, "create", () -> plugins.transport().factory().create(context, events));
    return new GuardedTransport(id, created);
  }
}
