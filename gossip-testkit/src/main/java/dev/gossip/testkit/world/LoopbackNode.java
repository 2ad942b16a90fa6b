package dev.gossip.testkit.world;

import dev.gossip.GossipNode;
import dev.gossip.GossipNodeBuilder;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One real node of a loopback world, across all its restarts. */
final class LoopbackNode implements RealNode {
  private static final PeerAddress ANY_PORT = new PeerAddress("127.0.0.1", 0);

  private final int index;
  private final LoopbackComposition composition;
  private final List<PeerAddress> peersToDial = new ArrayList<>();
  private final PeerAddress address;

  /** The driver of the node that runs or is about to start. */
  private @Nullable LoopbackDriver driver;

  private @Nullable GossipNode gossip;
  private @Nullable DatagramSocket placeholder;

  // State from the events processed so far.
  private final SortedMap<Integer, PeerId> connectedPeers = new TreeMap<>();
  private int incarnation;
  private long deliveries;

  /** Binds the socket. {@link #start} starts the node. */
  LoopbackNode(int index, LoopbackComposition composition) throws IOException {
    this.index = index;
    this.composition = composition;
    LoopbackDriver bound = composition.open(ANY_PORT);
    this.driver = bound;
    this.address = bound.localAddress();
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
    GossipNodeBuilder builder = composition.builder(bound).onEvent(events);
    peersToDial.forEach(peer -> builder.peer(peer.toString()));
    gossip = builder.start();
  }

  @Override
  public boolean isUp() {
    return gossip != null && !gossip.stopped().isDone();
  }

  @Override
  public PeerId id() {
    return running().id();
  }

  @Override
  public SortedMap<String, Long> metrics() {
    return running().metrics().asMap();
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
    GossipNode ending = running();
    // The answer comes from a later turn of its loop than everything it was asked to send before.
    ending.linkStats();
    if (driver != null) {
      driver.silence();
    }
    ending.close();
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

  void countDelivery() {
    deliveries++;
  }

  @Override
  public long deliveries() {
    return deliveries;
  }
}
