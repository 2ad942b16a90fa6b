package dev.gossip.simulation.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.gossip.simulation.RunReport;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Results of spies that can be calculated by hand: floods along a line of five nodes. */
class SpiesTest {
  private static SimulatedNetwork line(Duration hop, int supernode, int... origins) {
    SimulatedNetwork network =
        Simulation.seeded(1)
            .observing()
            .nodes(5)
            .topology(Topologies.line())
            .latency(Latency.constant(hop))
            .supernode(supernode)
            .start();
    network.awaitLinks(Duration.ofSeconds(10));
    for (int origin : origins) {
      network.node(origin).publish("from " + origin);
      assertThat(network.runUntilQuiet(Duration.ofSeconds(5))).isTrue();
    }
    return network;
  }

  private static final Duration HOP = Duration.ofMillis(10);

  private static PrivacyReport report(Spies spies, String estimator) {
    return spies.report(Estimator.parse(estimator));
  }

  @Test
  void precisionFallsWhenMoreMessagesAreAttributedToTheSameNode() {
    SimulatedNetwork network = line(HOP, 0, 0, 1, 3, 4);

    PrivacyReport report = report(Spies.at(network, List.of(2)), "first-spy");

    // Messages of 0 and 1 are attributed to node 1, those of 3 and 4 to node 3: half are correct.
    assertThat(report.messages()).isEqualTo(4);
    assertThat(report.recall().value()).isEqualTo(0.5);
    assertThat(report.precision().value()).isEqualTo((1 / 2.0 + 1 / 2.0) / 4);
  }

  @Test
  void spiesIgnoreTheirOwnMessagesAndDoNotSuspectEachOther() {
    // Without latency node 1 passes a message of node 0 on to node 2 at the same moment.
    SimulatedNetwork network = line(Duration.ZERO, 0, 0, 1, 2);

    PrivacyReport report = report(Spies.at(network, List.of(1, 2)), "first-spy:strict");

    assertThat(report.messages()).isEqualTo(1);
    assertThat(report.recall().value()).isEqualTo(1);
    assertThat(report.precision().value()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"strict, 0, 0", "fair, 0.5, 0.5", "weak, 1, 1"})
  void tieBreakingMakesATieAFailureAShareOrAHit(String ties, double recall, double precision) {
    // Without latency the spies at both ends receive it at the same time, from 1 and from 3.
    SimulatedNetwork network = line(Duration.ZERO, 0, 1);

    PrivacyReport report = report(Spies.at(network, List.of(0, 4)), "first-spy:" + ties);

    assertThat(report.recall().value()).isEqualTo(recall);
    assertThat(report.precision().value()).isEqualTo(precision);
  }

  @Test
  void supernodeReceivesFromTheOriginFirst() {
    SimulatedNetwork network = line(HOP, 3, 0, 1, 2, 3, 4);

    PrivacyReport report = report(Spies.supernode(network), "first-spy:strict");

    assertThat(report.precision().value()).isEqualTo(1);
    assertThat(report.recall().value()).isEqualTo(1);
  }

  @Test
  void supernodeDoesNotChangeTheRunReport() {
    RunReport without = line(HOP, 0, 0, 1, 2, 3, 4).report();
    SimulatedNetwork watched = line(HOP, 3, 0, 1, 2, 3, 4);
    RunReport with = watched.report();

    // Along the line each message is sent over each of the four links once.
    assertThat(with.transmissions()).isEqualTo(5 * 4);
    assertThat(with.rmr()).isZero();
    assertThat(with.nodes()).isEqualTo(5);
    assertThat(with.edges()).isEqualTo(4);
    assertThat(with.coverage()).isEqualTo(1);
    assertThat(with.hops()).isEqualTo(without.hops());
    assertThat(with.latencyMillis()).isEqualTo(without.latencyMillis());
    assertThat(with.bytesByKind().get("payload")).isEqualTo(without.bytesByKind().get("payload"));
    assertThat(with.bytesByKind().get("control")).isEqualTo(without.bytesByKind().get("control"));
    // Link maintenance differs by a few pings.
    assertThat((double) with.datagrams())
        .isCloseTo((double) without.datagrams(), withinPercentage(20));
    assertThat((double) with.bytes()).isCloseTo((double) without.bytes(), withinPercentage(20));
    assertThat(watched.linksNotUp()).isZero();
    assertThat(watched.spyLinksNotUp()).isZero();
  }

