package dev.gossip.it;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.FaultCount;
import dev.gossip.testkit.container.GossipContainer;
import dev.gossip.testkit.container.RequiresDocker;
import dev.gossip.testkit.world.GossipCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Networks with partitions, slow links, paused nodes, restarts and wrong clocks. */
@RequiresDocker
@Timeout(value = 300, threadMode = SEPARATE_THREAD)
class OutagesIT {
  /** As many as a plan has by default. */
  private static final int NODES = 6;

  private static final NetworkPlan PAIR =
      NetworkPlan.seeded(1).nodes(2).topology(Topologies.line()).build();

  private static final Duration PUBLISH_INTERVAL = Duration.ofMillis(100);
  private static final Map<String, String> QUICK_START =
      Map.of("GOSSIP_JAVA_OPTS", "-XX:TieredStopAtLevel=1");

  private static GossipCluster six() {
    return quick(NetworkPlan.seeded(1).build()).start();
  }

  /**
   * Nodes that start with less work of the compiler. A peer that is away for less than six seconds
   * is linked again at once, one that is away for longer only after the pause of its dialers, which
   * takes half a minute. On a busy machine the restart of a node takes about six seconds.
   */
  private static GossipCluster.Builder quick(NetworkPlan plan) {
    GossipCluster.Builder cluster = GossipCluster.of(plan);
    for (int node = 0; node < NODES; node++) {
      cluster.node(node, container -> container.withEnv(QUICK_START));
    }
    return cluster;
  }

  @Test
  void networkRecoversFromAPartitionOfTwentySeconds() {
    try (GossipCluster cluster = six()) {
      long startNanos = System.nanoTime();
      cluster.partition(node -> node < 3);
      cluster.await(
          () -> "all links between the halves to be down",
          () ->
              IntStream.range(0, 6)
                  .allMatch(
                      node ->
                          cluster.linksOf(node).stream()
                              .allMatch(other -> (other < 3) == (node < 3))));
      MessageId inside = cluster.publish(0, "for one half");
      cluster.await(
          () -> "twenty seconds to pass",
          () -> System.nanoTime() - startNanos >= Duration.ofSeconds(20).toNanos());
      assertThat(cluster).message(inside).reached(0, 1, 2).didNotReach(3, 4, 5);

      cluster.heal();
      cluster.awaitLinks();
      for (int node = 0; node < 6; node++) {
        cluster.awaitEverywhere(cluster.publish(node, "for all, from " + node));
      }
    }
  }

  /** The nodes reachable over links that are up, without one node. */
  private static SortedSet<Integer> connectedWithout(int absent, GossipCluster cluster, int from) {
    SortedSet<Integer> found = new TreeSet<>(List.of(from));
    for (int round = 0; round < cluster.nodes(); round++) {
      List.copyOf(found).forEach(node -> found.addAll(cluster.linksOf(node)));
      found.remove(absent);
    }
    return found;
  }

  @Test
  void linkGoesDownIfOneDirectionFails() {
    NetworkPlan plan = NetworkPlan.seeded(1).nodes(NODES).topology("ring").build();
    try (GossipCluster cluster = quick(plan).start()) {
      cluster.cut(0, 1);
      cluster.await(
          () -> "both ends to close the link",
          () -> !cluster.linksOf(0).contains(1) && !cluster.linksOf(1).contains(0));
      cluster.awaitEverywhere(cluster.publish(0, "on another path"));

      cluster.heal();
      cluster.awaitLinks();
    }
  }

  @Test
  void rollingRestartLosesNoMessageAndDeliversNoneTwice() {
    // With a data directory, the cluster itself fails the test on a second delivery.
    NetworkPlan plan = NetworkPlan.seeded(1).set("gossip.data-dir", "/var/lib/gossip/seen").build();
    try (GossipCluster cluster = quick(plan).start()) {
      cluster.publishSteadily(0, PUBLISH_INTERVAL);
      for (int node = 1; node < 6; node++) {
        restartWhilePublishing(cluster, node, 0);
      }
      cluster.publishSteadily(2, PUBLISH_INTERVAL);
      restartWhilePublishing(cluster, 0, 2);
      cluster.stopPublishing();
      cluster.awaitQuiet();
    }
  }

  /** Nodes that stay connected to the publisher during the restart must receive all messages. */
  private static void restartWhilePublishing(GossipCluster cluster, int node, int publisher) {
    int before = cluster.messages().size();
    cluster.stop(node);
    cluster.await(
        () -> "all nodes to notice that node " + node + " left",
        () -> IntStream.range(0, 6).noneMatch(other -> cluster.linksOf(other).contains(node)));
    SortedSet<Integer> connected = connectedWithout(node, cluster, publisher);
    cluster.restart(node);
    List<MessageRecord> all = List.copyOf(cluster.messages());
    // On a busy machine another link may go down for a while.
    connected.retainAll(connectedWithout(node, cluster, publisher));
    cluster.awaitLinks();
    List<MessageRecord> meanwhile = all.subList(before, all.size());
    assertThat(meanwhile)
        .as("messages published while node %s was down", node)
        .hasSizeGreaterThan(5);
    for (MessageRecord message : meanwhile) {
      cluster.await(
          () -> "message " + message.id() + " to reach all nodes that stayed connected",
          () -> connected.stream().allMatch(each -> each == publisher || message.reached(each)));
    }
  }

