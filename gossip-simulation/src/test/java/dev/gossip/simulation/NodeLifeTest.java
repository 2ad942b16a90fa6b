package dev.gossip.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.simulation.topology.Topologies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pauses, crashes, restarts and wrong clocks of nodes. */
class NodeLifeTest {
  /** A failed dial is repeated after up to half a minute. */
  private static final Duration REDIAL_LIMIT = Duration.ofSeconds(45);

  private static final Duration A_WHILE = Duration.ofSeconds(2);

  private final SimulatedNetwork network =
      Simulation.seeded(8).nodes(3).topology(Topologies.complete()).start();

  @BeforeEach
  void link() {
    network.awaitLinks(Duration.ofSeconds(10));
  }

  private MessageId publish(int node) {
    MessageId id = network.node(node).publish("at " + network.now());
    network.runFor(A_WHILE);
    return id;
  }

  private boolean reached(MessageId id, int node) {
    return network.record().message(id).orElseThrow().reached(node);
  }

  @Test
  void datagramsThatArriveDuringAPauseAreProcessedAfterIt() {
    network.node(2).pause();
    MessageId id = publish(0);
    assertThat(reached(id, 2)).isFalse();
    assertThat(network.node(2).isUp()).isFalse();
    network.node(2).resume();
    network.runFor(A_WHILE);

    assertThat(reached(id, 2)).isTrue();
    assertThat(network.isLinked()).isTrue();
  }

  @Test
  void linksComeBackAfterALongPause() {
    network.node(2).pause();
    network.runFor(Duration.ofSeconds(30));
    network.node(2).resume();
    network.awaitLinks(REDIAL_LIMIT);

    assertThat(network.coverage(publish(2))).isEqualTo(1);
  }

  @Test
  void pausedNodeLosesNothingOfABurst() {
    network.node(2).pause();
    String payload = "x".repeat(900);
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      ids.add(network.node(0).publish(payload));
      network.runFor(Duration.ofNanos(100_000));
    }
    network.runFor(A_WHILE);
    network.node(2).resume();
    network.runUntilQuiet(Duration.ofMinutes(1));

