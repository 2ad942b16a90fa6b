package dev.gossip.it;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.gossip.api.MessageId;
import dev.gossip.it.attack.GarbageSender;
import dev.gossip.it.attack.UnrulyRelayPlugin;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.testkit.container.GossipContainer;
import dev.gossip.testkit.container.GossipImage;
import dev.gossip.testkit.container.RequiresDocker;
import dev.gossip.testkit.world.GossipCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.MountableFile;

/** Honest nodes in a network with hostile ones. */
@RequiresDocker
@Timeout(value = 300, threadMode = SEPARATE_THREAD)
class HostileNodesIT {
  private static final int HONEST = 6;
  private static final int GARBAGE_PER_SECOND = 50_000;
  private static final int ROUNDS = 10;
  private static final int MESSAGES_PER_ROUND = 20;
  private static final int NEGLIGIBLE_MILLIS = 5;
  private static final int MIN_ARRIVED_PERCENT = 95;
  private static final Duration ARRIVAL_LIMIT = Duration.ofSeconds(2);

  private static final Pattern DELIVERED =
      Pattern.compile("\"event\":\"delivered\".*\"id\":\"(\\w+)\".*\"text\":\"([^\"]*)\"");

  @Test
  void forgerAndReplayerDoNotAffectDeliveries() {
    // The cluster itself fails the test on a forged message or a second delivery.
    NetworkPlan plan =
        NetworkPlan.seeded(1)
            .nodes(HONEST + 2)
            .topology(Topologies.complete())
            .with(new UnrulyRelayPlugin())
            .build();
    try (GossipCluster cluster =
        GossipCluster.of(plan)
            .node(HONEST, container -> setBehavior(container, "forger"))
            .node(HONEST + 1, container -> setBehavior(container, "replayer"))
            .start()) {
      Map<MessageId, String> texts = new LinkedHashMap<>();
      for (int i = 0; i < 10; i++) {
        for (int node = 0; node < HONEST; node++) {
          String text = "honest " + i + " from " + node;
          texts.put(cluster.publish(node, text), text);
        }
      }
      for (MessageId id : texts.keySet()) {
        cluster.await(
            () -> "every honest node to have " + id,
            () -> IntStream.range(0, HONEST).allMatch(cluster.message(id)::reached));
      }
      cluster.await(
          () -> "the attacks to be noticed",
          () -> {
            SortedMap<String, Long> metrics = cluster.metrics();
            return metrics.getOrDefault("dropped.bad-signature", 0L) > 100
                && metrics.getOrDefault("duplicates", 0L) > 1_000;
          });
      for (int node = 0; node < HONEST; node++) {
        int at = node;
        Map<String, String> expected = new TreeMap<>();
        texts.forEach(
            (id, text) -> {
              if (cluster.message(id).origin() != at) {
                expected.put(id.toString(), text);
              }
            });
        cluster.await(
            () -> "the log of node " + at + " to have all deliveries",
            () -> textsDeliveredAt(cluster.container(at)).size() == expected.size());
        assertThat(textsDeliveredAt(cluster.container(at))).isEqualTo(expected);
      }
    }
  }

  private static Map<String, String> textsDeliveredAt(GossipContainer container) {
    Map<String, String> texts = new TreeMap<>();
    DELIVERED
        .matcher(container.getLogs())
        .results()
        .forEach(found -> texts.put(found.group(1), found.group(2)));
    return texts;
  }

  private static void setBehavior(GossipContainer container, String behavior) {
    container.withSetting("gossip.relay.unruly.manner", behavior);
  }