  @Test
  void datagramsLostOnSupernodeLinksAreNotCounted() {
    SimulatedNetwork network = line(HOP, 2, 0);
    network.faults().to(5).drop();
    network.faults().from(6).drop();
    network.node(1).publish("x");
    network.runFor(Duration.ofSeconds(20));

    assertThat(network.report().drops()).doesNotContainKey("wire.fault");
    assertThat(network.linksNotUp()).isZero();
    assertThat(network.spyLinksNotUp()).isEqualTo(10);
  }

  @Test
  void supernodeRecordsOneObservationPerNode() {
    SimulatedNetwork network = line(HOP, 1, 0);

    var message = network.record().messages().iterator().next();

    assertThat(
            message.observations().stream()
                .filter(observation -> observation.watcher() == 5)
                .toList())
        .extracting(observation -> observation.from())
        .containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void reportingCentreIsTheMiddleOfTheReporters() {
    ReportingCentrality estimator =
        new ReportingCentrality(5, line(HOP, 0).edges(), 5, TieBreaking.FAIR);
    SimulatedNetwork network = line(HOP, 1, 0);
    var all = network.record().messages().iterator().next().observations();
    var toSpy = all.stream().filter(observation -> observation.watcher() == 5).toList();

    assertThat(estimator.candidates(toSpy, node -> true)).containsExactly(2);
    assertThat(estimator.candidates(toSpy.subList(0, 2), node -> true)).containsExactly(0, 1);
    assertThat(estimator.candidates(toSpy, node -> node != 2)).containsExactly(1, 3);
    assertThat(estimator.candidates(List.of(), node -> true)).isEmpty();
  }

  @Test
  void drawIsDeterminedByTheSeedAndHasTheRequestedShare() {
    SimulatedNetwork network = line(HOP, 0);
    Set<List<Integer>> draws = new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
    for (int draw = 0; draw < 20; draw++) {
      List<Integer> spies = Spies.draw(5, 0.4, network.seed(), draw);
      assertThat(spies).hasSize(2).doesNotHaveDuplicates().allMatch(spy -> spy >= 0 && spy < 5);
      assertThat(Spies.draw(5, 0.4, network.seed(), draw)).isEqualTo(spies);
      draws.add(spies);
    }
    assertThat(draws).hasSizeGreaterThan(5);
  }

  @Test
  void confidenceIntervalMatchesWilson() {
    Estimate half = Estimate.of(0.5, 0.25 / 100, 100, 1_000_000);
    assertThat(half.low()).isCloseTo(0.4038, within(1e-4));
    assertThat(half.high()).isCloseTo(0.5962, within(1e-4));
    // Ten zeros do not prove that the mean is zero.
    assertThat(Estimate.of(new double[10]).high()).isCloseTo(0.2775, within(1e-4));
    assertThat(Estimate.of(new double[0])).isEqualTo(new Estimate(0, 0, 1));
  }

  @Test
  void confidenceIntervalIsNarrowerForValuesThatScatterLess() {
    double[] shares = new double[100];
    double[] halves = new double[100];
    for (int i = 0; i < 100; i++) {
      shares[i] = i % 2;
      halves[i] = 0.4 + 0.2 * (i % 2);
    }
    Estimate ofShares = Estimate.of(shares);
    Estimate ofHalves = Estimate.of(halves);

    assertThat(ofHalves.value()).isCloseTo(ofShares.value(), within(1e-9));
    // 1.98 times the standard error of 0.01.
    assertThat(ofHalves.high()).isCloseTo(0.5199, within(2e-4));
    assertThat(ofShares.high()).isCloseTo(0.5978, within(2e-4));
  }

  @Test
  void confidenceIntervalIsWideForFewValuesThatAgreeByChance() {
    assertThat(Estimate.of(new double[] {0.5, 0.5}).high()).isGreaterThan(0.9);
    assertThat(Estimate.of(new double[] {0.4, 0.5}).high()).isGreaterThan(0.8);
    assertThat(Estimate.of(new double[] {0.2, 0.2, 0.2}).high()).isGreaterThan(0.5);
    assertThat(Estimate.of(new double[] {0.2})).isEqualTo(new Estimate(0.2, 0, 1));
    double[] ten = new double[10];
    ten[3] = 0.01;
    assertThat(Estimate.of(ten).high()).isGreaterThan(0.27);
    double[] five = {0.45, 0.5, 0.55, 0.5, 0.5};
    // 2.776 times the standard error of 0.0158.
    assertThat(Estimate.of(five).error()).isCloseTo(0.0439, within(5e-4));
  }

  @Test
  void confidenceIntervalsContainTheMeanOverManyNetworks() {
    int networks = 80;
    double[] means = new double[networks];
    List<PrivacyReport> reports = new ArrayList<>();
    for (int seed = 1; seed <= networks; seed++) {
      SimulatedNetwork network =
          Simulation.seeded(seed)
              .nodes(60)
              .topology(Topologies.randomOutbound(4))
              .observing()
              .start();
      network.awaitLinks(Duration.ofSeconds(10));
      network.nodes().forEach(node -> node.publish("from " + node));
      assertThat(network.runUntilQuiet(Duration.ofSeconds(10))).isTrue();
      reports.add(Spies.meanOfDraws(network, 0.2, 20, Estimator.parse("first-spy")));
      means[seed - 1] = reports.get(seed - 1).precision().value();
    }

    double expected = Estimate.mean(means);
    long right =
        reports.stream()
            .map(PrivacyReport::precision)
            .filter(precision -> precision.low() <= expected && expected <= precision.high())
            .count();
    double width =
        reports.stream()
            .mapToDouble(report -> report.precision().high() - report.precision().low())
            .average()
            .orElseThrow();
    // Exact 95 % intervals would hold the mean in 76 of 80 cases and be four deviations wide. These
    // are about five wide: of 40 networks, the deviation is too uncertain for the upper bound.
    assertThat(right).as("intervals that hold the mean, seeds 1 to 80").isGreaterThanOrEqualTo(68);
    assertThat(width / Math.sqrt(Estimate.variance(means))).as("width").isBetween(3.0, 6.0);
  }

  @Test
  void confidenceIntervalIsNotNarrowerBecauseOfRounding() {
    for (int count = 3; count <= 60; count++) {
      for (int k = 2; k < count; k++) {
        double[] values = new double[count];
        Arrays.fill(values, 1.0 / k);
        assertThat(Estimate.of(values).error()).as("%d times 1/%d", count, k).isGreaterThan(0.02);
      }
    }
  }

  @Test
  void oneDrawGivesNoConfidence() {
    SimulatedNetwork network = line(HOP, 0, 0, 1, 2, 3, 4);
    PrivacyReport report = Spies.meanOfDraws(network, 0.4, 1, Estimator.parse("first-spy"));

    assertThat(report.precision().low()).isZero();
    assertThat(report.precision().high()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "first-spy",
        "first-spy:strict",
        "reporting-centrality",
        "reporting-centrality:weak"
      })
  void estimatorNameCanBeParsed(String name) {
    assertThat(Estimator.parse(name).create(5, List.of()).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "last-spy", "first-spy:kind", "first-spy:fair:fair"})
  void unknownEstimatorIsRejectedWithTheKnownNames(String name) {
    assertThatThrownBy(() -> Estimator.parse(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + name + "'")
        .hasMessageContaining("first-spy or reporting-centrality");
  }
}