    assertThat(ids).allSatisfy(id -> assertThat(reached(id, 2)).isTrue());
    assertThat(network.record().lost()).isEmpty();
  }

  @Test
  void peersMissStoppedNodeAtOnceAndCrashedOneLater() {
    network.node(2).stop();
    network.runFor(A_WHILE);
    assertThat(network.isLinked()).isTrue();
    assertThat(network.node(2).isDown()).isTrue();
    network.node(2).restart();
    network.awaitLinks(REDIAL_LIMIT);

    network.node(2).crash();
    network.runFor(A_WHILE);
    assertThat(network.isLinked()).isFalse();
  }

  @Test
  void restartedNodeHasAnotherIdAndNoMemory() {
    PeerId before = network.node(2).id();
    MessageId id = publish(0);
    network.node(2).crash();
    assertThat(network.node(2).isDown()).isTrue();
    network.node(2).restart();
    network.awaitLinks(REDIAL_LIMIT);

    assertThat(network.node(2).id()).isNotEqualTo(before);
    assertThat(network.node(2).metrics()).containsEntry("seen-ids", 0L);
    assertThat(reached(id, 2)).isTrue();
  }

  @Test
  void nodeRestartedWithStateKeepsItsIdAndMemory() {
    PeerId before = network.node(2).id();
    MessageId id = publish(0);
    long sent = network.metrics().getOrDefault("payload-frames-sent", 0L);
    network.node(2).crash();
    network.runFor(Duration.ofSeconds(15));
    network.node(2).restartKeepingState();
    network.awaitLinks(REDIAL_LIMIT);

    assertThat(network.node(2).id()).isEqualTo(before);
    assertThat(network.node(2).metrics()).containsEntry("seen-ids", 1L);
    assertThat(reached(id, 2)).isTrue();
    assertThat(network.metrics()).containsEntry("payload-frames-sent", sent);
    assertThat(network.coverage(publish(2))).isEqualTo(1);
  }

  @Test
  void operationsOnDownOrPausedNodesAreRejected() {
    network.node(1).crash();
    network.node(2).pause();

    assertThatThrownBy(() -> network.node(1).publish("x")).hasMessageContaining("node 1 is down");
    assertThatThrownBy(() -> network.node(2).publish("x")).hasMessageContaining("node 2 is paused");
    assertThatThrownBy(() -> network.node(1).crash()).hasMessageContaining("node 1 is down");
    assertThatThrownBy(() -> network.node(2).restart()).hasMessageContaining("crash it first");
    assertThatThrownBy(() -> network.node(0).resume()).hasMessageContaining("not paused");
  }

  @Test
  void stoppedNodeHasNoStateToKeep() {
    network.node(1).stop();

    assertThatThrownBy(() -> network.node(1).restartKeepingState())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("node 1 was stopped, so that it has no state to keep; use restart");
    network.node(1).restart();
    network.awaitLinks(REDIAL_LIMIT);
    network.node(1).crash();
    network.node(1).restartKeepingState();
    network.awaitLinks(REDIAL_LIMIT);
    assertThat(network.coverage(publish(1))).isEqualTo(1);
  }

  @Test
  void timeDoesNotGoBack() {
    Duration before = network.now();

    assertThatThrownBy(() -> network.runFor(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("time only goes forward, not by -1s");
    assertThat(network.now()).isEqualTo(before);
  }

  @Test
  void messageFromAFastClockIsDroppedOnlyBeyondTheAllowedSkew() {
    network.node(0).skewClock(Duration.ofSeconds(15));
    assertThat(network.coverage(publish(0))).isEqualTo(1);
    network.node(0).skewClock(Duration.ofMinutes(5));
    assertThat(network.coverage(publish(0))).isLessThan(0.5);
    assertThat(network.report().drops()).containsKey("from-the-future");
  }

  @Test
  void nodesWithOnePercentClockDriftKeepTheirLinks() {
    network.node(0).driftClock(10_000);
    network.node(1).driftClock(-10_000);
    network.runFor(Duration.ofMinutes(10));

    assertThat(network.isLinked()).isTrue();
    assertThat(network.coverage(publish(0))).isEqualTo(1);
  }

  @Test
  void churnCrashesAndRestartsNodesUntilItIsStopped() {
    SimulatedNetwork many =
        Simulation.seeded(4).nodes(40).topology(Topologies.randomRegular(6)).start();
    Churn churn =
        many.churn(
            IntStream.range(0, 20).boxed().toList(),
            Duration.ofSeconds(20),
            Duration.ofSeconds(10));
    List<Long> down = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      many.runFor(Duration.ofSeconds(5));
      down.add(many.nodes().stream().filter(SimulatedNode::isDown).count());
    }
    double meanDown = down.stream().skip(10).mapToLong(Long::longValue).average().orElse(0);
    // Each of the twenty nodes is down for a third of the time.
    assertThat(meanDown).as("seed 4").isBetween(5.0, 8.5);
    assertThat(many.nodes().subList(20, 40)).allMatch(SimulatedNode::isUp);

    churn.stop();
    many.runFor(Duration.ofMinutes(2));
    assertThat(many.nodes()).allMatch(SimulatedNode::isUp);
    many.awaitLinks(Duration.ofSeconds(60));
  }

  @Test
  void exceptionOfAnEventListenerEndsTheRunAndNoNode() {
    AssertionError thrown = new AssertionError("thrown by a listener");
    SimulatedNetwork observed =
        Simulation.seeded(8)
            .nodes(3)
            .events(
                (event, node) -> {
                  if (event instanceof NodeEvent.Delivered && node == 1) {
                    throw thrown;
                  }
                })
            .start();
    observed.awaitLinks(Duration.ofSeconds(10));
    observed.node(0).publish("hello");

    assertThatThrownBy(() -> observed.runFor(A_WHILE)).isSameAs(thrown);
    observed.runFor(A_WHILE);
    assertThat(observed.nodes()).allMatch(SimulatedNode::isUp);
  }
}
