package dev.gossip.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.simulation.LinkProtection;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.attack.HostileRelay;
import dev.gossip.simulation.attack.MessageAttack;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs attacks on messages in networks where 30 % of the nodes are hostile. Thresholds for every
 * seed: every honest message is delivered exactly once at every honest node, no forged message is
 * delivered, and each drop is counted under its own reason and reported by as many events. {@code
 * -Dgossip.seeds.scale=50} runs 100 seeds of each attack. One of ten has protected links. Prints a
 * table at the end.
 */
@TestInstance(Lifecycle.PER_CLASS)
class AttacksTest {
  private static final int SEEDS = 2 * Integer.getInteger("gossip.seeds.scale", 1);
  private static final int MESSAGES = 6;
  private static final String REPLAY = "dropped.possible-replay";
  private static final Duration LONG = Duration.ofSeconds(30);

  private final AttackTable table = new AttackTable();

  @AfterAll
  void printTable() {
    System.out.printf("%n%s%n", table);
    System.out.println("seeds with protected links: " + protectedSeeds());
  }

  private static List<Integer> protectedSeeds() {
    return IntStream.rangeClosed(1, SEEDS).filter(LinkProtection::isOn).boxed().toList();
  }

  @ParameterizedTest
  @EnumSource
  void attackNeitherSilencesNorForgesNorRepeatsMessages(MessageAttacks attack) {
    for (int seed = 1; seed <= SEEDS; seed++) {
      HostileNetwork network = new HostileNetwork(seed, attack::create);
      network.publish(MESSAGES);
      network.simulated.runFor(Duration.ofSeconds(2));
      String counter = "dropped." + attack.reason();
      table.add(attack.name(), network, network.forged(), counter);

      assertThat(network.silenced()).as("%s, seed %d: silenced", attack, seed).isZero();
      assertThat(network.forged()).as("%s, seed %d: forged", attack, seed).isZero();
      assertCountedAndReported(network, counter, attack + ", seed " + seed);
    }
  }

  @Test
  void messageReplayedAfterSeenCacheEvictionIsNotDeliveredAgain() {
    for (int seed = 1; seed <= SEEDS; seed++) {
      // The cache holds the latest 64 ids; the 96 messages are replayed repeatedly.
      HostileNetwork network =
          new HostileNetwork(seed, context -> new Replay(3), "gossip.seen-ids", "64");
      network.publish(96);
      network.simulated.runFor(LONG);
      table.add("replay after cache eviction", network, network.forged(), REPLAY);

      assertThat(network.silenced()).as("seed %d: silenced", seed).isZero();
      assertCountedAndReported(network, REPLAY, "seed " + seed);
    }
  }

