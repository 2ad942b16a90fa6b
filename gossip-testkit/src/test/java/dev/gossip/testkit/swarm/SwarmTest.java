package dev.gossip.testkit.swarm;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.testkit.GossipTest;
import dev.gossip.testkit.Seed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Flooding, and with it engine, transport and simulation, in many scenarios. {@link GossipTest}
 * describes how the seeds are chosen and how to run more.
 */
class SwarmTest {
  private static final int SCENARIOS = 20;
  private static final Duration START = ofMillis(0);
  private static final Duration SECOND = ofMillis(1_000);

  @GossipTest
  void floodingKeepsAllInvariantsInEveryScenario(@Seed long seed) {
    new Swarm("relay.flooding").progress(System.out::println).run(seed, SCENARIOS);
  }

  @GossipTest
  void signedMessagesSurviveCorruptionOfAnyDatagram(@Seed long seed) {
    new Swarm("relay.flooding")
        .with(new SealedMessages())
        .progress(System.out::println)
        .run(seed, SCENARIOS);
  }

  @Test
  void unsignedMessagesAreNotCorrupted() {
    // With about one seed of ten no flipped bit is in the payload of a message that arrives.
    SwarmScenario allIsCorrupted =
        SwarmScenario.builder(1)
            .nodes(6)
            .topology("six")
            .corrupt(1, SECOND, ofMillis(30_000))
            .publish(0, ofMillis(500), 200)
            .publish(2, ofMillis(5_000), 200)
            .publishInQuietPhase(1, START, 1)
            .build();

    new Swarm("flooding").check(allIsCorrupted);
    assertThatThrownBy(
            () -> new Swarm("flooding").with(new UnsealedMessages()).check(allIsCorrupted))
        .isInstanceOf(SwarmFailure.class)
        .hasMessageContaining("which nobody published");
  }

  @Test
  void messagesNeedNotReachNodesWithoutAPath() {
    new Swarm("flooding")
        .check(
            SwarmScenario.builder(1)
                .nodes(5)
                .topology("erdos-renyi:0.0")
                .publishInQuietPhase(0, START, 10)
                .build());
  }

  @Test
  void scenarioIsRepeatableAndSettingsOfTheSwarmOverrideItsOwn() {
    SwarmScenario scenario = SwarmScenario.builder(1).set("gossip.lifetime", "1m").build();
    Swarm swarm = new Swarm("flooding").set("gossip.lifetime", "2s");

    SwarmOutcome outcome = swarm.play(scenario);

    assertThat(outcome.violation()).isEmpty();
    assertThat(swarm.play(scenario)).isEqualTo(outcome);
    assertThat(new Swarm("flooding").play(scenario).traceHash()).isNotEqualTo(outcome.traceHash());
  }

  @Test
  void unknownRelayIsAnErrorAndNotAViolation() {
    assertThatThrownBy(() -> new Swarm("relay.unknown").run(1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("relay.unknown");
  }

  @Test
  void writtenTestCompilesWithPluginsThatItCannotCreate(@TempDir Path folder) {
    String source =
        ReplaySource.of(
            SwarmScenario.builder(-5).build(),
            Invariant.BECOMES_QUIET,
            "relay.mine",
            List.of(
                new Saboteurs.Saboteur(
                    "relay.mine",
                    context -> {
                      throw new AssertionError();
                    }) {},
                new SealedMessages()),
            Map.of("gossip.network", "a \"name\""));

    assertThat(source)
        .contains(
            "void replaysSeedMinus5()",
            "new Swarm(/* create the plugin as your swarm test does */ \"relay.mine\")"
                + ".with(new SealedMessages())"
                + ".set(\"gossip.network\", \"a \\\"name\\\"\").check(scenario);");
    assertThat(SourceCompiler.compile(folder, "dev.gossip.testkit.swarm.SwarmReplayTest", source))
        .isNotNull();
  }
}
