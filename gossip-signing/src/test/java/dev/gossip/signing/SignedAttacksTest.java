package dev.gossip.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.AuthorId;
import dev.gossip.api.MessageId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What attacks of the library do where messages are signed. */
class SignedAttacksTest {
  private static final Duration BETWEEN_MESSAGES = Duration.ofMillis(200);
  private static final int ATTACKER = 1;
  private static final int OBSERVER = 2;

  // Of what the observer has delivered.
  private final Map<AuthorId, Integer> authors = new HashMap<>();

  private SimulatedNetwork network(long seed, Topology topology, AttackKind kind) {
    return Simulation.seeded(seed)
        .nodes(3)
        .topology(topology)
        .with(new Ed25519Plugin())
        .events(this::onEvent)
        .attack(Set.of(ATTACKER), kind)
        .start();
  }

  private void onEvent(NodeEvent event, int node) {
    if (event instanceof NodeEvent.Delivered delivered && node == OBSERVER) {
      authors.merge(delivered.message().author(), 1, Integer::sum);
    }
  }

  private static List<MessageId> publish(SimulatedNetwork network, int messages) {
    List<MessageId> published = new ArrayList<>();
    network.runFor(Duration.ofSeconds(2));
    for (int i = 0; i < messages; i++) {
      published.add(network.node(0).publish("message " + i));
      network.runFor(BETWEEN_MESSAGES);
    }
    return published;
  }

  private static long badSignatures(SimulatedNode node) {
    Map<String, Long> metrics = node.metrics();
    return metrics.getOrDefault("dropped.bad-signature", 0L)
        + metrics.getOrDefault("dropped.bad-signature-again", 0L);
  }

  @Test
  void forgerSendsForgedCopyOfEachMessage() {
    SimulatedNetwork network = network(1, Topologies.complete(), AttackKind.FORGER);
    List<MessageId> published = publish(network, 50);

    assertThat(published).allMatch(id -> network.coverage(id) == 1);
    assertThat(network.record().forged()).isZero();
    // The publisher gets a copy of its own message back, and the other node gets one or two.
    assertThat(badSignatures(network.node(0))).isBetween(30L, 60L);
    assertThat(badSignatures(network.node(OBSERVER))).isBetween(30L, 100L);
    assertThat(network.node(OBSERVER).metrics().getOrDefault("dropped.malformed-frame", 0L))
        .isZero();
  }

  @Test
  void spammerHasValidMessagesOfOneAuthor() {
    SimulatedNetwork network = network(1, Topologies.line(), AttackKind.SPAMMER);
    network.runFor(Duration.ofSeconds(10));

    assertThat(authors).hasSize(1);
    assertThat(authors.keySet()).doesNotContain(AuthorId.NONE);
    assertThat(authors.values()).allMatch(count -> count > 1_900 && count <= 2_000);
    assertThat(badSignatures(network.node(OBSERVER))).isZero();
  }

  @Test
  void selectiveDropperKeepsBackAllMessagesOfThirdOfTheAuthors() {
    int none = 0;
    int seeds = 60;
    for (int seed = 0; seed < seeds; seed++) {
      SimulatedNetwork network = network(seed, Topologies.line(), AttackKind.SELECTIVE_DROPPER);
      List<MessageId> published = publish(network, 5);
      network.runFor(Duration.ofSeconds(2));
      long passed = published.stream().filter(id -> network.coverage(id) == 1).count();

      assertThat(passed).as("seed %s", seed).isIn(0L, 5L);
      none += passed == 0 ? 1 : 0;
    }
    // A third of them, with four standard deviations.
    assertThat(none).isBetween(6, 34);
  }

  @Test
  void covertFlashForgesAfterFifteenSeconds() {
    SimulatedNetwork network = network(1, Topologies.complete(), AttackKind.COVERT_FLASH);
    publish(network, 60);
    assertThat(badSignatures(network.node(OBSERVER))).isZero();

    publish(network, 50);
    assertThat(badSignatures(network.node(OBSERVER))).isPositive();
  }
}
