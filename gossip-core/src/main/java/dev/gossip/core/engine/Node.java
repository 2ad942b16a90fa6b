package dev.gossip.core.engine;

import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressBook;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import dev.gossip.api.node.Metrics;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.Standing;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.api.transport.Transport;
import dev.gossip.core.engine.peer.PeerManager;
import dev.gossip.core.engine.runtime.DatagramSink;
import dev.gossip.core.engine.runtime.NodeRuntime;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.core.engine.services.EngineFailure;
import dev.gossip.core.engine.services.NodeFailure;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.services.TimerQueue;
import dev.gossip.core.engine.spec.NodeSpec;
import dev.gossip.core.engine.spec.WantedPeer;
import dev.gossip.core.engine.wire.MessageCodec;
import dev.gossip.core.engine.wire.MessageComposer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One node, sans-IO: transport, peers and engine over one timer queue. A driver runs it on one
 * thread: it passes in datagrams, runs timers and calls {@link #flush} after each batch. A plugin
 * that throws stops its node and nothing else.
 */
public final class Node {
  private final NodeServices services;
  private final MessageEngine engine;
  private final PeerManager peers;
  private final Transport transport;
  private final NodeAssembly parts;
  private Runnable onFlushed = () -> {};
  private boolean stopped;

  /**
   * Creates a node; it does nothing before {@link #start}.
   *
   * @param spec the node's plugins, limits and policies
   * @param runtime supplies time, name resolution and worker threads
   * @param randomStreams the node's only source of randomness
   * @param wire sends the node's datagrams
   * @param kept what the node has from an earlier run
   * @param events gets every event, on the node's thread; a delivery, and the events after it, once
   *     the seen log has the message
   * @throws NodeFailure if a plugin throws while it is created
   */
  public Node(
      NodeSpec spec,
      NodeRuntime runtime,
      RandomStreams randomStreams,
      DatagramSink wire,
      RestartState kept,
      Consumer<NodeEvent> events) {
    this.parts = new NodeAssembly(spec, runtime, randomStreams, wire, kept, events);
    this.services = parts.services;
    this.engine = parts.engine;
    this.peers = parts.peers;
    this.transport = parts.transport;
  }

  /** This node's id. */
  public PeerId id() {
    return services.identity().id();
  }

  /** Starts: hands these addresses, names or IPs, to membership, which usually dials them. */
  public void start(List<PeerAddress> addresses) {
    startWith(addresses.stream().map(WantedPeer::at).toList());
  }

  /** Starts: hands the addresses of these nodes to membership, which usually dials them. */
  public void startWith(List<WantedPeer> wanted) {
    guarded(
        () -> {
          peers.start(wanted);
          parts.addressSaver.ifPresent(StateSaver::start);
          parts.recordSaver.ifPresent(StateSaver::start);
        });
  }

  /**
   * Accepts only these nodes as peers, and closes the links with others. Without a call every node
   * may be a peer.
   */
  public void allowOnly(Set<PeerId> ids) {
    guarded(() -> peers.allowOnly(ids));
  }

  /** The user wants this node to be linked with an address, while it runs. */
  public void addPeer(PeerAddress address) {
    addPeer(WantedPeer.at(address));
  }

  /** The user wants this node to be linked with another one, while it runs. */
  public void addPeer(WantedPeer wanted) {
    guarded(() -> peers.addPeer(wanted));
  }

  /** The user no longer wants a link with an address that was added or configured. */
  public void removePeer(PeerAddress address) {
    guarded(() -> peers.removePeer(address));
  }

  /** Sets the topics that the application listens to by name. */
  public void setTopics(SortedSet<String> topics) {
    services.setTopics(topics);
  }

  /** What spam control says about a node, the most important first. */
  public List<Explanation> explain(PeerId peer) {
    return ask(() -> parts.spam.explain(peer), List.of());
  }

  /** What spam control thinks of a node. */
  public Standing standing(PeerId peer) {
    return ask(() -> parts.spam.standing(peer), Standing.GOOD);
  }

  /** The application thinks better or worse of a node; negative points are bad. */
  public void score(PeerId peer, double points) {
    guarded(() -> parts.spam.onApplicationScore(peer, points));
  }

  /** Handles a datagram that arrived. The buffer is read only during the call. */
  public void onDatagram(PeerAddress from, ByteBuffer datagram) {
    if (stopped) {
      return;
    }
    // Written out: a lambda for each datagram would be an object each.
    try {
      services.counters().increment(Metric.DATAGRAMS_RECEIVED);
      services.counters().add(Metric.DATAGRAM_BYTES_RECEIVED, datagram.remaining());
      transport.onDatagram(from, datagram);
      endEvent();
    } catch (Throwable e) {
      failBecauseOf(e);
    }
  }

  /**
   * Runs the timers that are due. Those that they schedule run at the next call: a plugin whose
   * timers are always due must not keep the node from its datagrams and its close.
   */
  public void runTimers() {
    long mark = services.timers().mark();
    while (!stopped && services.timers().isDue(services.nowNanos(), mark)) {
      guarded(() -> services.timers().runNext(services.nowNanos()));
    }
  }

  /** Stops after {@link #runTimers} has always had work: virtual time does not pass meanwhile. */
  public void failOfEndlessTimers(int times) {
    fail(
        services.timers().describeNext()
            + " is always due: timers without a delay ran "
            + times
            + " times in a row at one instant of virtual time; schedule with a delay");
  }

  /** When {@link #runTimers} next has work, monotonic; {@link TimerQueue#NONE} if never. */
  public long nextDeadlineNanos() {
    return stopped ? TimerQueue.NONE : services.timers().nextDeadlineNanos();
  }

  /**
   * Ends a batch: writes the seen log, then passes on deliveries and sends the datagrams of the
   * batch, as far as the wire takes them.
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
          services.updateGauges(transport.unsentBytes());
        });
  }

  /** Sets an action that runs after each flush, which may have made room to publish. */
  public void onFlushed(Runnable action) {
    onFlushed = action;
  }

  /** What can be published before the next flush without a drop; nothing while no peer is up. */
  public PublishRoom publishRoom() {
    return ask(engine::publishRoom, PublishRoom.none());
  }

  /** The peers, sorted by id. An immutable snapshot. */
  public List<Peer> peers() {
    return engine.peers();
  }

  /** The link statistics of each peer that is up; none when stopped. */
  public SortedMap<PeerId, LinkStats> linkStats() {
    return ask(engine::linkStats, new TreeMap<>());
  }

  /** The address book, for the node's thread. */
  public AddressBook addresses() {
    return parts.addresses;
  }

  /** The author of this node's messages; {@link AuthorId#NONE} if it does not sign. Any thread. */
  public AuthorId author() {
    return parts.author;
  }

  /** Whether this node's trust covers its own messages on a topic. Any thread. */
  public boolean trustsItself(String topic) {
    return engine.trusts(parts.author, topic);
  }

  /** Composes the messages of this node; for any thread. */
  public MessageComposer composer() {
    return parts.composer;
  }

  /** Signs messages of the {@link #composer} and hands them to the relay strategy. */
  public void publish(List<GossipMessage> messages) {
    guarded(() -> engine.publish(messages));
  }

  /** Runs a task on behalf of this node, such as the callback of a name resolution. */
  public void run(Runnable task) {
    guarded(task);
  }

  /** Runs an action later, unless the node has stopped by then. */
  public void schedule(Duration delay, String label, Runnable action) {
    services.schedule(delay, label, action);
  }

  /** Counts what was dropped on behalf of this node outside the engine. */
  public void drop(DropReason reason, int count) {
    services.drop(reason, count);
  }

  /** The system refused to send a datagram, maybe while the node sends; why, with the remedy. */
  public void sendFailed(PeerAddress to, String why) {
    peers.sendFailed(to, why);
  }

  /** Emits a warning, with the remedy. */
  public void warn(String what, String remedy) {
    services.emit(new NodeEvent.Warning(what, remedy));
  }

  /** All counters and gauges by name. */
  public SortedMap<String, Long> metrics() {
    services.updateGauges(transport.unsentBytes());
    return readMetrics().asMap();
  }

  /** All counters and gauges, those of timers and unsent bytes as of the last flush. Any thread. */
  public Metrics readMetrics() {
    return services.counters().read();
  }

  /** One counter or gauge; those of timers and unsent bytes as of the last flush. */
  public long metric(Metric metric) {
    return services.counters().get(metric);
  }

  /** What the transport carries, and what this node needs. */
  public CarriedSizes carried() {
    return new CarriedSizes(
        MessageCodec.maxPayloadBytes(transport.maxFrameBytes()),
        transport.datagramFrameBytes(),
        parts.maxHelloBytes);
  }

  /** Whether messages wait to be sent, acknowledged, or requested by peers. */
  public boolean hasUnsentMessages() {
    return transport.unsentBytes() > 0 || engine.hasOffers();
  }

  /** See {@link Transport#unsentBytes}. */
  public long unsentBytes() {
    return transport.unsentBytes();
  }

  /** The largest payload that may be published. */
  public int maxPayloadBytes() {
    return services.limits().maxPayloadBytes();
  }

  /** Closes every link and stops. Does nothing when stopped. */
  public void close() {
    guarded(() -> parts.addressSaver.ifPresent(StateSaver::close));
    guarded(peers::closeAll);
    // Spam controls may remember something of each peer that goes down.
    guarded(() -> parts.recordSaver.ifPresent(StateSaver::close));
    if (!stopped) {
      flushAll();
    }
    // Again, since the flush may have failed.
    if (!stopped) {
      stop(new NodeEvent.Stopped(false, "closed"));
    }
  }

  /** Whether the node is closed, or was stopped by a failure. */
  public boolean isStopped() {
    return stopped;
  }

  private void guarded(Runnable action) {
    if (stopped) {
      return;
    }
    try {
      action.run();
      endEvent();
    } catch (Throwable e) {
      failBecauseOf(e);
    }
  }

  private void endEvent() {
    do {
      services.endEvent();
    } while (peers.endEvent());
  }

  /**
   * Asks the engine or a plugin for its state. Like {@link #guarded}, except that a question has no
   * effects to carry out.
   *
   * @param whenStopped the answer of a node that has stopped, maybe because it was asked
   */
  private <T> T ask(Supplier<T> question, T whenStopped) {
    if (stopped) {
      return whenStopped;
    }
    try {
      return question.get();
    } catch (Throwable e) {
      failBecauseOf(e);
      return whenStopped;
    }
  }

  /** Plugin calls are guarded under the plugin's id, so a failure without owner is the engine's. */
  private void failBecauseOf(Throwable thrown) {
    fail(String.valueOf(EngineFailure.attribute(thrown).getMessage()));
  }

  /** Stops after the failure of something that this node needs. */
  public void fail(String reason) {
    if (stopped) {
      return;
    }
    try {
      peers.abandonAll("the node failed");
      transport.flush();
    } catch (RuntimeException e) {
      services.drop(DropReason.GOODBYE_FAILED);
    } catch (OutOfMemoryError e) {
      // The peers notice the silence. The event that this node has stopped must still be emitted.
    }
    stop(new NodeEvent.Stopped(true, reason));
  }

  private void stop(NodeEvent.Stopped event) {
    stopped = true;
    try {
      engine.close();
    } finally {
      services.emit(event);
    }
  }
}
