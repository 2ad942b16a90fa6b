package dev.gossip.testkit.world;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import dev.gossip.testkit.container.ControlClient;
import dev.gossip.testkit.container.ControlEvent;
import dev.gossip.testkit.container.GossipContainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** One node of a cluster, across all its restarts. */
final class ContainerNode implements RealNode {
  private final int index;
  private final GossipContainer container;
  private final Outside outside;
  private final ToIntFunction<PeerId> indexOf;
  private boolean processRunning = true;
  // While it is paused, its counters of then.
  private @Nullable SortedMap<String, Long> pausedMetrics;
  private @Nullable ControlClient control;
  private @Nullable PeerId id;
  private @Nullable CompletableFuture<?> eventStream;

  // State from the events processed so far. Keyed by id: the index of an id may be known later.
  private final TreeSet<PeerId> up = new TreeSet<>();
  private final Map<String, PeerId> addresses = new HashMap<>();
  private int incarnation;
  private long deliveries;

  /**
   * @param indexOf the index of the node with an identity; -1 if it is not known
   */
  ContainerNode(int index, GossipContainer container, ToIntFunction<PeerId> indexOf) {
    this(index, container, Outside.of(container), indexOf);
  }

  /**
   * @param outside in place of that of the container, for what is not in a container
   */
  ContainerNode(
      int index, GossipContainer container, Outside outside, ToIntFunction<PeerId> indexOf) {
    this.index = index;
    this.container = container;
    this.outside = outside;
    this.indexOf = indexOf;
  }

  /** What the process of a node shows to the outside. */
  interface Outside {
    /** A client for the present control port. */
    ControlClient control();

    /** The lines that the process has written. */
    List<String> log();

    /** That of a container. */
    static Outside of(GossipContainer container) {
      return new Outside() {
        @Override
        public ControlClient control() {
          return container.control();
        }

        @Override
        public List<String> log() {
          return container.getContainerId() == null
              ? List.of()
              : container.getLogs().lines().toList();
        }
      };
    }
  }

  /** The name of a node in the Docker network, and of its log. */
  static String alias(int index) {
    return "node-" + index;
  }

  GossipContainer container() {
    return container;
  }

  // ---- lifecycle -----------------------------------------------------------------------------

  /** Whether the process is running and not paused, so that fault rules can be applied. */
  boolean acceptsRules() {
    return processRunning && !isPaused();
  }

  void markRestarted() {
    processRunning = true;
  }

  @Override
  public boolean isPaused() {
    return pausedMetrics != null;
  }

  /** Whether the process runs, even if it is paused. */
  boolean isRunning() {
    return control != null;
  }

  /**
   * Marks the node as paused: it does not answer until it is resumed.
   *
   * @param last its counters
   */
  void markPaused(SortedMap<String, Long> last) {
    pausedMetrics = last;
  }

  void markResumed() {
    pausedMetrics = null;
  }

  /**
   * Starts to follow the events of the node, whose container has started.
   *
   * @param ended called when the event stream ends
   */
  void follow(Consumer<ControlEvent> events, Runnable ended) throws IOException {
    ControlClient client = outside.control();
    id = client.health().id();
    CompletableFuture<?> stream = client.follow(events);
    CompletableFuture<?> unused = stream.whenComplete((end, why) -> ended.run());
    eventStream = stream;
    control = client;
  }

  /** Marks the node as down before it ends. It may still send events. */
  void markEnding() {
    control = null;
    processRunning = false;
  }

  /** Whether the event stream has ended, so that all events have been received. */
  boolean hasEnded() {
    return eventStream == null || eventStream.isDone();
  }

  /** Stops following the events, even if there are more. */
  void unfollow() {
    control = null;
    if (eventStream != null) {
      eventStream.cancel(true);
      eventStream = null;
    }
  }

  /** Clears the state of a process that has ended. */
  void reset() {
    up.clear();
    addresses.clear();
    deliveries = 0;
    incarnation++;
  }

  // ---- requests to the running node ----------------------------------------------------------

  MessageId publish(String topic, ByteString payload) throws IOException {
    return running().publish(topic, payload);
  }

  @Override
  public boolean isUp() {
    return control != null && !isPaused();
  }

  private ControlClient running() {
    if (control == null) {
      throw new IllegalStateException("node " + index + " is down");
    }
    return control;
  }

  @Override
  public PeerId id() {
    if (id == null) {
      throw new IllegalStateException("node " + index + " has not started");
    }
    return id;
  }

  @Override
  public SortedMap<String, Long> metrics() {
    SortedMap<String, Long> last = pausedMetrics;
    if (last != null) {
      return last;
    }
    try {
      ControlClient control = running();
      // Metrics alone do not wait for the node's thread.
      control.peers();
      return control.metrics();
    } catch (IOException e) {
      throw new UncheckedIOException("node " + index + " does not answer", e);
    }
  }

  @Override
  public int incarnation() {
    return incarnation;
  }

  // ---- state from its events -----------------------------------------------------------------

  void peerUp(PeerId peer, String address) {
    up.add(peer);
    addresses.put(address, peer);
  }

  void peerMoved(PeerId peer, String address) {
    addresses.put(address, peer);
  }

  void peerDown(PeerId peer) {
    up.remove(peer);
  }

  @Override
  public SortedMap<Integer, PeerId> connectedPeers() {
    SortedMap<Integer, PeerId> peers = new TreeMap<>();
    up.forEach(peer -> peers.put(indexOf.applyAsInt(peer), peer));
    return peers;
  }

  /** The index of the peer at an address; -1 if it is not known. */
  int peerAt(String address) {
    PeerId peer = addresses.get(address);
    return peer == null ? -1 : indexOf.applyAsInt(peer);
  }

  @Override
  public List<String> log() {
    return outside.log();
  }

  void countDelivery() {
    deliveries++;
  }

  @Override
  public long deliveries() {
    return deliveries;
  }
}
