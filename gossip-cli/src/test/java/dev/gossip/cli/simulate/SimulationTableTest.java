package dev.gossip.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.cli.text.HumanFormat;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.simulation.AttackReport;
import dev.gossip.simulation.DiscoveryReport;
import dev.gossip.simulation.RunReport;
import dev.gossip.simulation.RunReport.Percentiles;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.privacy.Estimate;
import dev.gossip.simulation.privacy.PrivacyReport;
import dev.gossip.simulation.run.RunResult;
import dev.gossip.simulation.topology.GraphMeasures;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the table of results that a simulation prints. */
class SimulationTableTest {
  private static final NetworkPlan PLAN = NetworkPlan.seeded(1).build();
  private static final NodeConfig CONFIG = NodeConfig.builder().build(List.of());

  private static final RunResult.Setup SETUP =
      new RunResult.Setup(CONFIG, 0, new TreeMap<>(), List.of());

  private static final RunReport FLOODING =
      new RunReport(
          50,
          200,
          1,
          50,
          100,
          1.0,
          35_100,
          30_200,
          0,
          6.163265,
          5.04,
          new Percentiles(97.21, 138.4, 171.06, 1_234.5),
          36_412,
          6_223_704,
          new TreeMap<>(),
          1_270.2,
          new TreeMap<>(Map.of("wire.fault", 4_740L)),
          "8c11e467227e14d6ffffffffffffffff");

  private static final RunReport SLOWER =
      new RunReport(
          50,
          200,
          1,
          50,
          100,
          0.99998,
          4_900,
          12,
          1_500,
          0.0,
          9,
          new Percentiles(2_950.4, 9_999, 61_000, 125_000),
          1_234_567,
          1_239_000_000,
          new TreeMap<>(Map.of("payload", 1_000_000L, "control", 45_000L)),
          999.4,
          new TreeMap<>(Map.of("no-room", 3L)),
          "0011223344556677ffffffffffffffff");

  @Test
  void tableHasAColumnPerRelayWithUnits() {
    List<String> lines =
        SimulationTable.of(
            List.of(
                new RunResult(
                    PLAN,
                    "relay.flooding",
                    SETUP,
                    FLOODING,
                    null,
                    null,
                    null,
                    Duration.ofMillis(10_600),
                    36_000,
                    400_000_000L),
                new RunResult(
                    PLAN,
                    "relay.slower",
                    SETUP,
                    SLOWER,
                    null,
                    null,
                    null,
                    Duration.ofMinutes(3),
                    36_000,
                    90_000_000_000L)));

    assertThat(String.join("\n", lines) + "\n")
        .isEqualTo(
            """
                                         relay.flooding      relay.slower
            messages published                      100               100
            coverage                              100 %           99.99 %
            latency p50                         97.2 ms            2.95 s
            latency p90                          138 ms            10.0 s
            latency p99                          171 ms            61.0 s
            latency max                          1.23 s        2 min 05 s
            hops to the last node                  5.04                 9
            payload transmissions                35,100             4,900
              for each message                      351                49
              duplicates                         30,200                12
            redundancy (RMR)                       6.16                 0
            control frames                            0             1,500
              bytes                             0 bytes           45.0 kB
            datagrams                            36,412         1,234,567
              bytes                             6.22 MB           1.24 GB
              bytes for each delivery           1.27 kB         999 bytes
            drops                                 4,740                 3
              no-room                                 0                 3
              wire.fault                          4,740                 0
            simulated time                       10.6 s             3 min
            wall time                            400 ms            90.0 s
            frames a second                      90,000               400
            trace hash                 8c11e467227e14d6  0011223344556677
            """);
  }

  @Test
  void missingLinksAreCountedWithTheirReason() {
    RunResult.Setup setup =
        new RunResult.Setup(
            CONFIG, 74, new TreeMap<>(Map.of("no room (max-links)", 73L)), List.of());

    assertThat(
            SimulationTable.of(
                List.of(
                    new RunResult(
                        PLAN, "relay.a", setup, SLOWER, null, null, null, Duration.ZERO, 1, 1),
                    new RunResult(
                        PLAN, "relay.b", SETUP, SLOWER, null, null, null, Duration.ZERO, 1, 1))))
        .contains(
            "links that did not come up                    74                 0",
            "  refused: no room (max-links)                73                 0");
  }

