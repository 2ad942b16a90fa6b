package dev.gossip.simulation.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.api.Discouragement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With {@code -Dgossip.docs.write=true} this test writes {@code docs/attacks.md}. */
class AttackKindTest {
  private static final String INTRODUCTION =
      """
      # Attacks

      The attacks that simulations and container tests can let a node run. The node stays honest
      otherwise: it exchanges HELLOs, relays and answers as its configuration says, and the attack
      changes what goes over its links, frame by frame.

      ```sh
      ./gossip simulate --nodes 40 --attack 0.2:forger --spam reputation,rate-limit --signing ed25519
      ```

      In a test, `Simulation.attack(0.2, AttackKind.SPAMMER)` draws the attackers so that the honest
      nodes stay connected, each with at least three honest peers; `SimulatedNetwork.attackReport()`
      says which nodes were discouraged, and how soon. The attackers of a `NetworkPlan` attack in
      [every kind of world](container-tests.md#all-worlds) of the test kit; real nodes have the plugin
      `HostileTransport` of gossip-simulation, which is not registered, so that nobody runs it by
      mistake. What it sends in the name of others has its own source address
      there, unless the network rewrites it.

      *Can be proven* names the rules of `spam.reputation` that the attack breaks so that each peer
      sees it. The other attacks break no rule: a link loses frames, a peer may have nothing to say,
      and some peers are slow. What helps against them is that a node has several peers.

      Attackers take part under the ids that their links prove, except `fresh-ids`. Figures of a run
      are of honest nodes: coverage, latency, and the nodes that were discouraged; transmissions and
      bytes are of all nodes. `slow` is an honest node, which nobody may discourage.

      | attack | what the node does | can be proven |
      | --- | --- | --- |
      """;

  private final Path page =
      Path.of(System.getProperty("basedir", "")).resolve("../docs/attacks.md");

  @Test
  void pageIsUpToDate() throws IOException {
    StringBuilder text = new StringBuilder(INTRODUCTION);
    for (AttackKind kind : AttackKind.values()) {
      text.append("| `").append(kind.id()).append("` | ").append(kind.summary()).append(" | ");
      text.append(
          kind.isProven()
              ? kind.rules().stream()
                  .map(rule -> "`" + rule + "`")
                  .collect(Collectors.joining(", "))
              : "no");
      text.append(" |\n");
    }
    if (Boolean.getBoolean("gossip.docs.write")) {
      Files.writeString(page, text);
    }
    assertThat(Files.readString(page))
        .as("%s; the tests with -Dgossip.docs.write=true write it", page)
        .isEqualTo(text.toString());
  }

  @ParameterizedTest
  @EnumSource(AttackKind.class)
  void eachKindHasAnIdOneLineAndRulesWithValidNames(AttackKind kind) {
    assertThat(AttackKind.parse(kind.id())).isEqualTo(kind);
    assertThat(kind.id()).matches("[a-z]+(-[a-z]+)*");
    assertThat(kind.summary()).isNotBlank().doesNotContain("\n", "|");
    assertThat(kind.rules()).allMatch(Discouragement::isRule);
    assertThat(kind.isHonest() && kind.isProven()).isFalse();
  }

  @Test
  void unknownIdIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> AttackKind.parse("ddos"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("there is no attack 'ddos'; there is spammer, garbage-flooder, ")
        .hasMessageEndingWith("slow");
  }
}