  @Test
  void messageReplayedAfterItsLifetimeIsDroppedAsExpired() {
    for (int seed = 1; seed <= SEEDS; seed++) {
      HostileNetwork network =
          new HostileNetwork(seed, context -> new Replay(100), "gossip.lifetime", "30s");
      network.publish(MESSAGES);
      network.simulated.runFor(Duration.ofSeconds(150));
      table.add("replay after its lifetime", network, network.forged(), "dropped.expired");

      assertThat(network.silenced()).as("seed %d: silenced", seed).isZero();
      assertCountedAndReported(network, "dropped.expired", "seed " + seed);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void restartedNodeRemembersDeliveriesOnlyWithADataFolder(boolean folder) {
    for (int seed = 1; seed <= SEEDS; seed++) {
      String[] settings = folder ? new String[] {"gossip.data-dir", "data"} : new String[0];
      HostileNetwork network = new HostileNetwork(seed, context -> new Replay(3), settings);
      network.publish(MESSAGES);
      network.simulated.runFor(Duration.ofSeconds(2));
      SimulatedNode restarted = network.listenerWithAHostilePeer();
      assertThat(restarted.metrics().get("messages-delivered"))
          .as("seed %d: delivered before the restart", seed)
          .isEqualTo(MESSAGES);
      restarted.crash();
      restarted.restart();
      network.simulated.runFor(LONG);
      String kind = "replay after a restart " + (folder ? "with" : "without") + " a folder";
      table.add(kind, network, network.forged(), "");

      long again = restarted.metrics().getOrDefault("messages-delivered", 0L);
      assertThat(again).as("seed %d: delivered again", seed).isEqualTo(folder ? 0 : MESSAGES);
      assertThat(network.silenced()).as("seed %d: silenced", seed).isZero();
    }
  }

  @Test
  void equivocatingMessagesAreBothDeliveredAndReported() {
    for (int seed = 1; seed <= SEEDS; seed++) {
      HostileNetwork network =
          new HostileNetwork(seed, context -> new Equivocation(context.random()));
      network.publish(1);
      network.simulated.runFor(Duration.ofSeconds(5));
      // Messages of hostile authors are delivered as theirs, so they are not forged.
      table.add("two messages with one sequence number", network, 0, "equivocations");

      long equivocating = 2L * HostileNetwork.HOSTILE;
      assertThat(network.forged())
          .as("seed %d: deliveries of both messages of each hostile author", seed)
          .isEqualTo(equivocating * HostileNetwork.HONEST);
      assertThat(network.honestMetric("equivocations"))
          .as("seed %d: equivocations noticed", seed)
          .isEqualTo((long) HostileNetwork.HOSTILE * HostileNetwork.HONEST)
          .isEqualTo(network.events("equivocations"));
      assertThat(network.silenced()).as("seed %d: silenced", seed).isZero();
    }
  }

  @Test
  void reorderingWithinTheLifetimeLosesNoMessage() {
    for (int seed = 1; seed <= SEEDS; seed++) {
      SimulatedNetwork line =
          Simulation.seeded(seed)
              .nodes(3)
              .topology(Topologies.line())
              .with(new Ed25519Plugin())
              .hostile(
                  node -> node == 1,
                  variant -> variant.with(new HostileRelay("relay.flooding", Shuffle::new)))
              .start();
      line.awaitLinks(LONG);
      List<MessageId> published = new ArrayList<>();
      for (int i = 0; i < 140; i++) {
        published.add(line.node(0).publish("message " + i));
        line.runFor(Duration.ofSeconds(1));
      }
      line.runFor(Duration.ofMinutes(3));

      assertThat(published)
          .as("seed %d: all pass a node that shuffles them for minutes", seed)
          .allMatch(id -> line.record().message(id).orElseThrow().reached(2));
    }
  }

  @Test
  void messagesDeliveredAfterAHealedPartitionAreNotReplays() {
    for (int seed = 1; seed <= SEEDS; seed++) {
      HostileNetwork network = new HostileNetwork(seed, context -> new Replay(3));
      List<Integer> left = IntStream.range(0, HostileNetwork.NODES / 2).boxed().toList();
      Fault cut = network.simulated.faults().partition(left);
      network.publish(30);
      network.simulated.runFor(Duration.ofSeconds(60));
      cut.remove();
      network.simulated.awaitLinks(Duration.ofSeconds(60));
      network.simulated.runFor(LONG);

      // Hostile nodes on both sides replay what they have seen; flooding itself repairs nothing.
      assertThat(network.honestMetric(REPLAY)).as("seed %d", seed).isZero();
      assertThat(network.silenced()).as("seed %d: silenced", seed).isZero();
    }
  }

  private static void assertCountedAndReported(
      HostileNetwork network, String counter, String context) {
    assertThat(network.honestMetric(counter))
        .as("%s: %s, and its events", context, counter)
        .isPositive()
        .isEqualTo(network.events(counter));
  }

  /** Replays every message that it has seen, at a fixed interval. */
  private static final class Replay implements MessageAttack {
    private final Duration interval;
    private final List<GossipMessage> seen = new ArrayList<>();

    Replay(int seconds) {
      interval = Duration.ofSeconds(seconds);
    }

    @Override
    public List<GossipMessage> onMessage(GossipMessage message) {
      seen.add(message);
      return List.of();
    }

    @Override
    public List<GossipMessage> onInterval() {
      return List.copyOf(seen);
    }

    @Override
    public Duration interval() {
      return interval;
    }
  }

  /** Publishes two different messages with one sequence number, once. */
  private static final class Equivocation implements MessageAttack {
    private final MessageSigning signing;
    private boolean sent;

    Equivocation(RandomGenerator random) {
      signing = HostileNetwork.signing("gossip", random);
    }

    @Override
    public List<GossipMessage> onMessage(GossipMessage message) {
      if (sent) {
        return List.of();
      }
      sent = true;
      return List.of(
          MessageAttacks.own(message, signing, message.createdMillis(), "yes"),
          MessageAttacks.own(message, signing, message.createdMillis(), "no"));
    }
  }

  /** Holds messages for up to several minutes and sends them in random order. */
  private static final class Shuffle implements MessageAttack {
    private final RelayContext context;
    private final List<GossipMessage> held = new ArrayList<>();

    Shuffle(RelayContext context) {
      this.context = context;
    }

    @Override
    public List<GossipMessage> onMessage(GossipMessage message) {
      held.add(message);
      return List.of();
    }

    @Override
    public List<GossipMessage> onInterval() {
      return held.isEmpty()
          ? List.of()
          : List.of(held.remove(context.random().nextInt(held.size())));
    }

    @Override
    public Duration interval() {
      return Duration.ofSeconds(2);
    }
  }
}
