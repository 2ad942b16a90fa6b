package dev.gossip.cli.simulate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Latency;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks that some forty simulated networks behave exactly as when their trace hashes were
 * recorded, on every JVM. Moving or renaming code changes no hash. Changes to the wire format, a
 * protocol or a default do: then replace the recorded hashes by those in the failures, and give the
 * reason in the commit message.
 */
@Timeout(60)
class TraceHashesTest {
  private static final int NODES = 24;
  private static final int SCENARIOS = 40;
  private static final List<String> RELAYS = List.of("flooding", "diffusion", "dandelion");
  private static final List<String> SPAM_CONTROLS = List.of("none", "rate-limit");
  private static final List<String> TOPOLOGIES =
      List.of(
          "line",
          "ring",
          "star",
          "tree:2",
          "grid",
          "complete",
          "random-regular:6",
          "erdos-renyi:0.3",
          "barabasi-albert:3",
          "watts-strogatz:6:0.1",
          "random-outbound:4");
  private static final String EQUAL_TIMERS =
      "a4fb3cfd02af1bb4f50c7b78898e69ab11d39542f86396057e126e8f760a51ea";
  private static final EachSecond NOTHING = (network, second, random) -> {};
  private static final Map<String, Disturbance> DISTURBANCES = disturbances();
  private static final Map<String, String> RECORDED = recorded();

  /** A fault scenario: a setup before the start, and an action in each second of the run. */
  private record Disturbance(Consumer<Simulation> setUp, EachSecond eachSecond) {}

  @FunctionalInterface
  private interface EachSecond {
    void apply(SimulatedNetwork network, int second, SplittableRandom random);
  }

  private record Scenario(
      int number, String relay, String spam, boolean signed, String topology, String disturbance) {

    /** Steps through each list by number. List lengths share no divisor, so that pairs differ. */
    static Scenario of(int number) {
      return new Scenario(
          number,
          RELAYS.get(number % RELAYS.size()),
          SPAM_CONTROLS.get(number / 2 % SPAM_CONTROLS.size()),
          number % 2 == 1,
          TOPOLOGIES.get(number % TOPOLOGIES.size()),
          List.copyOf(DISTURBANCES.keySet()).get(number % DISTURBANCES.size()));
    }

    @Override
    public String toString() {
      return String.join("/", relay, spam, signed ? "signed" : "unsigned", topology, disturbance);
    }
  }

