package dev.gossip.simulation.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.attack.HostileTransport;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileNodesTest {

  private static NetworkPlan of(NetworkPlan.Builder plan) {
    NetworkPlan built = plan.build();
    return HostileNodes.of(built, built.attackingNodes());
  }

  @Test
  void planWithoutAttackersStaysTheSame() {
    NetworkPlan plan = NetworkPlan.seeded(1).variant(node -> node == 1, node -> {}).build();

    assertThat(HostileNodes.of(plan, new TreeSet<>())).isEqualTo(plan);
  }

  @Test
  void attackersHaveATransportThatAttacksOverLinksLikeThoseOfTheOthers() {
    NetworkPlan plan = of(NetworkPlan.seeded(1).attack(List.of(2, 5), AttackKind.FORGER));

    assertThat(plan.common().settings()).containsEntry("gossip.transport.udp.security", "noise");
    Variant attacker = plan.variantOf(5).orElseThrow();
    assertThat(attacker.plugins()).singleElement().isInstanceOf(HostileTransport.class);
    assertThat(attacker.settings())
        .containsEntry("gossip.transport.use", "transport.hostile")
        .containsEntry("gossip.transport.hostile.attack", "forger")
        .containsEntry("gossip.transport.hostile.security", "noise")
        .containsEntry("gossip.transport.hostile.cipher", "aes");
    assertThat(plan.isHostile(2)).isTrue();
    assertThat(plan.isHostile(3)).isFalse();
    assertThat(plan.variantOf(3)).isEmpty();
  }

  @Test
  void securityOfTheLinksMayBeSetAndCountsForAttackersToo() {
    NetworkPlan plan =
        of(
            NetworkPlan.seeded(1)
                .attack(List.of(5), AttackKind.FORGER)
                .set("gossip.transport.udp.security", "none"));

    assertThat(plan.common().settings()).containsEntry("gossip.transport.udp.security", "none");
    assertThat(plan.variantOf(5).orElseThrow().settings())
        .containsEntry("gossip.transport.hostile.security", "none");
  }

  @Test
  void attackerKeepsWhatItsVariantSays() {
    NetworkPlan plan =
        of(
            NetworkPlan.seeded(1)
                .variant(node -> node > 3, node -> node.set("gossip.lifetime", "1m"))
                .attack(List.of(5), AttackKind.FORGER));

    assertThat(plan.variantOf(5).orElseThrow().settings())
        .containsEntry("gossip.lifetime", "1m")
        .containsEntry("gossip.transport.hostile.attack", "forger");
    assertThat(plan.variantOf(4).orElseThrow().settings()).containsOnlyKeys("gossip.lifetime");
  }

  @Test
  void networkWithoutAnHonestNodeIsRefused() {
    NetworkPlan.Builder attacked =
        NetworkPlan.seeded(1).attack(List.of(0, 1, 2, 3, 4, 5), AttackKind.SPAMMER);
    NetworkPlan.Builder hostile = NetworkPlan.seeded(1).hostile(node -> true, changes -> {});

    for (NetworkPlan.Builder plan : List.of(attacked, hostile)) {
      assertThatThrownBy(plan::build)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "all 6 nodes attack or are hostile, so that none is left to publish; leave one honest");
    }
  }

  @Test
  void attackersDoNotPublish() {
    NetworkPlan plan = NetworkPlan.seeded(1).attack(List.of(0, 1, 2), AttackKind.FORGER).build();

    assertThat(plan.counts().attacking()).isEqualTo(3);
    assertThat(plan.counts().publishing()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 6, 99})
  void attackerThatIsNoNodeIsRefused(int node) {
    NetworkPlan.Builder plan = NetworkPlan.seeded(1).attack(List.of(0, node), AttackKind.FORGER);

    assertThatThrownBy(plan::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("node " + node + " is to attack, and there is none; nodes are numbered 0 to 5");
  }

  @Test
  void slowNodeIsNotHostile() {
    NetworkPlan plan = of(NetworkPlan.seeded(1).attack(List.of(5), AttackKind.SLOW));

    assertThat(plan.isHostile(5)).isFalse();
    assertThat(plan.variantOf(5).orElseThrow().settings())
        .containsEntry("gossip.transport.hostile.attack", "slow");
  }
}