  @Test
  void shapeOfADiscoveredNetworkIsShownNextToARandomOne() {
    RunResult.Discovery discovery =
        new RunResult.Discovery(
            Duration.ofMillis(9_700),
            8,
            new DiscoveryReport(
                8,
                8.25,
                9,
                new GraphMeasures(50, 400, 9, 16.0, 40, 0.4123, 1.66, 3),
                new GraphMeasures(50, 400, 8, 16.0, 22, 0.3251, 1.67, 3)));

    assertThat(
            SimulationTable.of(
                List.of(
                    new RunResult(
                        PLAN,
                        "relay.a",
                        SETUP,
                        SLOWER,
                        discovery,
                        null,
                        null,
                        Duration.ZERO,
                        1,
                        1))))
        .containsSequence(
            "peers found after                      9.70 s",
            "outbound (min / mean / max)      8 / 8.25 / 9",
            "links (min / mean / max)          9 / 16 / 40",
            "  of a random network             8 / 16 / 22",
            "clustering                              0.412",
            "  of a random network                   0.325",
            "path length                              1.66",
            "  of a random network                    1.67");
  }

  @Test
  void spyEstimatesHaveConfidenceIntervals() {
    PrivacyReport privacy =
        new PrivacyReport(40, new Estimate(0.2131, 0.15, 0.31), new Estimate(0.4, 0.3, 1));

    assertThat(
            SimulationTable.of(
                List.of(
                    new RunResult(
                        PLAN, "relay.a", SETUP, SLOWER, null, privacy, null, Duration.ZERO, 1, 1))))
        .contains(
            "spies' precision                      0.213",
            "  95 % confidence            0.150 to 0.310",
            "spies' recall                         0.400",
            "  95 % confidence            0.300 to 1.000");
  }

  @Test
  void attackersThatSomebodyStillListensToHaveNoTimeUntilAllDiscouragedThem() {
    assertThat(
            SimulationTable.of(
                List.of(attacked(new AttackReport(AttackKind.GARBAGE_FLOODER, 0.2, 1, 9, null)))))
        .containsSequence(
            "attackers discouraged                            9",
            "  from the first offence, within                 -",
            "honest pairs discouraged                         1");
    assertThat(
            SimulationTable.of(
                List.of(
                    attacked(new AttackReport(AttackKind.GARBAGE_FLOODER, 0.2, 0, 10, 5_300L)))))
        .containsSequence(
            "attackers discouraged                           10",
            "  from the first offence, within            5.30 s",
            "honest pairs discouraged                         0");
  }

  private static RunResult attacked(AttackReport attack) {
    return new RunResult(PLAN, "relay.a", SETUP, SLOWER, null, null, attack, Duration.ZERO, 1, 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0      | 0 ms
          0.004  | 0.00 ms
          9.994  | 9.99 ms
          9.996  | 10.0 ms
          99.96  | 100 ms
          999.6  | 1.00 s
          9996   | 10.0 s
          119960 | 2 min 00 s
          """)
  void timesHaveThreeDigits(double millis, String text) {
    assertThat(HumanFormat.millis(millis)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0             | 0 bytes
          999           | 999 bytes
          1000          | 1.00 kB
          999600        | 1.00 MB
          45000000      | 45.0 MB
          1234567890    | 1.23 GB
          9876543210000 | 9.88 TB
          """)
  void sizesHaveThreeDigits(double bytes, String text) {
    assertThat(HumanFormat.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1        | 100 %
          0.999999 | 99.99 %
          0.5      | 50 %
          0.123456 | 12.35 %
          0.000001 | 0.01 %
          0        | 0 %
          """)
  void percentagesRoundToAllOrNoneOnlyIfExact(double share, String text) {
    assertThat(HumanFormat.percent(share)).isEqualTo(text);
  }
}