  @Test
  void pausedNodeGoesDownAndIsLinkedAgainAfterResuming() {
    try (GossipCluster cluster = six()) {
      cluster.pause(4);
      cluster.await(
          () -> "the peers to notice",
          () -> IntStream.of(0, 1, 2, 3, 5).noneMatch(node -> cluster.linksOf(node).contains(4)));
      cluster.resume(4);
      cluster.awaitLinks();
      cluster.awaitEverywhere(cluster.publish(4, "back again"));
    }
  }

  @Test
  void nodeWithALowRateStillReceivesAndSendsMessages() {
    try (GossipCluster cluster = six()) {
      cluster.limitRate(1, 256);
      for (int node = 0; node < 6; node++) {
        cluster.awaitEverywhere(cluster.publish(node, "slowly, from " + node));
      }
      assertThat(bytesSentAtTheLimitedRate(cluster.container(1))).isPositive();
    }
  }

  private static long bytesSentAtTheLimitedRate(GossipContainer container) {
    String disciplines = container.shell("tc -s qdisc show dev eth0");
    Matcher limited =
        Pattern.compile("qdisc tbf .* rate 256Kbit .*\\s+Sent (\\d+) ").matcher(disciplines);
    assertThat(limited.find()).as(disciplines).isTrue();
    return Long.parseLong(limited.group(1));
  }

  @Test
  void latencyGrowsWithTheDelayOfTheNetwork() {
    try (GossipCluster cluster = six()) {
      Duration delay = Duration.ofMillis(100);
      cluster.delay(delay);
      MessageId id = cluster.publish(0, "from afar");
      cluster.awaitEverywhere(id);
      Duration latency = cluster.message(id).latency(1).orElseThrow();
      assertThat(latency).isGreaterThanOrEqualTo(delay);
    }
  }

  private static long hits(GossipCluster cluster, String fault) {
    return cluster.faultCounts().stream()
        .filter(count -> count.fault().startsWith(fault))
        .mapToLong(FaultCount::hits)
        .sum();
  }

  private static void requireHealthy(GossipCluster cluster) {
    cluster.endFaults();
    cluster.awaitEverywhere(cluster.publish(0, "after the fault"));
  }

  @Test
  void duplicatedDatagramsAreDroppedAsReplays() {
    try (GossipCluster cluster = GossipCluster.of(PAIR).start()) {
      cluster.duplicate(1, Duration.ZERO);
      cluster.awaitEverywhere(cluster.publish(0, "twice"));
      cluster.await(
          () -> "a datagram to be dropped as a replay; there is " + cluster.metrics(),
          () -> cluster.metrics().getOrDefault("dropped.replayed-datagram", 0L) > 0);

      assertThat(hits(cluster, "duplication of 1.0")).isPositive();
      requireHealthy(cluster);
    }
  }

  @Test
  void reorderedMessagesOvertakeEarlierOnes() {
    try (GossipCluster cluster = GossipCluster.of(PAIR).start()) {
      cluster.reorder(0.5, Duration.ofMillis(500));
      List<MessageId> ids =
          IntStream.range(0, 30).mapToObj(i -> cluster.publish(0, "message " + i)).toList();
      ids.forEach(cluster::awaitEverywhere);
      List<Long> arrivals =
          ids.stream()
              .map(cluster::message)
              .map(each -> each.publishedNanos() + each.latency(1).orElseThrow().toNanos())
              .toList();

      assertThat(arrivals).isNotEqualTo(arrivals.stream().sorted().toList());
      assertThat(hits(cluster, "reordering of 0.5")).isPositive();
      requireHealthy(cluster);
    }
  }

  @Test
  void damagedDatagramsDoNotArrive() {
    try (GossipCluster cluster = GossipCluster.of(PAIR).start()) {
      cluster.corrupt(1);
      cluster.await(
          () -> "the link to go down",
          () -> cluster.linksOf(0).isEmpty() && cluster.linksOf(1).isEmpty());

      assertThat(hits(cluster, "corruption of 1.0")).isPositive();
      requireHealthy(cluster);
    }
  }

  @Test
  void lossOfAPlanIsThereFromTheStart() {
    NetworkPlan plan = NetworkPlan.seeded(1).nodes(2).setAll("topology=line loss=0.2").build();
    try (GossipCluster cluster = GossipCluster.of(plan).start()) {
      assertThat(cluster.faultsInForce()).containsExactly("loss of 0.2");
      cluster.await(
          () -> "a datagram to be lost; there is " + cluster.faultCounts(),
          () -> hits(cluster, "loss of 0.2") > 0);
    }
  }

  @Test
  void clocksMayDifferByAtMostTheSkew() {
    try (GossipCluster cluster =
        quick(NetworkPlan.seeded(1).build())
            .node(4, container -> container.withSkewedClock(Duration.ofSeconds(10)))
            .node(5, container -> container.withSkewedClock(Duration.ofMinutes(10)))
            .start()) {
      MessageId near = cluster.publish(4, "a little early");
      cluster.awaitQuiet();
      // To node 5 the messages of the others have already expired.
      assertThat(cluster).message(near).reached(0, 1, 2, 3).didNotReach(5);

      MessageId far = cluster.publish(5, "from the future");
      cluster.await(
          () -> "the peers to drop it",
          () -> cluster.metrics().getOrDefault("dropped.from-the-future", 0L) > 0);
      cluster.awaitQuiet();
      assertThat(cluster).message(far).reachedNobody();
    }
  }
}
