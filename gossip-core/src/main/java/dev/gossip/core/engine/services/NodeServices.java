package dev.gossip.core.engine.services;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.transport.KeyLog;
import dev.gossip.api.transport.LocalIdentity;
import dev.gossip.core.engine.runtime.DatagramSink;
import dev.gossip.core.engine.runtime.NodeRuntime;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.core.engine.runtime.Resolution;
import dev.gossip.core.engine.spec.EngineLimits;
import dev.gossip.core.engine.spec.NodePlugins;
import dev.gossip.core.engine.spec.NodeSpec;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Services that all parts of a node share: identity, time, randomness, counters, events. */
public final class NodeServices {
  private final String network;
  private final EngineLimits limits;
  private final LocalIdentity identity;
  private final NodeRuntime runtime;
  private final RandomStreams randomStreams;
  // Null before its first use, like the queue: an idle node of a large simulation needs neither.
  private @Nullable RandomGenerator random;
  private final NodePlugins plugins;
  private final DatagramSink wire;
  private @Nullable Queue<Runnable> afterEvent;
  private final EventOutbox events;
  private final TimerQueue timers;
  private SortedSet<String> topics = Collections.emptySortedSet();
  private final Counters counters = new Counters();

  public NodeServices(
      NodeSpec spec,
      LocalIdentity identity,
      NodeRuntime runtime,
      RandomStreams randomStreams,
      DatagramSink wire,
      Consumer<NodeEvent> events) {
    this.network = spec.network();
    this.limits = spec.limits();
    this.plugins = spec.plugins();
    this.identity = identity;
    this.runtime = runtime;
    this.randomStreams = randomStreams;
    this.wire = wire;
    this.events = new EventOutbox(events);
    this.timers = new TimerQueue(runtime.nowNanos());
  }

  /** The network's name. */
  public String network() {
    return network;
  }

  /** The topics that the application listens to. */
  public SortedSet<String> topics() {
    return topics;
  }

  /** Sets the topics that the application listens to. */
  public void setTopics(SortedSet<String> listenedTo) {
    topics = Collections.unmodifiableSortedSet(new TreeSet<>(listenedTo));
  }

  /** The bounds of the node. */
  public EngineLimits limits() {
    return limits;
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

  /** Sets the gauges that nothing else updates; any thread may read them at any time. */
  public void updateGauges(long unsentBytes) {
    counters.set(Metric.TIMERS, timers.size());
    counters.set(Metric.UNSENT_BYTES, unsentBytes);
  }

  public RandomGenerator random() {
    if (random == null) {
      random = randomStreams.stream("dialing");
    }
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

  /** Where the transport writes the keys of sessions. */
  public Optional<KeyLog> keyLog() {
    return runtime.keyLog();
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

  /** Sends a datagram. The caller may reuse the buffer when this returns. */
  public void transmit(PeerAddress to, ByteBuffer datagram) {
    counters.increment(Metric.DATAGRAMS_SENT);
    counters.add(Metric.DATAGRAM_BYTES_SENT, datagram.remaining());
    wire.transmit(to, datagram);
  }

  /** Whether the wire takes more datagrams now. */
  public boolean canTransmit() {
    return wire.canTransmit();
  }

  /** The largest datagram that leaves in one piece for an address, in bytes of UDP payload. */
  public int maxDatagramBytes(PeerAddress to) {
    return wire.maxDatagramBytes(to);
  }

  /** Whether datagrams leave with "don't fragment" set. */
  public boolean forbidsFragmentation() {
    return wire.forbidsFragmentation();
  }

  /**
   * Runs something when the event that is being handled has ended without a failure. What has to
   * happen after a callback, but not within the work around it, is put here.
   */
  public void afterEvent(Runnable action) {
    if (afterEvent == null) {
      afterEvent = new ArrayDeque<>();
    }
    afterEvent.add(action);
  }

  /** The current event has ended. */
  public void endEvent() {
    while (afterEvent != null && !afterEvent.isEmpty()) {
      afterEvent.remove().run();
    }
  }
}
