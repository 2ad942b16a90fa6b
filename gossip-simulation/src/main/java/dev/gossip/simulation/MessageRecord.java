package dev.gossip.simulation;

import dev.gossip.api.MessageId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The way of one message through a network. Grows while the network runs. */
public final class MessageRecord {
  private static final long NEVER = Long.MIN_VALUE;

  private final MessageId id;
  private final int origin;
  private final long publishedNanos;
  private final long[] deliveredNanos;
  private final int[] parents;
  private final int[] hops;
  // The nodes that delivered it, in order; filled as far as there are deliveries.
  private final int[] order;
  // Deliveries by nodes that had started anew and forgotten: node to incarnation. Never iterated.
  private final Map<Integer, Integer> afterRestart = new HashMap<>(0);
  private int deliveries;
  private final List<Observation> sightings = new ArrayList<>();
  private final BitSet sighted = new BitSet();

  /**
   * A message that has got nowhere yet.
   *
   * @param publishedNanos since the network started
   * @param nodes how many there are in the network
   */
  public MessageRecord(MessageId id, int origin, long publishedNanos, int nodes) {
    this.id = id;
    this.origin = origin;
    this.publishedNanos = publishedNanos;
    this.deliveredNanos = new long[nodes];
    Arrays.fill(deliveredNanos, NEVER);
    this.parents = new int[nodes];
    this.hops = new int[nodes];
    this.order = new int[nodes];
  }

  /**
   * Notes that a node delivered it.
   *
   * @param incarnation how often the node was started again
   * @param parent the node that brought it
   * @param timeNanos since the network started
   * @return false if this start of the node has delivered it before
   */
  public boolean delivered(int node, int incarnation, int parent, long timeNanos) {
    boolean again =
        incarnation == 0
            ? node == origin || deliveredNanos[node] != NEVER
            : afterRestart.getOrDefault(node, 0) == incarnation;
    if (incarnation > 0) {
      afterRestart.put(node, incarnation);
    }
    if (deliveredNanos[node] == NEVER && node != origin) {
      deliveredNanos[node] = timeNanos;
      parents[node] = parent;
      hops[node] = parent < 0 ? 1 : hops[parent] + 1;
      order[deliveries++] = node;
    }
    return !again;
  }

  /** Its id. */
  public MessageId id() {
    return id;
  }

  /** The node that published it. */
  public int origin() {
    return origin;
  }

  /** When it was published, since the network started; in virtual time, if that is its time. */
  public long publishedNanos() {
    return publishedNanos;
  }

  /** Whether a node has had it; its origin has. */
  public boolean reached(int node) {
    return node == origin || deliveredNanos[node] != NEVER;
  }

  /** How many nodes delivered it; its origin does not count. */
  public int deliveries() {
    return deliveries;
  }

  /** How long it took to a node; empty if it did not get there or began there. */
  public Optional<Duration> latency(int node) {
    return deliveredNanos[node] == NEVER
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(deliveredNanos[node] - publishedNanos));
  }

  /**
   * How long it took until a share of the network's nodes had it, its origin included; empty if it
   * never got that far.
   *
   * @param share above 0, up to 1
   */
  public Optional<Duration> timeToReach(double share) {
    int needed = (int) Math.ceil(share * deliveredNanos.length - 1e-9) - 1;
    if (needed > deliveries) {
      return Optional.empty();
    }
    return Optional.of(
        needed <= 0 ? Duration.ZERO : Duration.ofNanos(sortedLatenciesNanos()[needed - 1]));
  }

  /**
   * Who let whom know of it, in order of time: for every node but its origin the first, and for
   * each link to a supernode's identity the first. Empty if the network was not simulated.
   */
  public List<Observation> sightings() {
    return Collections.unmodifiableList(sightings);
  }

  /** Notes it if it is the first; the identities of a supernode come behind the nodes. */
  void sighted(Observation sighting) {
    int nodes = deliveredNanos.length;
    int watcher = sighting.watcher();
    int key = watcher < nodes ? watcher : nodes + (watcher - nodes) * nodes + sighting.from();
    if (watcher != origin && !sighted.get(key)) {
      sighted.set(key);
      sightings.add(sighting);
    }
  }

  /** Latencies of all deliveries, the shortest first. */
  long[] sortedLatenciesNanos() {
    return Arrays.stream(deliveredNanos)
        .filter(time -> time != NEVER)
        .map(time -> time - publishedNanos)
        .sorted()
        .toArray();
  }

  /**
   * The nodes that brought it to this one, from the origin to itself; empty if it did not get
   * there.
   */
  public List<Integer> path(int node) {
    List<Integer> path = new ArrayList<>();
    BitSet visited = new BitSet();
    int at = node;
    while (reached(at) && !visited.get(at)) {
      visited.set(at);
      path.add(at);
      if (at == origin) {
        Collections.reverse(path);
        return path;
      }
      at = parents[at];
      if (at < 0) {
        return List.of();
      }
    }
    // Only where a node started anew and heard it back from its own children.
    return List.of();
  }

  /** How many hops it took to the node that it reached on the longest way. */
  public int lastDeliveryHop() {
    return Arrays.stream(hops).max().orElse(0);
  }

  /**
   * What happened to it last, a line each: for messages of failed tests.
   *
   * @param count how many lines at most
   */
  public List<String> lastEvents(int count) {
    List<String> lines = new ArrayList<>();
    lines.add(at(publishedNanos) + " published at node " + origin);
    Arrays.stream(order, 0, deliveries)
        .forEach(
            node ->
                lines.add(
                    at(deliveredNanos[node])
                        + " delivered at node "
                        + node
                        + ", from node "
                        + parents[node]));
    return List.copyOf(lines.subList(Math.max(0, lines.size() - count), lines.size()));
  }

  private static String at(long timeNanos) {
    return timeNanos / 1_000 + " us";
  }
}