  static List<Scenario> scenarios() {
    return IntStream.range(0, SCENARIOS).mapToObj(Scenario::of).toList();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void traceHashEqualsTheRecordedOne(Scenario scenario) {
    assertThat(trace(scenario))
        .as("seed %d", scenario.number)
        .isEqualTo(RECORDED.get(scenario.toString()));
  }

  /**
   * With one latency for all links, their timers have equal deadlines all the time, and messages
   * cross. Which goes first then shows in the random numbers that each of them gets.
   */
  @Test
  void networkWhoseLinksHaveEqualTimersBehavesAsRecorded() {
    SimulatedNetwork network =
        Simulation.seeded(41)
            .nodes(NODES)
            .topology(Topologies.randomRegular(6))
            .latency(Latency.constant(Duration.ofMillis(20)))
            .loss(0.1)
            .relay("diffusion")
            .start();
    for (int round = 0; round < 12; round++) {
      network.runFor(Duration.ofSeconds(1));
      for (int node = round; node < NODES; node += 3) {
        network.node(node).publish("round " + round + ", node " + node);
      }
    }
    network.runFor(Duration.ofSeconds(20));

    assertThat(network.record().traceHash()).isEqualTo(EQUAL_TIMERS);
  }

  @Test
  void scenariosCoverEveryRelayTopologyAndDisturbanceSignedAndUnsigned() {
    assertThat(RECORDED).hasSize(SCENARIOS);
    for (boolean signed : List.of(true, false)) {
      List<Scenario> some = scenarios().stream().filter(each -> each.signed == signed).toList();
      assertThat(some).extracting(Scenario::relay).containsAll(RELAYS);
      assertThat(some).extracting(Scenario::spam).containsAll(SPAM_CONTROLS);
      assertThat(some).extracting(Scenario::topology).containsAll(TOPOLOGIES);
      assertThat(some).extracting(Scenario::disturbance).containsAll(DISTURBANCES.keySet());
    }
  }

  private static String trace(Scenario scenario) {
    Simulation simulation =
        Simulation.seeded(scenario.number)
            .nodes(NODES)
            .topology(Topologies.parse(scenario.topology))
            .latency(Latency.logNormal(Duration.ofMillis(50), 0.5))
            .relay(scenario.relay)
            .set("gossip.spam.use", scenario.spam)
            .set("gossip.signing.use", scenario.signed ? "ed25519" : "none");
    Disturbance disturbance = Objects.requireNonNull(DISTURBANCES.get(scenario.disturbance));
    disturbance.setUp.accept(simulation);
    SimulatedNetwork network = simulation.start();
    SplittableRandom random = new SplittableRandom(scenario.number);
    for (int second = 0; second < 12; second++) {
      network.runFor(Duration.ofSeconds(1));
      disturbance.eachSecond.apply(network, second, random);
      SimulatedNode origin = network.node(random.nextInt(NODES));
      if (!origin.isDown()) {
        origin.publish("scenario " + scenario.number + ", second " + second);
      }
    }
    network.faults().heal();
    network.runFor(Duration.ofSeconds(20));
    return network.record().traceHash();
  }

  /** In a fixed order, which the scenarios step through. */
  private static Map<String, Disturbance> disturbances() {
    Map<String, Disturbance> all = new LinkedHashMap<>();
    addFaultsOfDatagrams(all);
    addFaultsOfLinks(all);
    addFaultsOfNodes(all);
    return all;
  }

  private static void addFaultsOfDatagrams(Map<String, Disturbance> all) {
    Duration spread = Duration.ofMillis(90);
    all.put("none", new Disturbance(simulation -> {}, NOTHING));
    all.put("loss", new Disturbance(simulation -> simulation.loss(0.2), NOTHING));
    all.put(
        "duplicates",
        new Disturbance(
            simulation ->
                simulation.faults(faults -> faults.everywhere().share(0.2).duplicate(spread)),
            NOTHING));
    all.put(
        "reordering",
        new Disturbance(
            simulation ->
                simulation.faults(faults -> faults.everywhere().share(0.2).reorder(spread)),
            NOTHING));
    all.put(
        "delay",
        new Disturbance(
            simulation -> simulation.faults(faults -> faults.from(1).delay(Duration.ofSeconds(1))),
            NOTHING));
    // Without signatures each corrupted copy is a new message, which spreads like any other. A
    // larger share would multiply messages without limit.
    all.put(
        "corruption",
        new Disturbance(
            simulation -> simulation.faults(faults -> faults.everywhere().share(0.001).corrupt()),
            NOTHING));
  }

  private static void addFaultsOfLinks(Map<String, Disturbance> all) {
    all.put(
        "partition",
        new Disturbance(
            simulation -> {},
            (network, second, random) -> {
              if (second == 3) {
                network.faults().partition(List.of(0, 1, 2, 3, 4, 5));
              } else if (second == 11) {
                network.faults().heal();
              }
            }));
    all.put(
        "silence",
        new Disturbance(
            simulation -> {},
            (network, second, random) -> {
              if (second == 3) {
                network.faults().cut(List.of(2, 5));
              }
            }));
    all.put(
        "narrow-links",
        new Disturbance(simulation -> simulation.bandwidth(20_000, 4_000).mtu(1_000), NOTHING));
  }

  private static void addFaultsOfNodes(Map<String, Disturbance> all) {
    all.put(
        "crashes",
        new Disturbance(
            simulation -> {},
            (network, second, random) -> {
              SimulatedNode node = network.node(random.nextInt(NODES));
              if (node.isDown()) {
                node.restartKeepingState();
              } else {
                node.crash();
              }
            }));
    all.put(
        "pauses-and-wrong-clocks",
        new Disturbance(
            simulation -> {},
            (network, second, random) -> {
              if (second == 0) {
                network.node(1).driftClock(80);
                network.node(2).skewClock(Duration.ofSeconds(-90));
              } else if (second == 4) {
                network.node(3).pause();
              } else if (second == 7) {
                network.node(3).resume();
              }
            }));
    all.put(
        "churn",
        new Disturbance(
            simulation -> {},
            (network, second, random) -> {
              if (second == 0) {
                network.churn(List.of(7, 8), Duration.ofSeconds(4), Duration.ofSeconds(2));
              }
            }));
    all.put(
        "supernode", new Disturbance(simulation -> simulation.loss(0.05).supernode(2), NOTHING));
  }

  private static Map<String, String> recorded() {
    try (InputStream in =
        Objects.requireNonNull(TraceHashesTest.class.getResourceAsStream("trace-hashes.txt"))) {
      Map<String, String> hashes = new LinkedHashMap<>();
      List<String> lines = new ArrayList<>(new String(in.readAllBytes(), UTF_8).lines().toList());
      lines.removeIf(line -> line.startsWith("#"));
      for (String line : lines) {
        String[] columns = line.split(" ", 2);
        hashes.put(columns[1], columns[0]);
      }
      return hashes;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