  @Test
  void fiftyThousandGarbageDatagramsPerSecondDoNotDelayMessages() {
    // Flooding does not retransmit. If a receive buffer overflows, a copy on another path arrives.
    NetworkPlan plan = NetworkPlan.seeded(1).nodes(HONEST).topology(Topologies.complete()).build();
    try (GossipCluster cluster = GossipCluster.of(plan).start();
        GenericContainer<?> sender = garbageSender(cluster)) {
      sender.start();
      pause(sender);
      Sample baseline = new Sample();
      Sample attacked = new Sample();
      for (int round = 0; round < ROUNDS; round++) {
        measure(cluster, baseline);
        long before = garbageReceived(cluster);
        resume(sender);
        cluster.await(() -> "garbage to arrive", () -> garbageReceived(cluster) > before);
        measure(cluster, attacked);
        pause(sender);
        assertThat(attacked.garbagePerSecond.get(round))
            .as("garbage datagrams per second read by the nodes in round %s", round)
            .isGreaterThan(GARBAGE_PER_SECOND / 10);
      }
      System.out.printf(
          "median latency %d us, under attack %d us; arrived %d of %d, under attack %d;"
              + " garbage datagrams read per second, by round: %s%n",
          baseline.medianMicros(),
          attacked.medianMicros(),
          baseline.latencies.size(),
          baseline.expected,
          attacked.latencies.size(),
          attacked.garbagePerSecond);
      // The sender shares the processors with the nodes, so it may not reach its rate.
      assertThat(attacked.garbagePerSecond.stream().mapToLong(rate -> rate).sum() / ROUNDS)
          .as("mean of garbage datagrams per second read by the nodes")
          .isGreaterThan(GARBAGE_PER_SECOND / 4);
      assertThat(attacked.latencies.size())
          .as("deliveries under attack, of %s", attacked.expected)
          .isGreaterThanOrEqualTo(attacked.expected * MIN_ARRIVED_PERCENT / 100);
      assertThat(attacked.medianMicros())
          .as("median latency under attack in us; %s without", baseline.medianMicros())
          .isLessThan(
              Math.max(
                  2 * baseline.medianMicros(),
                  baseline.medianMicros() + 1_000 * NEGLIGIBLE_MILLIS));
    }
  }

  /** Measurements from all rounds under the same conditions. */
  private static final class Sample {
    private final List<Duration> latencies = new ArrayList<>();
    private final List<Long> garbagePerSecond = new ArrayList<>();
    private int expected;

    long medianMicros() {
      return latencies.stream()
              .sorted()
              .skip(latencies.size() / 2)
              .findFirst()
              .orElseThrow()
              .toNanos()
          / 1_000;
    }
  }

  private static void measure(GossipCluster cluster, Sample sample) {
    long garbageBefore = garbageReceived(cluster);
    long startNanos = System.nanoTime();
    for (int i = 0; i < MESSAGES_PER_ROUND; i++) {
      MessageRecord message = cluster.message(cluster.publish(i % HONEST, "measured"));
      long deadlineNanos = System.nanoTime() + ARRIVAL_LIMIT.toNanos();
      cluster.await(
          () -> "message " + message.id() + " to arrive or be lost",
          () -> message.deliveries() == HONEST - 1 || System.nanoTime() > deadlineNanos);
      sample.expected += HONEST - 1;
      IntStream.range(0, HONEST)
          .mapToObj(message::latency)
          .flatMap(Optional::stream)
          .forEach(sample.latencies::add);
    }
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    sample.garbagePerSecond.add((long) ((garbageReceived(cluster) - garbageBefore) / seconds));
  }

  private static long garbageReceived(GossipCluster cluster) {
    return cluster.metrics().getOrDefault("dropped.not-gossip", 0L);
  }

  private static GenericContainer<?> garbageSender(GossipCluster cluster) {
    String classes = "/tmp/attack";
    Path folder = Path.of("target", "test-classes");
    String targets =
        String.join(
            " ", IntStream.range(0, HONEST).mapToObj(node -> "node-" + node + ":5000").toList());
    return new GenericContainer<>(GossipImage.ofClassPath())
        .withImagePullPolicy(name -> false)
        .withNetwork(cluster.network())
        .withCopyFileToContainer(MountableFile.forHostPath(folder, 0755), classes)
        .withCreateContainerCmdModifier(
            command ->
                command.withEntrypoint(
                    "/bin/sh",
                    "-c",
                    "exec java -XX:+UseSerialGC -Xmx32m -cp "
                        + classes
                        + " "
                        + GarbageSender.class.getName()
                        + " "
                        + GARBAGE_PER_SECOND
                        + " "
                        + targets));
  }

  private static void pause(GenericContainer<?> container) {
    container.getDockerClient().pauseContainerCmd(container.getContainerId()).exec();
  }

  private static void resume(GenericContainer<?> container) {
    container.getDockerClient().unpauseContainerCmd(container.getContainerId()).exec();
  }
}
