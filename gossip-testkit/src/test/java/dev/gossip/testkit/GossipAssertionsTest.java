package dev.gossip.testkit;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static dev.gossip.testkit.GossipAssertions.assertThatCode;
import static dev.gossip.testkit.GossipAssertions.assertThatThrownBy;
import static dev.gossip.testkit.GossipAssertions.firstSpy;
import static dev.gossip.testkit.GossipAssertions.reportingCentrality;
import static dev.gossip.testkit.GossipAssertions.within;
import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Latency;
import dev.gossip.testkit.world.World;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Assertions that hold pass; the others fail with what is wrong and a description of the run. */
class GossipAssertionsTest {

  /** A line of 20 nodes, 50 ms apart. */
  private static SimulatedNetwork line() {
    SimulatedNetwork net =
        Simulation.seeded(7)
            .observing()
            .nodes(20)
            .topology(Topologies.line())
            .latency(Latency.constant(Duration.ofMillis(50)))
            .start();
    net.awaitLinks(Duration.ofSeconds(5));
    return net;
  }

  private final SimulatedNetwork net = line();

  private MessageId publish(int node) {
    MessageId id = net.node(node).publish("hello");
    net.runUntilQuiet(Duration.ofMinutes(1));
    return id;
  }

  private static void assertFails(ThrowingCallable assertion, String... expected) {
    assertThatThrownBy(assertion)
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll(expected)
        .hasMessageContaining("run: simulation, seed 7, 20 nodes, 19 links");
  }

  @Test
  void messageThatReachedEveryonePasses() {
    MessageId id = publish(0);

    assertThatCode(
            () -> {
              assertThat(net).message(id).reachedEveryone().within(Duration.ofMillis(950));
              assertThat(net).message(id).reachedEveryone().within(1, SECONDS).withHopsAtMost(19);
              assertThat(net).message(id).reached(3, 4).within(200, MILLISECONDS);
              assertThat(net).message(id).reachedShare(0.5).within(450, MILLISECONDS);
              assertThat(net).message(id).reached(2).withHopsAtMost(2);
              assertThat(net).message(id).reachedShare(1).withRedundancyBelow(0.001);
              assertThat(net).message(id).coverage().isCloseTo(1, within(0.0));
              assertThat(net).hasTransmissions(19).hasNoDrops().isSilent();
            })
        .doesNotThrowAnyException();
  }

  @Test
  void failureNamesTheFirstTenMissedNodesTheRunAndTheLastEvents() {
    net.faults().partition(List.of(0, 1, 2, 3, 4));
    MessageId id = publish(2);

    assertFails(
        () -> assertThat(net).message(id).reachedEveryone(),
        "message "
            + id
            + " from node 2 missed 15 of 20 running honest nodes: 5, 6, 7, 8, 9, 10, 11, 12,"
            + " 13, 14 and 5 more",
        "faults [drop between",
        "last events of message " + id,
        "published at node 2",
        "delivered at node 1, from node 2");
    assertThat(net).message(id).didNotReach(5, 19);
  }

  @Test
  void nodesThatAreDownNeedNotBeReachedUnlessNamed() {
    net.node(19).crash();
    net.runFor(Duration.ofSeconds(10));
    MessageId id = publish(0);

    assertThat(net).message(id).reachedEveryone();
    assertFails(
        () -> assertThat(net).message(id).reached(18, 19), "missed 1 of 2 expected nodes: 19");
  }

  @Test
  void failureNamesNodesThatMustNotBeReached() {
    MessageId id = publish(0);

    assertFails(
        () -> assertThat(net).message(id).didNotReach(3, 4),
        "reached nodes that it must not reach: 3, 4");
    assertFails(
        () -> assertThat(net).message(id).reachedNobody(),
        "must not reach: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 9 more");
    net.faults().everywhere().drop();
    assertThat(net).message(publish(0)).reachedNobody();
  }

  @Test
  void failureCountsTheReachedNodesOfAShare() {
    net.faults().partition(List.of(0, 1, 2, 3, 4));
    MessageId id = publish(2);

    assertThat(net).message(id).reachedShare(0.25);
    assertFails(
        () -> assertThat(net).message(id).reachedShare(0.26),
        "reached 5 of 20 running honest nodes instead of 6, a share of 0.26");
    assertFails(
        () -> assertThat(net).message(id).coverage().isEqualTo(0.5),
        "0.25",
        "a share of the honest nodes");
  }

