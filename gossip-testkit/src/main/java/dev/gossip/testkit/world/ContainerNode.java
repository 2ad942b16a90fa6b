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
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** One node of a cluster, through all its lives. */
final class ContainerNode implements RealNode {
  private final int index;
  private final GossipContainer container;
  private final ToIntFunction<PeerId> indexOf;
  private boolean processRuns = true;
  private boolean paused;
  private @Nullable ControlClient control;
  private @Nullable PeerId id;
  private @Nullable CompletableFuture<?> following;

  // What its events told, so far as they were worked off. By id: whose it is may be known later.
  private final TreeSet<PeerId> up = new TreeSet<>();
  private final Map<String, PeerId> addresses = new HashMap<>();
  private int incarnation;
  private long deliveries;

  /**
   * @param indexOf which node has an identity; -1 if that is not known
   */
  ContainerNode(int index, GossipContainer container, ToIntFunction<PeerId> indexOf) {
    this.index = index;
    this.container = container;
    this.indexOf = indexOf;
  }

  GossipContainer container() {
    return container;
  }

  // ---- its lives -----------------------------------------------------------------------------

  /** Whether there is a process that can be given rules. */
  boolean takesRules() {
    return processRuns && !paused;
  }

  void startsAgain() {
    processRuns = true;
  }

  boolean isPaused() {
    return paused;
  }

  void pause(boolean value) {
    paused = value;
  }

  /**
   * Begins to follow it. Its container has started.
   *
   * @param ended is called when there is nothing to follow any more
   */
  void follow(Consumer<ControlEvent> events, Runnable ended) throws IOException {
    ControlClient client = container.control();
    id = client.health().id();
    CompletableFuture<?> begun = client.follow(events);
    CompletableFuture<?> unused = begun.whenComplete((end, why) -> ended.run());
    following = begun;
    control = client;
  }

  /** It is about to go, and may tell so. */
  void ending() {
    control = null;
    processRuns = false;
  }

  /** Whether it is gone and all that it told is here. */
  boolean hasEnded() {
    return following == null || following.isDone();
  }

  /** Stops following it, whatever it may still tell. */
  void unfollow() {
    control = null;
    if (following != null) {
      following.cancel(true);
      following = null;
    }
  }

  /** What it knew is gone. */
  void forget() {
    up.clear();
    addresses.clear();
    deliveries = 0;
    incarnation++;
  }

  // ---- while it runs -------------------------------------------------------------------------

  MessageId publish(String topic, ByteString payload) throws IOException {
    return running().publish(topic, payload);
  }

  @Override
  public boolean isUp() {
    return control != null;
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
    try {
      return running().metrics();
    } catch (IOException e) {
      throw new UncheckedIOException("node " + index + " does not answer", e);
    }
  }

  @Override
  public int incarnation() {
    return incarnation;
  }

  // ---- what its events told ------------------------------------------------------------------

  void peerUp(PeerId peer, String address) {
    up.add(peer);
    addresses.put(address, peer);
  }

  void peerDown(PeerId peer) {
    up.remove(peer);
  }

  @Override
  public SortedMap<Integer, PeerId> neighboursUp() {
    SortedMap<Integer, PeerId> neighbours = new TreeMap<>();
    up.forEach(peer -> neighbours.put(indexOf.applyAsInt(peer), peer));
    return neighbours;
  }

  /** The index of the neighbour at an address; -1 if that is not known. */
  int neighbourAt(String address) {
    PeerId peer = addresses.get(address);
    return peer == null ? -1 : indexOf.applyAsInt(peer);
  }

  void countDelivery() {
    deliveries++;
  }

  @Override
  public long deliveries() {
    return deliveries;
  }
}
