package dev.gossip.testkit.world;

import dev.gossip.GossipNode;
import dev.gossip.GossipNodeBuilder;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One real node of a loopback world, across all its restarts. */
final class LoopbackNode implements RealNode {
  private static final PeerAddress ANY_PORT = new PeerAddress("127.0.0.1", 0);

  /** Far longer than a node needs for what it is doing when it is paused. */
  private static final long PAUSE_LIMIT_SECONDS = 60;

  private final int index;
  private final LoopbackComposition composition;
  private final LoopbackWire wire;
  private final List<PeerAddress> peersToDial = new ArrayList<>();
  private final PeerAddress address;

  /** The driver of the node that runs or is about to start. */
  private @Nullable LoopbackDriver driver;

  private @Nullable GossipNode gossip;
  private @Nullable DatagramSocket placeholder;
  private @Nullable CountDownLatch paused;
  private volatile long clockErrorMillis;

  // State from the events processed so far.
  private final SortedMap<Integer, PeerId> connectedPeers = new TreeMap<>();
  private int incarnation;
  private long deliveries;

  /** Binds the socket. {@link #start} starts the node. */
  LoopbackNode(int index, LoopbackComposition composition, LoopbackWire wire) throws IOException {
    this.index = index;
    this.composition = composition;
    this.wire = wire;
    LoopbackDriver bound = composition.open(ANY_PORT);
    this.driver = bound;
    this.address = bound.localAddress();
  }

  int index() {
    return index;
  }

  LoopbackWire wire() {
    return wire;
  }

  PeerAddress address() {
    return address;
  }

  /** Adds a node to dial. */
  void addPeer(LoopbackNode other) {
    peersToDial.add(other.address);
  }

  void start(Consumer<NodeEvent> events) throws IOException {
    LoopbackDriver bound = driver == null ? composition.open(address) : driver;
    driver = bound;
    bound.usedBy(this);
    GossipNodeBuilder builder = composition.builder(bound).onEvent(events);
    peersToDial.forEach(peer -> builder.peer(peer.toString()));
    gossip = builder.start();
  }

  @Override
  public boolean isUp() {
    return gossip != null && !gossip.stopped().isDone() && paused == null;
  }

  @Override
  public boolean isPaused() {
    return paused != null;
  }

  @Override
  public PeerId id() {
    return running().id();
  }

  @Override
  public SortedMap<String, Long> metrics() {
    GossipNode node = running();
    if (paused == null) {
      // Metrics alone do not wait for the node's thread.
      node.linkStats();
    }
    return node.metrics().asMap();
  }

  GossipNode running() {
    if (gossip == null) {
      throw new IllegalStateException("node " + index + " is down");
    }
    return gossip;
  }

  /**
   * Ends the node and returns its last metrics. What it sent before has left the node, and all its
   * events have been enqueued.
   */
  SortedMap<String, Long> crash() {
    return end("crash", true);
  }

  /** Ends the node in good order: it closes its links first. */
  SortedMap<String, Long> stop() {
    return end("stop", false);
  }

  private SortedMap<String, Long> end(String fault, boolean silently) {
    GossipNode ending = running();
    if (paused != null) {
      resume();
    }
    wire.expect(fault + " of node " + index);
    // The answer comes from a later turn of its loop than everything it was asked to send before.
    ending.linkStats();
    if (driver != null && silently) {
      driver.silence();
    }
    ending.close();
    if (ending.stopped().isDone()) {
      wire.hit(fault + " of node " + index);
    }
    SortedMap<String, Long> last = new TreeMap<>(ending.metrics().asMap());
    gossip = null;
    driver = null;
    try {
      placeholder = new DatagramSocket(new InetSocketAddress(address.host(), address.port()));
    } catch (IOException e) {
      throw lostPort(e);
    }
    return last;
  }

  /** Stops the thread of the node until {@link #resume}; returns when it has stopped. */
  void pause() {
    LoopbackDriver running = driver;
    if (!isUp() || running == null) {
      throw new IllegalStateException("node " + index + " is not up");
    }
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    String fault = "pause of node " + index;
    wire.expect(fault);
    running.execute(
        () -> {
          wire.hit(fault);
          reached.countDown();
          stayUntil(end);
        });
    awaitReached(reached);
    paused = end;
  }

  /** Lets the thread of the node continue. */
  void resume() {
    if (paused == null) {
      throw new IllegalStateException("node " + index + " is not paused");
    }
    paused.countDown();
    paused = null;
  }

  private void awaitReached(CountDownLatch reached) {
    try {
      if (!reached.await(PAUSE_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "node " + index + " did not pause within " + PAUSE_LIMIT_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while pausing node " + index, e);
    }
  }

  private static void stayUntil(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      // Its driver ends the thread.
      Thread.currentThread().interrupt();
    }
  }

  /** Sets the error of its wall clock, which it keeps across restarts. */
  void skewClock(Duration offset) {
    clockErrorMillis = offset.toMillis();
  }

  boolean hasWrongClock() {
    return clockErrorMillis != 0;
  }

  /** The error of the wall clock, for a reading of it. Any thread. */
  long readClockError() {
    long error = clockErrorMillis;
    if (error != 0) {
      wire.hit("wrong clock of node " + index);
    }
    return error;
  }

  /** Clears the state of a node that has ended. Call it after its events have been processed. */
  void reset() {
    connectedPeers.clear();
    deliveries = 0;
  }

  void restart(Consumer<NodeEvent> events) {
    if (gossip != null) {
      throw new IllegalStateException("node " + index + " is not down; crash it first");
    }
    incarnation++;
    releasePort();
    try {
      start(events);
    } catch (IOException e) {
      throw lostPort(e);
    }
  }

  private IllegalStateException lostPort(IOException e) {
    return new IllegalStateException(
        "another process took the port of node " + index + " while it was down; run the test again",
        e);
  }

  private void releasePort() {
    if (placeholder != null) {
      placeholder.close();
      placeholder = null;
    }
  }

  void close() {
    releasePort();
    if (paused != null) {
      resume();
    }
    if (gossip != null) {
      gossip.close();
    } else if (driver != null) {
      driver.discard();
    }
  }

  // ---- state from its events -----------------------------------------------------------------

  @Override
  public SortedMap<Integer, PeerId> connectedPeers() {
    return connectedPeers;
  }

  @Override
  public int incarnation() {
    return incarnation;
  }

  @Override
  public List<String> log() {
    return List.of();
  }

  void countDelivery() {
    deliveries++;
  }

  @Override
  public long deliveries() {
    return deliveries;
  }
}