  @Test
  void shareThatIsNoneIsRejected() {
    MessageId id = publish(0);

    for (double share : new double[] {Double.NaN, -0.1, 80}) {
      assertThatThrownBy(() -> assertThat(net).message(id).reachedShare(share))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a share is from 0 to 1, not " + share);
    }
    assertThatThrownBy(() -> assertThat(net).message(id).reached())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void messageReachesNobodyWhereNoNodeRuns() {
    MessageId id = publish(0);
    net.nodes().forEach(SimulatedNode::crash);

    assertFails(
        () -> assertThat(net).message(id).reachedShare(0.5),
        "could not reach a share of the nodes: no honest node is running");
    assertFails(
        () -> assertThat(net).message(id).reachedEveryone(),
        "could not reach everyone: no honest node is running");
  }

  @Test
  void failureNamesLateNodesWithTheirLatency() {
    MessageId id = publish(0);

    assertFails(
        () -> assertThat(net).message(id).reachedEveryone().within(Duration.ofMillis(899)),
        "took more than 0.899 s to 2 of 20 nodes: 18 after 0.9 s, 19 after 0.95 s");
    assertFails(
        () -> assertThat(net).message(id).reached(4).within(100, MILLISECONDS),
        "took more than 0.1 s to 1 of 1 nodes: 4 after 0.2 s");
    assertFails(
        () -> assertThat(net).message(id).reached(4).within(199_999, MICROSECONDS),
        "took more than 0.199999 s to 1 of 1 nodes: 4 after 0.2 s");
  }

  @Test
  void failureNamesNodesBeyondTheHopLimitWithTheirPath() {
    MessageId id = publish(0);

    assertFails(
        () -> assertThat(net).message(id).reached(3).withHopsAtMost(2),
        "took more than 2 hops to 1 nodes: 3 over [0, 1, 2, 3]");
  }

  @Test
  void redundancyIsTheMeanOfTheWholeRun() {
    SimulatedNetwork six = Simulation.seeded(7).observing().start();
    six.awaitLinks(Duration.ofSeconds(5));
    MessageId id = six.node(0).publish("hello");
    six.runUntilQuiet(Duration.ofMinutes(1));

    assertThat(six).message(id).withRedundancyBelow(0.41);
    assertThatThrownBy(() -> assertThat(six).message(id).withRedundancyBelow(0.39))
        .hasMessageContaining("a redundancy of 0.4, which is not below 0.39: ")
        .hasMessageContaining("7 transmissions for 5 deliveries");
  }

  @Test
  void messageOfAnotherNetworkIsUnknown() {
    MessageId id = line().node(3).publish("elsewhere, with other bytes");

    assertFails(
        () -> assertThat(net).message(id), "message " + id + " was not published in this network");
  }

  @Test
  void silenceFailsWhileFramesAreSent() {
    net.node(0).publish("hello");
    // Node 0 has sent its frame at once; the other 18 are still to be sent.
    assertFails(
        () -> assertThat(net).isSilentFor(Duration.ofSeconds(5)),
        "the network was not silent for 5 s: it sent 18 payload and 0 control frames");
    assertThat(net).isSilentFor(Duration.ofMinutes(10)).isSilent();
  }

  @Test
  void transmissionsAreCounted() {
    publish(0);

    assertFails(
        () -> assertThat(net).hasTransmissions(20), "there were 19 transmissions instead of 20");
  }

  @Test
  void dropsAreReportedByReason() {
    net.faults().oneWay(0, 1).drop();
    publish(0);

    assertThat(net).hasDropped("wire.fault");
    assertFails(
        () -> assertThat(net).hasDropped("expired"),
        "nothing was dropped for the reason 'expired'; drops: {wire.fault=");
    assertFails(() -> assertThat(net).hasNoDrops(), "something was dropped: {wire.fault=");
  }

  @Test
  void descriptionsAreKept() {
    MessageId id = net.node(0).publish("main", ByteString.EMPTY);

    assertFails(
        () -> assertThat(net).message(id).as("before the message could spread").reachedEveryone(),
        "[before the message could spread]");
  }

  @Test
  void floodingDoesNotHideTheOriginFromSpies() {
    for (int node = 0; node < 20; node++) {
      publish(node);
    }

    assertFails(
        () -> assertThat(net).origin().hiddenFrom(firstSpy(0.2)).withPrecisionBelow(0.05),
        "first-spy with a share of 0.2 spies named origins with a precision of 0.201 (95 % confidence: ",
        ", from 16 messages), which is not below 0.05");
    assertFails(
        () -> assertThat(net).origin().hiddenFrom(firstSpy(0.2)).withRecallBelow(0.3),
        "with a recall of 0.3");
    assertThat(net).origin().hiddenFrom(firstSpy(0.2)).withPrecisionBelow(0.5).withRecallBelow(0.7);
    assertThat(net).origin().hiddenFrom(reportingCentrality(0.2)).withPrecisionBelow(0.5);
  }

  @Test
  void tooFewMessagesFailWithARemedy() {
    publish(0);
    publish(10);

    assertFails(
        () -> assertThat(net).origin().hiddenFrom(firstSpy(0.1)).withPrecisionBelow(0.5),
        "which may be above 0.5; publish from more nodes to be sure");
    assertThatThrownBy(() -> firstSpy(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("between 0 and 1, exclusive, not 1.0");
  }

  @Test
  void originNeedsASimulatedNetwork() {
    assertFails(() -> assertThat(World.of(net)).origin(), "origin() needs a SimulatedNetwork");
  }
}
