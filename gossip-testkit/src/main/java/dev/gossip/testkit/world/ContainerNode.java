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
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One node of a cluster, through all its lives. */
final class ContainerNode implements RealNode {
  private final int index;
  private final GossipContainer container;
  private @Nullable ControlClient control;
  private @Nullable PeerId id;
  private @Nullable CompletableFuture<?> following;

  // What its events told, so far as they were worked off.
  private final SortedMap<Integer, PeerId> neighboursUp = new TreeMap<>();
  private final Map<String, Integer> neighboursAt = new HashMap<>();
  private int incarnation;
  private long deliveries;

  ContainerNode(int index, GossipContainer container) {
    this.index = index;
    this.container = container;
  }

  GossipContainer container() {
    return container;
  }

  /** Begins to follow it. Its container has started. */
  void follow(Consumer<ControlEvent> events) throws IOException {
    ControlClient client = container.control();
    id = client.health().id();
    following = client.follow(events);
    control = client;
  }

  /** It is about to go, and may tell so. */
  void ending() {
    control = null;
  }

  /** Whether it is gone and all that it told is here. */
  boolean hasEnded() {
    return following == null || following.isDone();
  }

  /** Stops following it, whatever it may still tell. */
  void unfollow() {
    if (following != null) {
      following.cancel(true);
      following = null;
    }
  }

  /** What it knew is gone. */
  void forget() {
    neighboursUp.clear();
    neighboursAt.clear();
    deliveries = 0;
    incarnation++;
  }

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

  @Override
  public SortedMap<Integer, PeerId> neighboursUp() {
    return neighboursUp;
  }

  /** Which neighbour an address stands for. */
  Map<String, Integer> neighboursAt() {
    return neighboursAt;
  }

  void countDelivery() {
    deliveries++;
  }

  @Override
  public long deliveries() {
    return deliveries;
  }
}
