package dev.gossip.core.engine;

import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.api.transport.LocalIdentity;
import dev.gossip.api.transport.Transport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One node, sans-IO: transport, peers and engine over one timer queue. A driver turns it on one
 * thread: datagrams in, timers run, {@link #flush} after each batch. A plugin that throws stops the
 * node and nothing else.
 */
public final class Node {
  private final NodeServices core;
  private final MessageEngine engine;
  private final PeerManager peers;
  private final Transport transport;
  private final MessageComposer composer;
  private final AuthorId author;
  private final int maxPayloadBytes;
  private Runnable onFlushed = () -> {};
  private boolean stopped;

  /**
   * Makes a node; it does nothing before {@link #start}.
   *
   * @param spec what it is made of
   * @param surroundings time and names
   * @param randomStreams the only randomness it has
   * @param wire where its datagrams go
   * @param seenLog where it records which messages it has seen
   * @param events gets everything that happens, on the node's thread; a delivery, and what happens
   *     after it, when the seen log has its message
   * @throws NodeFailure if a plugin throws while it is created
   */
  public Node(
      NodeSpec spec,
      NodeRuntime surroundings,
      RandomStreams randomStreams,
      DatagramSink wire,
      SeenLog seenLog,
      Consumer<NodeEvent> events) {
    this.maxPayloadBytes = spec.limits().maxPayloadBytes();
    byte[] id = new byte[32];
    randomStreams.stream("identity").nextBytes(id);
    NodePlugins plugins = spec.plugins();
    core =
        new NodeServices(
            new LocalIdentity(new PeerId(id)), plugins, surroundings, randomStreams, wire, events);
    String signingId = plugins.signing().id();
    NodeSigningContext place =
        new NodeSigningContext(core, spec.network(), randomStreams.stream("signing"));
    MessageSigning signing =
        PluginFailure.guard(signingId, "create", () -> plugins.signing().factory().create(place));
    author =
        spec.policy() == SigningPolicy.OFF
            ? AuthorId.NONE
            : PluginFailure.guard(signingId, "author", () -> signing.author());
    String signingTold =
        spec.policy() == SigningPolicy.OFF ? HelloExchange.SIGNING_NONE : signingId;
    HelloExchange terms =
        new HelloExchange(spec.network(), HelloExchange.relayStack(plugins), signingTold);
    engine = new MessageEngine(core, spec, signing, !author.isNone(), seenLog);
    peers = new PeerManager(core, terms, engine);
    transport = peers.transport();
    composer =
        new MessageComposer(
            author, spec.network(), spec.limits().lifetimeMillis(), core.randomStream("messages"));
  }

  /** Who this node is. */
  public PeerId id() {
    return core.identity().id();
  }

  /** Begins to dial these addresses, names or IPs, and keeps them connected. */
  public void start(List<PeerAddress> addresses) {
    guarded(() -> peers.keepConnected(addresses));
  }

  /** A datagram came in. The buffer is valid only during the call. */
  public void onDatagram(PeerAddress from, ByteBuffer datagram) {
    guarded(
        () -> {
          core.counters().increment(Metric.DATAGRAMS_RECEIVED);
          core.counters().add(Metric.DATAGRAM_BYTES_RECEIVED, datagram.remaining());
          transport.onDatagram(from, datagram);
        });
  }

  /** Runs every timer that is due. */
  public void runTimers() {
    while (!stopped && core.timers().isDue(core.nowNanos())) {
      guarded(() -> core.timers().runNext(core.nowNanos()));
    }
  }

  /** When {@link #runTimers} next has work; {@link TimerQueue#NONE} if it never has. */
  public long nextDeadlineNanos() {
    return stopped ? TimerQueue.NONE : core.timers().nextDeadlineNanos();
  }

  /**
   * Ends a batch: records what was seen, then hands out deliveries and sends what the batch left
   * behind, as far as the wire takes it.
   */
  public void flush() {
    flushAll();
    if (!stopped) {
      onFlushed.run();
    }
  }

  private void flushAll() {
    guarded(
        () -> {
          engine.flush();
          transport.flush();
        });
  }

  /** Runs something after each flush, which may have made room to publish. */
  public void onFlushed(Runnable action) {
    onFlushed = action;
  }

  /**
   * How many messages of any size can be published before the next flush without this node having
   * to drop one of their frames: what fits the transport's queue of every peer. 0 while no peer is
   * up.
   */
  public int publishRoom() {
    return stopped ? 0 : engine.publishRoom();
  }

  /** How well datagrams arrive from each peer that is up. */
  public SortedMap<PeerId, LinkStats> linkStats() {
    return stopped ? new TreeMap<>() : engine.linkStats();
  }

  /** Who writes what this node publishes; {@link AuthorId#NONE} if it does not sign. Any thread. */
  public AuthorId author() {
    return author;
  }

  /** Whether this node would take its own messages on a topic from another. Any thread. */
  public boolean trustsItself(String topic) {
    return engine.trusts(author, topic);
  }

  /** Makes messages of this node; callable from any thread. */
  public MessageComposer composer() {
    return composer;
  }

  /** Signs what {@link #composer} made and hands it to the relay strategy. */
  public void publish(List<GossipMessage> messages) {
    guarded(() -> engine.publish(messages));
  }

  /** Runs something else on behalf of this node, such as the answer to a name's resolution. */
  public void run(Runnable task) {
    guarded(task);
  }

  /** Runs something later, unless the node has stopped by then. */
  public void schedule(Duration delay, String label, Runnable action) {
    core.schedule(delay, label, action);
  }

  /** Counts something that was dropped on behalf of this node outside the engine. */
  public void drop(DropReason reason, int count) {
    core.drop(reason, count);
  }

  /**
   * The system refused to send a datagram. If a dial of that address fails, this is reported as the
   * cause. May be called while the node sends.
   *
   * @param why in one sentence, with the remedy
   */
  public void sendFailed(PeerAddress to, String why) {
    peers.sendFailed(to, why);
  }

  /** Tells of something that works less well than it could. */
  public void warn(String what, String remedy) {
    core.emit(new NodeEvent.Warning(what, remedy));
  }

  /** Counters and gauges by name. */
  public SortedMap<String, Long> metrics() {
    core.counters().set(Metric.TIMERS, core.timers().size());
    return core.counters().snapshot();
  }

  /** One of them; {@link Metric#TIMERS} as of the last call of {@link #metrics}. */
  public long metric(Metric metric) {
    return core.counters().get(metric);
  }

  /**
   * As {@link #metric}, of what was sent to observers ({@link NodeRuntime#isObserver}): payload and
   * control frames and their bytes. The other metrics are 0.
   */
  public long observerMetric(Metric metric) {
    return core.observerMetric(metric);
  }

  /** The largest payload that may be published. */
  public int maxPayloadBytes() {
    return maxPayloadBytes;
  }

  /** Says goodbye to every neighbour and stops. Does nothing when stopped. */
  public void close() {
    guarded(peers::closeAll);
    if (!stopped) {
      flushAll();
      stop(new NodeEvent.Stopped(false, "closed"));
    }
  }

  /** Whether the node is closed, or was stopped by a plugin's failure. */
  public boolean isStopped() {
    return stopped;
  }

  private void guarded(Runnable action) {
    if (stopped) {
      return;
    }
    try {
      action.run();
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      // Every call of a plugin is guarded under its id, so that what has no owner is the engine's.
      fail(String.valueOf(EngineFailure.of(e).getMessage()));
    }
  }

  /** Stops because something failed that this node cannot do without. */
  public void fail(String reason) {
    if (stopped) {
      return;
    }
    try {
      peers.abandonAll("the node failed");
      transport.flush();
    } catch (RuntimeException e) {
      core.drop(DropReason.GOODBYE_FAILED);
    } catch (OutOfMemoryError e) {
      // The neighbours notice by themselves. What must go out is that this node has stopped.
    }
    stop(new NodeEvent.Stopped(true, reason));
  }

  private void stop(NodeEvent.Stopped event) {
    stopped = true;
    try {
      engine.close();
    } finally {
      core.emit(event);
    }
  }
}
