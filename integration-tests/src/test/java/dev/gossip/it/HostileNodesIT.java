package dev.gossip.it;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.MessageId;
import dev.gossip.it.attack.GarbageSender;
import dev.gossip.it.attack.UnrulyRelayPlugin;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.testkit.container.GossipContainer;
import dev.gossip.testkit.container.GossipImage;
import dev.gossip.testkit.container.RequiresDocker;
import dev.gossip.testkit.world.GossipCluster;
import dev.gossip.testkit.world.WorldPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.MountableFile;

/** Honest nodes beside others that are not. */
@RequiresDocker
class HostileNodesIT {
  private static final int HONEST = 6;
  private static final int GARBAGE_PER_SECOND = 50_000;
  private static final int TURNS = 10;
  private static final int MESSAGES_A_TURN = 20;
  private static final int NEGLIGIBLE_MILLIS = 5;

  /** Eight nodes in a ring with a cord across; the last two attack. */
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
      List<MessageId> ids = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        for (int node = 0; node < HONEST; node++) {
          ids.add(cluster.publish(node, "honest " + i));
        }
      }
      for (MessageId id : ids) {
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
      assertThat(cluster.messages()).hasSize(ids.size());
    }
  }

  private static void behave(GossipContainer container, String manner) {
    container.withSetting("gossip.relay.unruly.manner", manner);
  }

  @Test
  void fiftyThousandGarbageDatagramsASecondDoNotHoldUpMessages() {
    try (GossipCluster cluster = GossipCluster.of(WorldPlan.seeded(1)).start();
        GenericContainer<?> sender = garbageSender(cluster)) {
      sender.start();
      pause(sender);
      List<Duration> quiet = new ArrayList<>();
      List<Duration> attacked = new ArrayList<>();
      for (int turn = 0; turn < TURNS; turn++) {
        measure(cluster, quiet);
        resume(sender);
        measure(cluster, attacked);
        pause(sender);
      }
      long quietMicros = medianMicros(quiet);
      long attackedMicros = medianMicros(attacked);
      long sent = mostSentInASecond(sender);
      System.out.printf(
          "median latency of %d messages: %d us, under garbage %d us (%d datagrams a second)%n",
          quiet.size() / (HONEST - 1) + attacked.size() / (HONEST - 1),
          quietMicros,
          attackedMicros,
          sent);
      assertThat(sent).as("garbage sent in a second").isGreaterThan(GARBAGE_PER_SECOND * 8 / 10);
      assertThat(attackedMicros)
          .as("median latency under garbage, in microseconds; without it %s", quietMicros)
          .isLessThan(Math.max(2 * quietMicros, quietMicros + 1_000 * NEGLIGIBLE_MILLIS));
    }
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

  private static long mostSentInASecond(GenericContainer<?> sender) {
    return sender
        .getLogs()
        .lines()
        .filter(line -> line.startsWith("sent "))
        .mapToLong(line -> Long.parseLong(line.substring("sent ".length())))
        .max()
        .orElse(0);
  }

  private static void measure(GossipCluster cluster, List<Duration> latencies) {
    for (int i = 0; i < MESSAGES_A_TURN; i++) {
      MessageId id = cluster.publish(i % HONEST, "measured");
      cluster.awaitEverywhere(id);
      IntStream.range(0, HONEST)
          .mapToObj(node -> cluster.message(id).latency(node))
          .flatMap(latency -> latency.map(Stream::of).orElseGet(Stream::of))
          .forEach(latencies::add);
    }
  }

  private static long medianMicros(List<Duration> latencies) {
    return latencies.stream()
            .sorted()
            .skip(latencies.size() / 2)
            .findFirst()
            .orElseThrow()
            .toNanos()
        / 1_000;
  }
}
