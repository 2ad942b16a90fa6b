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

/**
 * The propagation of one message through a network. Grows while the network runs. Times are in
 * nanoseconds since the network started.
 */
public final class MessageRecord {
  private static final long NEVER = Long.MIN_VALUE;

  private final MessageId id;
  private final int origin;
  private final long publishedNanos;
  private final long[] deliveredNanos;
  private final int[] parents;
  // The nodes that delivered it, in order; the first `deliveries` entries are valid.
  private final int[] order;
  // The last delivery of each restarted node: node to incarnation. Never iterated.
  private final Map<Integer, Integer> afterRestart = new HashMap<>(0);
  private int deliveries;
  private final List<Observation> observations = new ArrayList<>();
  private final BitSet observed = new BitSet();

  MessageRecord(MessageId id, int origin, long publishedNanos, int nodes) {
    this.id = id;
    this.origin = origin;
    this.publishedNanos = publishedNanos;
    this.deliveredNanos = new long[nodes];
    Arrays.fill(deliveredNanos, NEVER);
    this.parents = new int[nodes];
    this.order = new int[nodes];
  }

  /**
   * Writes one record. Only the world in which the message spreads has it; others can only read.
   */
  public static final class Writer {
    private final MessageRecord record;

    /**
     * Creates the record of a message that no node has delivered yet.
     *
     * @param publishedNanos since the network started
     * @param nodes how many nodes the network has
     */
    public Writer(MessageId id, int origin, long publishedNanos, int nodes) {
      record = new MessageRecord(id, origin, publishedNanos, nodes);
    }

    /** The record, which grows with every delivery. */
    public MessageRecord record() {
      return record;
    }

    /**
     * Records a delivery.
     *
     * @param incarnation how often the node was restarted
     * @param parent the node from which it received the message; negative if unknown
     * @param timeNanos since the network started
     * @return false if the node has already delivered it since its last restart
     */
    public boolean delivered(int node, int incarnation, int parent, long timeNanos) {
      return record.delivered(node, incarnation, parent, timeNanos);
    }
  }

  boolean delivered(int node, int incarnation, int parent, long timeNanos) {
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

  /** When it was published, since the network started; virtual time in a simulated network. */
  public long publishedNanos() {
    return publishedNanos;
  }

  /** Whether a node is its origin or has delivered it. */
  public boolean reached(int node) {
    return node == origin || deliveredNanos[node] != NEVER;
  }

  /** How many nodes delivered it, not counting its origin. */
  public int deliveries() {
    return deliveries;
  }

  /** The time from publication to a node's delivery; empty for the origin and if it is missing. */
  public Optional<Duration> latency(int node) {
    return deliveredNanos[node] == NEVER
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(deliveredNanos[node] - publishedNanos));
  }

  /**
   * The time from publication until a share of all nodes had the message, origin included; empty if
   * that share was never reached.
   *
   * @param share above 0, at most 1
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
   * Which node revealed the message to which node, in order of time. Contains the first observation
   * at each node except the origin, and the first on each link of a supernode. Empty unless the
   * network is a simulated one and {@linkplain Simulation#observing observes}.
   */
  public List<Observation> observations() {
    return Collections.unmodifiableList(observations);
  }

  /** Records an observation if it is the first at its node or on its supernode link. */
  void observed(Observation observation) {
    int nodes = deliveredNanos.length;
    int watcher = observation.watcher();
    int key = watcher < nodes ? watcher : nodes + (watcher - nodes) * nodes + observation.from();
    if (watcher != origin && !observed.get(key)) {
      observed.set(key);
      observations.add(observation);
    }
  }

  /** Latencies of all deliveries in nanoseconds, the shortest first. */
  public long[] sortedLatenciesNanos() {
    return Arrays.stream(deliveredNanos)
        .filter(time -> time != NEVER)
        .map(time -> time - publishedNanos)
        .sorted()
        .toArray();
  }

  /**
   * The nodes through which the message reached this one, from the origin to the node itself; empty
   * if it was not reached or the path is unknown.
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
    // A loop. Possible only if a node was restarted and received the message from its own children.
    return List.of();
  }

  /** From which node a node received it; -1 if that is unknown, and for the origin. */
  public int parent(int node) {
    return deliveredNanos[node] == NEVER || parents[node] < 0 ? -1 : parents[node];
  }

  /** How many hops it took to a node; 0 for the origin, and if it is missing. */
  public int hops(int node) {
    return countHops(node, new int[parents.length]);
  }

  /** The last delivery hop: the largest number of hops on the path to any node. */
  public int lastDeliveryHop() {
    int[] counted = new int[parents.length];
    return Arrays.stream(order, 0, deliveries)
        .map(node -> countHops(node, counted))
        .max()
        .orElse(0);
  }

  /**
   * Counts the hops to a node. Only whole paths are counted, since a node may deliver the message,
   * or report it, before its parent does. A loop, which only a restarted node can close, counts
   * once.
   *
   * @param counted the hops to nodes that were counted before, 0 for others; gains those on the way
   */
  private int countHops(int node, int[] counted) {
    int more = 0;
    int at = node;
    while (at >= 0 && deliveredNanos[at] != NEVER && counted[at] == 0) {
      more++;
      // Where it is on this path, until its hops are known.
      counted[at] = -more;
      at = parents[at];
    }
    int known = at < 0 ? 0 : counted[at];
    int inLoop = known < 0 ? more + 1 + known : 0;
    int hops = more + Math.max(0, known);
    at = node;
    for (int i = 0; i < more; i++) {
      counted[at] = Math.max(hops - i, inLoop);
      at = parents[at];
    }
    return hops;
  }

  /**
   * Its latest events as text, one per line, for messages of failed tests.
   *
   * @param count the maximum number of lines
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
