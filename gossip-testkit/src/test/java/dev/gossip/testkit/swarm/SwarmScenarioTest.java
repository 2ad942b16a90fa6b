package dev.gossip.testkit.swarm;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scenarios as values: drawn, built by hand, and written as Java source. */
class SwarmScenarioTest {
  private static final List<SwarmScenario> DRAWN =
      LongStream.range(0, 2_000).mapToObj(SwarmScenario::draw).toList();

  @Test
  void sameSeedGivesTheSameScenario() {
    assertThat(LongStream.range(0, 2_000).mapToObj(SwarmScenario::draw)).isEqualTo(DRAWN);
    assertThat(DRAWN).doesNotHaveDuplicates();
  }

  @Test
  void swarmOfNoScenariosIsRejected() {
    Swarm swarm = new Swarm("relay.flooding");

    for (int scenarios : new int[] {0, -1}) {
      assertThatThrownBy(() -> swarm.run(42, scenarios))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a swarm needs at least one scenario, not " + scenarios);
    }
  }

  @Test
  void everyKindOfFaultOccursInAboutAThirdOfTheScenarios() {
    for (FaultKind kind : FaultKind.values()) {
      long on =
          DRAWN.stream()
              .filter(scenario -> scenario.faults().stream().anyMatch(f -> f.kind() == kind))
              .count();
      assertThat(on).as(kind.name()).isBetween(500L, 850L);
    }
  }

  @Test
  void allTopologiesSizesAndLatenciesAreDrawn() {
    assertThat(shares(scenario -> family(scenario.topology())).keySet())
        .containsExactly(
            "barabasi-albert",
            "complete",
            "erdos-renyi",
            "grid",
            "line",
            "random-outbound",
            "random-regular",
            "ring",
            "six",
            "star",
            "tree",
            "watts-strogatz");
    assertThat(shares(scenario -> family(scenario.latency())).keySet())
        .containsExactly("constant", "lognormal", "uniform");
    assertThat(DRAWN.stream().map(SwarmScenario::nodes).distinct())
        .contains(2, 40, 100)
        .allMatch(nodes -> nodes <= 40 || nodes == 100);
    assertThat(DRAWN).anyMatch(scenario -> scenario.bytesPerSecond() > 0);
    assertThat(shares(scenario -> "" + scenario.mtuBytes()).keySet())
        .containsExactly("0", "1200", "1280", "1500");
    assertThat(DRAWN.stream().flatMap(scenario -> scenario.settings().keySet().stream()).distinct())
        .containsExactlyInAnyOrder(
            "gossip.seen-ids",
            "gossip.store-messages",
            "gossip.lifetime",
            "gossip.transport.udp.security",
            "gossip.transport.udp.cipher");
  }

  @Test
  void oneOfTenScenariosHasProtectedLinks() {
    assertThat(DRAWN.stream().filter(SwarmScenarioTest::hasProtectedLinks).count())
        .isBetween(DRAWN.size() / 10L, DRAWN.size() / 10L + 1);
    assertThat(hasProtectedLinks(SwarmScenario.draw(1))).isTrue();
    assertThat(hasProtectedLinks(SwarmScenario.draw(2))).isFalse();
    assertThat(SwarmScenario.draw(1).toString())
        .contains("gossip.transport.udp.security = noise", "gossip.transport.udp.cipher = aes");
  }

  private static boolean hasProtectedLinks(SwarmScenario scenario) {
    return scenario.settings().getOrDefault("gossip.transport.udp.security", "").equals("noise");
  }

  private static SortedMap<String, Long> shares(Function<SwarmScenario, String> by) {
    return DRAWN.stream().collect(Collectors.groupingBy(by, TreeMap::new, Collectors.counting()));
  }

  private static String family(String text) {
    return text.split(":", 2)[0];
  }

  @Test
  @SuppressWarnings("unchecked")
  void javaSourceOfAScenarioBuildsAnEqualOne(@TempDir Path folder)
      throws ReflectiveOperationException {
    List<SwarmScenario> some = DRAWN.subList(0, 40);
    String source =
        String.join(
            "\n",
            "package swarm;",
            "import static java.time.Duration.ofMillis;",
            "import dev.gossip.testkit.swarm.SwarmScenario;",
            "import java.util.List;",
            "public class Written implements java.util.function.Supplier<List<SwarmScenario>> {",
            "  public List<SwarmScenario> get() {",
            "    return List.of(",
            some.stream().map(SwarmScenario::toJava).collect(Collectors.joining(",\n")),
            "    );",
            "  }",
            "}");
    Class<?> written = SourceCompiler.compile(folder, "swarm.Written", source);

    assertThat(((Supplier<Object>) written.getDeclaredConstructor().newInstance()).get())
        .isEqualTo(some);
  }

  @Test
  void textDescribesSettingsFaultsAndMessages() {
    SwarmScenario scenario =
        SwarmScenario.builder(9)
            .nodes(3)
            .set("gossip.lifetime", "1m")
            .reorder(0.5, ofMillis(200), ofMillis(0), ofMillis(1500))
            .churn(ofMillis(3000), ofMillis(500), ofMillis(1000), ofMillis(9000), 0, 2)
            .publish(1, ofMillis(2000), 40)
            .build();

    assertThat(scenario)
        .hasToString(
            """
            seed 9: 3 nodes, line, latency constant:10ms
              gossip.lifetime = 1m
              0 ms to 1500 ms: reordering of 0.5 within 200 ms
              1 s to 9 s: churn of [0, 2], up 3 s and down 500 ms on average
              messages in the chaos phase: [40 bytes by 1 at 2 s]
              messages in the quiet phase: []\
            """);
    assertThat(scenario.chaosEnd()).isEqualTo(ofMillis(9000));
  }

  @Test
  void invalidScenariosAreRejectedWithTheReason() {
    assertThatThrownBy(() -> SwarmScenario.builder(1).pause(ofMillis(0), ofMillis(1), 2).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown node 2; nodes are numbered 0 to 1");
    assertThatThrownBy(() -> SwarmScenario.builder(1).lose(1, ofMillis(5), ofMillis(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("not from 5ms until 5ms");
    assertThatThrownBy(() -> SwarmScenario.builder(1).topology("moon").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("moon");
  }
}
