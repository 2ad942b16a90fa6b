package dev.gossip.testkit.world;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static dev.gossip.testkit.GossipAssertions.assertThatThrownBy;

import dev.gossip.api.MessageId;
import dev.gossip.api.node.Metric;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.wire.FaultCount;
import dev.gossip.simulation.wire.TimeText;
import dev.gossip.testkit.WorldTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Every fault of a world does what its name says, counts it, and ends with {@code heal}. */
class WorldFaultsTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  private static long hits(World world, String fault) {
    return world.faultCounts().stream()
        .filter(count -> count.fault().startsWith(fault))
        .mapToLong(FaultCount::hits)
        .sum();
  }

  /** Publishes, and waits until nothing more happens to the message. */
  private static MessageRecord publish(World world, int node) {
    MessageId id = world.publish(node, "message " + world.messages().size());
    world.awaitQuiet();
    return world.message(id);
  }

  private static void requireHealthy(World world) {
    world.heal();
    world.awaitLinks();
    world.awaitEverywhere(world.publish(0, "after the fault"));
  }

  @WorldTest(nodes = 4, topology = "line")
  void partitionSeparatesTwoSides(World world) {
    world.partition(node -> node < 2);
    MessageRecord message = publish(world, 0);

    assertThat(message.reached(1)).isTrue();
    assertThat(message.reached(2)).isFalse();
    assertThat(hits(world, "drop between {0, 1} and the rest")).isPositive();
    requireHealthy(world);
  }

  @WorldTest(nodes = 2, topology = "line")
  void cutSeparatesOneDirectionOnly(World world) {
    world.cut(0, 1);

    assertThat(publish(world, 0).reached(1)).isFalse();
    assertThat(publish(world, 1).reached(0)).isTrue();
    assertThat(hits(world, "drop from 0 to 1")).isPositive();
    requireHealthy(world);
  }

  @WorldTest(nodes = 2, topology = "line")
  void lossLosesDatagrams(World world) {
    world.lose(1);

    assertThat(publish(world, 0).reached(1)).isFalse();
    assertThat(hits(world, "drop everywhere")).isPositive();
    requireHealthy(world);
  }

  @WorldTest(nodes = 2, topology = "line")
  void delayMakesMessagesLate(World world) {
    world.delay(SHORT);
    assertThat(world.describe())
        .contains(" links, line, ", ", faults [delay by " + TimeText.of(SHORT) + " everywhere]");
    MessageId id = world.publish(0, "late");
    world.awaitEverywhere(id);

    assertThat(world.message(id).latency(1).orElseThrow()).isGreaterThanOrEqualTo(SHORT);
    assertThat(hits(world, "delay by")).isPositive();
    requireHealthy(world);
  }

  @WorldTest(nodes = 2, topology = "line")
  void duplicatesArriveTwiceAndAreDeliveredOnce(World world) {
    world.duplicate(1, Duration.ZERO);
    world.awaitEverywhere(world.publish(0, "twice"));
    world.await(
        () -> "a datagram to be dropped as a duplicate; there is " + world.metrics(),
        () ->
            world.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().matches("duplicates|dropped.replayed-datagram"))
                .anyMatch(metric -> metric.getValue() > 0));

    assertThat(hits(world, "duplicate within")).isPositive();
    requireHealthy(world);
  }

  @WorldTest(nodes = 2, topology = "line")
  void reorderedMessagesOvertakeEarlierOnes(World world) {
    world.reorder(0.5, SHORT);
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      ids.add(world.publish(0, "message " + i));
    }
    ids.forEach(world::awaitEverywhere);
    List<Long> arrivals =
        ids.stream()
            .map(world::message)
            .map(message -> message.publishedNanos() + message.latency(1).orElseThrow().toNanos())
            .toList();

    assertThat(arrivals).isNotEqualTo(arrivals.stream().sorted().toList());
    assertThat(hits(world, "reorder within")).isPositive();
    requireHealthy(world);
  }

  @WorldTest(nodes = 2, topology = "line")
  void corruptedDatagramsAreNotDelivered(World world) {
    world.corrupt(1);
    boolean missed = false;
    // Several, since a receiver ignores unknown fields, which a change of one byte may lead to.
    for (int i = 0; i < 5; i++) {
      missed |= !publish(world, 0).reached(1);
    }

    assertThat(missed).isTrue();
    assertThat(hits(world, "corrupt everywhere")).isPositive();
    requireHealthy(world);
  }

  @WorldTest
  void crashedNodeIsAwayUntilItsRestart(World world) {
    world.crash(3);
    world.awaitLinks();
    MessageId id = world.publish(0, "without 3");
    world.awaitEverywhere(id);

    assertThat(world.isUp(3)).isFalse();
    assertThat(world.message(id).reached(3)).isFalse();
    assertThat(hits(world, "crash of node 3")).isOne();
    world.restart(3);
    requireHealthy(world);
  }

  @WorldTest
  void stoppedNodeClosesItsLinks(World world) {
    long before = world.metrics().getOrDefault("peers", 0L);
    world.stop(3);
    world.awaitLinks();

    assertThat(world.metrics().getOrDefault("peers", 0L)).isLessThan(before);
    assertThat(world.isUp(3)).isFalse();
    assertThat(hits(world, "stop of node 3")).isOne();
    world.restart(3);
    requireHealthy(world);
  }

  @WorldTest
  void pausedNodeCatchesUpAfterResuming(World world) {
    world.pause(3);
    MessageId id = world.publish(0, "while 3 is paused");
    world.awaitEverywhere(id);

    assertThat(world.isUp(3)).isFalse();
    assertThat(world.message(id).reached(3)).isFalse();
    // The datagram for node 3 may arrive after those of the others.
    world.await(
        () -> "the pause to hold up a datagram; there is " + world.faultCounts(),
        () -> hits(world, "pause of node 3") > 0);
    world.resume(3);
    world.awaitEverywhere(id);
    assertThat(world.message(id).reached(3)).isTrue();
    requireHealthy(world);
  }

  @WorldTest
  void countersOfAPausedNodeStillCount(World world) {
    world.awaitEverywhere(world.publish(1, "to three peers"));
    long sent = world.metrics().getOrDefault(Metric.PAYLOAD_FRAMES_SENT.label(), 0L);

    world.pause(1);

    assertThat(world.metrics().get(Metric.PAYLOAD_FRAMES_SENT.label()))
        .isGreaterThanOrEqualTo(sent);
    world.resume(1);
    world.awaitEverywhere(world.publish(1, "again"));
  }

  @WorldTest
  void messageOfANodeWhoseClockIsTenMinutesFastIsNotDelivered(World world) {
    world.skewClock(3, Duration.ofMinutes(10));
    MessageRecord message = publish(world, 3);

    assertThat(message.deliveries()).isZero();
    assertThat(hits(world, "wrong clock of node 3")).isPositive();
    world.skewClock(3, Duration.ZERO);
    world.awaitEverywhere(world.publish(3, "with the right time"));
  }

  @WorldTest
  void allFaultsEndAtOnceAndTheNetworkRecovers(World world) {
    world.partition(node -> node < 3);
    world.delay(SHORT);
    world.crash(1);
    world.pause(4);
    world.skewClock(5, Duration.ofHours(1));
    assertThat(world.faultsInForce()).hasSize(5);

    world.endFaults();

    assertThat(world.faultsInForce()).isEmpty();
    world.awaitEverywhere(world.publish(5, "after the chaos"));
  }

  @WorldTest(in = WorldKind.SIMULATION)
  void faultThatBeginsWhileTheLinksComeUpIsFound(World world) {
    world.crash(3);
    // Sooner than any datagram of the new links arrives.
    world.simulation().after(Duration.ofMillis(1), () -> world.lose(0.1));

    assertThatThrownBy(world::endFaults)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("faults are in force after all were ended: drop everywhere");
    world.heal();
  }

  @WorldTest
  void partitionWithoutAnotherSideIsRejected(World world) {
    assertThatThrownBy(() -> world.partition(node -> true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a partition needs nodes on both sides; there are 6 of 6");
  }
}
