package dev.gossip.benchmarks;

import com.google.protobuf.ByteString;
import dev.gossip.GossipNode;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import dev.gossip.api.node.PublishOutcome;
import dev.gossip.api.transport.LinkStats;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes at one of six nodes as fast as possible, over loopback, and accounts for every message:
 * accepted or refused, delivered or missing, and how many datagrams the links lost.
 *
 * <pre>
 * java -cp benchmarks.jar dev.gossip.benchmarks.Overload [seconds=10] [bytes=900] [rate=0]
 * </pre>
 *
 * <p>Exits with 1 if a message is missing and no counter explains it, or if the origin dropped a
 * message that it had accepted.
 */
public final class Overload {
  /** Reasons of drops of outgoing data; all other reasons are about incoming data. */
  private static final Set<String> OWN_DROPS =
      Set.of(
          DropReason.EXPIRED.metricName(),
          DropReason.FRAME_TOO_LARGE.metricName(),
          DropReason.LINK_NOT_UP.metricName(),
          DropReason.LINK_QUEUE_FULL.metricName(),
          DropReason.NO_ROOM.metricName(),
          DropReason.NODE_STOPPED.metricName(),
          DropReason.PEER_NOT_UP.metricName(),
          DropReason.SEND_BACKLOG_FULL.metricName(),
          DropReason.SEND_FAILED.metricName());

  private static final int MAX_MESSAGES = 20_000_000;
  // A datagram counts as lost after 2 to 4 s and the next ping.
  private static final long SETTLE_NANOS = 10_000_000_000L;

  private final List<BitSet> delivered = new ArrayList<>();
  private final BitSet accepted = new BitSet();
  private int refused;

  private Overload() {
    for (int i = 0; i < SixGraph.NODES; i++) {
      delivered.add(new BitSet());
    }
  }

  /** Runs the benchmark. */
  public static void main(String[] args) throws Exception {
    int seconds = 10;
    int bytes = 900;
    int rate = 0;
    for (String arg : args) {
      String[] pair = arg.split("=", 2);
      boolean isNumber = pair.length == 2 && pair[1].matches("\\d{1,7}");
      if (isNumber && pair[0].equals("seconds")) {
        seconds = Integer.parseInt(pair[1]);
      } else if (isNumber && pair[0].equals("bytes") && Integer.parseInt(pair[1]) >= 8) {
        bytes = Integer.parseInt(pair[1]);
      } else if (isNumber && pair[0].equals("rate")) {
        rate = Integer.parseInt(pair[1]);
      } else {
        System.err.println(
            "usage: [seconds=10] [bytes=900, at least 8] [rate=0 for no limit], not " + arg);
        System.exit(2);
      }
    }
    boolean explained = new Overload().run(seconds, bytes, rate);
    System.exit(explained ? 0 : 1);
  }

  private boolean run(int seconds, int bytes, int rate) throws Exception {
    try (GossipNetwork network = new GossipNetwork(this::delivered, "none", "noise", "flooding")) {
      publish(network.nodes().get(SixGraph.PUBLISHER), seconds, bytes, rate);
      LockSupport.parkNanos(SETTLE_NANOS);
      return report(network);
    }
  }

  private void delivered(int node, ByteBuffer payload) {
    BitSet numbers = delivered.get(node);
    synchronized (numbers) {
      numbers.set((int) payload.getLong(payload.position()));
    }
  }

  private void publish(GossipNode origin, int seconds, int bytes, int rate) {
    long began = System.nanoTime();
    long end = began + seconds * 1_000_000_000L;
    int number = 0;
    while (number < MAX_MESSAGES && System.nanoTime() - end < 0) {
      byte[] payload = new byte[bytes];
      ByteBuffer.wrap(payload).putLong(number);
      PublishOutcome outcome = origin.publish("main", ByteString.copyFrom(payload));
      if (outcome instanceof PublishOutcome.Accepted) {
        accepted.set(number++);
      } else {
        refused++;
      }
      if (rate > 0) {
        long due = began + number * 1_000_000_000L / rate;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
      }
    }
  }

  private boolean report(GossipNetwork network) {
    List<GossipNode> nodes = network.nodes();
    SortedMap<String, Long> atOrigin = drops(nodes.get(SixGraph.PUBLISHER));
    System.out.printf(
        Locale.ROOT,
        "java %s: accepted %d, refused %d, dropped by the origin %s%n",
        Runtime.version(),
        accepted.cardinality(),
        refused,
        atOrigin);
    boolean explained = atOrigin.keySet().stream().noneMatch(OWN_DROPS::contains);
    for (int node = 0; node < nodes.size(); node++) {
      if (node != SixGraph.PUBLISHER) {
        System.out.printf(
            Locale.ROOT,
            "node %d: delivered %d, missing %d, datagrams lost %d, dropped %s%n",
            node,
            deliveredAt(node).cardinality(),
            missing(accepted, node),
            nodes.get(node).metrics().get(Metric.DATAGRAMS_LOST),
            drops(nodes.get(node)));
      }
      explained &= reportLinks(network, node);
    }
    System.out.println(
        explained
            ? "every missing message was lost on a lossy link from a peer that had it, or while"
                + " that link was down"
            : "NOT EXPLAINED: see the figures above");
    return explained;
  }

  private boolean reportLinks(GossipNetwork network, int node) {
    List<GossipNode> nodes = network.nodes();
    boolean explained = true;
    Map<PeerId, LinkStats> stats = nodes.get(node).linkStats();
    for (int peer : SixGraph.PEERS[node]) {
      LinkStats link = stats.getOrDefault(nodes.get(peer).id(), LinkStats.NONE);
      long missed =
          node == SixGraph.PUBLISHER
              ? 0
              : missing(peer == SixGraph.PUBLISHER ? accepted : deliveredAt(peer), node);
      boolean wentDown = network.wentDown(node, peer) || network.wentDown(peer, node);
      System.out.printf(
          Locale.ROOT,
          "  from %d: lost %d of %d datagrams%s; %d messages that %d has are missing%n",
          peer,
          link.datagramsLost(),
          link.datagramsExpected(),
          wentDown ? " since the link came up again" : "",
          missed,
          peer);
      explained &= missed == 0 || link.datagramsLost() > 0 || wentDown;
    }
    return explained;
  }

  /** A copy of the numbers of the messages that a node has delivered. */
  private BitSet deliveredAt(int node) {
    BitSet numbers = delivered.get(node);
    synchronized (numbers) {
      return (BitSet) numbers.clone();
    }
  }

  /** How many of these messages a node has not delivered. */
  private int missing(BitSet messages, int node) {
    BitSet missing = (BitSet) messages.clone();
    missing.andNot(deliveredAt(node));
    return missing.cardinality();
  }

  private static SortedMap<String, Long> drops(GossipNode node) {
    SortedMap<String, Long> drops = new TreeMap<>(node.metrics().asMap());
    drops.keySet().removeIf(name -> !name.startsWith("dropped."));
    return drops;
  }
}
