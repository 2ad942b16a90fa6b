package dev.gossip.it;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.gossip.api.MessageId;
import dev.gossip.it.attack.GarbageSender;
import dev.gossip.it.attack.UnrulyRelayPlugin;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.testkit.container.GossipContainer;
import dev.gossip.testkit.container.GossipImage;
import dev.gossip.testkit.container.RequiresDocker;
import dev.gossip.testkit.world.GossipCluster;
import dev.gossip.testkit.world.WorldPlan;
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

/** Honest nodes beside others that are not. */
@RequiresDocker
@Timeout(value = 300, threadMode = SEPARATE_THREAD)
class HostileNodesIT {
  private static final int HONEST = 6;
  private static final int GARBAGE_PER_SECOND = 50_000;
  private static final int TURNS = 10;
  private static final int MESSAGES_A_TURN = 20;
  private static final int NEGLIGIBLE_MILLIS = 5;
  private static final int LEAST_ARRIVED_PERCENT = 95;
  private static final Duration LATEST = Duration.ofSeconds(2);

  private static final Pattern DELIVERED =
      Pattern.compile("\"event\":\"delivered\".*\"id\":\"(\\w+)\".*\"text\":\"([^\"]*)\"");

  @Test
  void aForgerAndAReplayerAchieveNothing() {
    // What nobody published, and what is delivered twice, fails the test by itself.
    WorldPlan plan =
        WorldPlan.seeded(1)
            .nodes(HONEST + 2)
            .topology(Topologies.complete())
            .with(new UnrulyRelayPlugin());
    try (GossipCluster cluster =
        GossipCluster.of(plan)
            .node(HONEST, container -> behave(container, "forger"))
            .node(HONEST + 1, container -> behave(container, "replayer"))
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
            SortedMap<String, Long> seen = cluster.metrics();
            return seen.getOrDefault("dropped.bad-signature", 0L) > 100
                && seen.getOrDefault("duplicates", 0L) > 1_000;
          });
      for (int node = 0; node < HONEST; node++) {
        int at = node;
        Map<String, String> wanted = new TreeMap<>();
        texts.forEach(
            (id, text) -> {
              if (cluster.message(id).origin() != at) {
                wanted.put(id.toString(), text);
              }
            });
        cluster.await(
            () -> "the log of node " + at + " to have all deliveries",
            () -> textsDeliveredAt(cluster.container(at)).size() == wanted.size());
        assertThat(textsDeliveredAt(cluster.container(at))).isEqualTo(wanted);
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

  private static void behave(GossipContainer container, String manner) {
    container.withSetting("gossip.relay.unruly.manner", manner);
  }

  @Test
  void fiftyThousandGarbageDatagramsASecondDoNotHoldUpMessages() {
    // Flooding does not repeat: where a receive buffer overflows, a copy by another way helps.
    WorldPlan plan = WorldPlan.seeded(1).nodes(HONEST).topology(Topologies.complete());
    try (GossipCluster cluster = GossipCluster.of(plan).start();
        GenericContainer<?> sender = garbageSender(cluster)) {
      sender.start();
      pause(sender);
      Sample quiet = new Sample();
      Sample attacked = new Sample();
      for (int turn = 0; turn < TURNS; turn++) {
        measure(cluster, quiet);
        long before = garbageReceived(cluster);
        resume(sender);
        cluster.await(() -> "garbage to arrive", () -> garbageReceived(cluster) > before);
        measure(cluster, attacked);
        pause(sender);
        assertThat(attacked.garbagePerSecond.get(turn))
            .as("garbage a second that nodes read in turn %s", turn)
            .isGreaterThan(GARBAGE_PER_SECOND / 10);
      }
      System.out.printf(
          "median latency %d us, under garbage %d us; arrived %d of %d, under garbage %d;"
              + " garbage read a second, by turn: %s%n",
          quiet.medianMicros(),
          attacked.medianMicros(),
          quiet.latencies.size(),
          quiet.wanted,
          attacked.latencies.size(),
          attacked.garbagePerSecond);
      // The sender has its share of the processors, too, and no more.
      assertThat(attacked.garbagePerSecond.stream().mapToLong(rate -> rate).sum() / TURNS)
          .as("garbage a second that nodes read in all turns")
          .isGreaterThan(GARBAGE_PER_SECOND / 4);
      assertThat(attacked.latencies.size())
          .as("messages that arrived under garbage, of %s", attacked.wanted)
          .isGreaterThanOrEqualTo(attacked.wanted * LEAST_ARRIVED_PERCENT / 100);
      assertThat(attacked.medianMicros())
          .as("median latency under garbage, in microseconds; without it %s", quiet.medianMicros())
          .isLessThan(
              Math.max(2 * quiet.medianMicros(), quiet.medianMicros() + 1_000 * NEGLIGIBLE_MILLIS));
    }
  }

  /** What was seen of messages, in turns alike. */
  private static final class Sample {
    private final List<Duration> latencies = new ArrayList<>();
    private final List<Long> garbagePerSecond = new ArrayList<>();
    private int wanted;

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
    for (int i = 0; i < MESSAGES_A_TURN; i++) {
      MessageRecord message = cluster.message(cluster.publish(i % HONEST, "measured"));
      long givenUpNanos = System.nanoTime() + LATEST.toNanos();
      cluster.await(
          () -> "message " + message.id() + " to arrive, or be lost",
          () -> message.deliveries() == HONEST - 1 || System.nanoTime() > givenUpNanos);
      sample.wanted += HONEST - 1;
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
