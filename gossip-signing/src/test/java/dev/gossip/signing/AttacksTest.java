package dev.gossip.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.attack.Attack;
import dev.gossip.simulation.attack.HostileRelay;
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
 * 30 % of the nodes are hostile. Thresholds, for every seed: no delivery of an honest message at an
 * honest node is missing, none happens twice, nothing forged is delivered, and each refusal is
 * counted under its own reason and told by as many events. {@code -Dgossip.attacks=100} runs as
 * many seeds of each. Prints a table at the end.
 */
@TestInstance(Lifecycle.PER_CLASS)
class AttacksTest {
  private static final int SEEDS = Integer.getInteger("gossip.attacks", 4);
  private static final int MESSAGES = 6;
  private static final String REPLAY = "dropped.possible-replay";
  private static final Duration LONG = Duration.ofSeconds(30);

  private final AttackTable table = new AttackTable();

  @AfterAll
  void printTable() {
    System.out.printf("%n%s%n", table);
  }

  @ParameterizedTest
  @EnumSource
  void noAttackOnMessagesSilencesForgesOrRepeatsAnything(MessageAttacks attack) {
    for (int seed = 1; seed <= SEEDS; seed++) {
      HostileNetwork world = new HostileNetwork(seed, attack::create);
      world.publish(MESSAGES);
      world.network.runFor(Duration.ofSeconds(2));
      String counter = "dropped." + attack.reason();
      table.add(attack.name(), world, world.forged(), counter);

      assertThat(world.silenced()).as("%s, seed %d: silenced", attack, seed).isZero();
      assertThat(world.forged()).as("%s, seed %d: forged", attack, seed).isZero();
      assertCountedAndTold(world, counter, attack + ", seed " + seed);
    }
  }

  @Test
  void whatComesAgainWhenTheSeenCacheHasForgottenItIsNotDeliveredAgain() {
    for (int seed = 1; seed <= SEEDS; seed++) {
      // The cache holds the latest 64 ids; the 96 messages come again and again.
      HostileNetwork world =
          new HostileNetwork(seed, context -> new Replay(3), "gossip.seen-ids", "64");
      world.publish(96);
      world.network.runFor(LONG);
      table.add("replay to a cache that forgot", world, world.forged(), REPLAY);

      assertThat(world.silenced()).as("seed %d: silenced", seed).isZero();
      assertCountedAndTold(world, REPLAY, "seed " + seed);
    }
  }

  @Test
  void whatComesAgainWhenItsLifeIsOverIsExpired() {
    for (int seed = 1; seed <= SEEDS; seed++) {
      HostileNetwork world =
          new HostileNetwork(seed, context -> new Replay(100), "gossip.lifetime", "30s");
      world.publish(MESSAGES);
      world.network.runFor(Duration.ofSeconds(150));
      table.add("replay after its life", world, world.forged(), "dropped.expired");

      assertThat(world.silenced()).as("seed %d: silenced", seed).isZero();
      assertCountedAndTold(world, "dropped.expired", "seed " + seed);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void afterARestartOnlyANodeWithAFolderKnowsWhatItHasDelivered(boolean folder) {
    for (int seed = 1; seed <= SEEDS; seed++) {
      String[] settings = folder ? new String[] {"gossip.data-dir", "data"} : new String[0];
      HostileNetwork world = new HostileNetwork(seed, context -> new Replay(3), settings);
      world.publish(MESSAGES);
      world.network.runFor(Duration.ofSeconds(2));
      SimulatedNode restarted = world.listenerBesideAHostileNode();
      assertThat(restarted.metrics().get("messages-delivered"))
          .as("seed %d: delivered before the restart", seed)
          .isEqualTo(MESSAGES);
      restarted.crash();
      restarted.restart();
      world.network.runFor(LONG);
      String kind = "replay after a restart " + (folder ? "with" : "without") + " a folder";
      table.add(kind, world, world.forged(), "");

      long again = restarted.metrics().getOrDefault("messages-delivered", 0L);
      assertThat(again).as("seed %d: delivered again", seed).isEqualTo(folder ? 0 : MESSAGES);
      assertThat(world.silenced()).as("seed %d: silenced", seed).isZero();
    }
  }

  @Test
  void twoMessagesUnderOneNumberAreBothDeliveredAndTold() {
    for (int seed = 1; seed <= SEEDS; seed++) {
      HostileNetwork world = new HostileNetwork(seed, context -> new TwoFaced(context.random()));
      world.publish(1);
      world.network.runFor(Duration.ofSeconds(5));
      // What the hostile authors say is theirs, and delivered: it is not forged.
      table.add("two messages under one number", world, 0, "equivocations");

      long faces = 2L * HostileNetwork.HOSTILE;
      assertThat(world.forged())
          .as("seed %d: deliveries of both messages of each hostile author", seed)
          .isEqualTo(faces * HostileNetwork.HONEST);
      assertThat(world.honestMetric("equivocations"))
          .as("seed %d: equivocations noticed", seed)
          .isEqualTo((long) HostileNetwork.HOSTILE * HostileNetwork.HONEST)
          .isEqualTo(world.told("equivocations"));
      assertThat(world.silenced()).as("seed %d: silenced", seed).isZero();
    }
  }

  @Test
  void reorderingByAnyAmountWithinTheLifetimeLosesNothing() {
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
          .as("seed %d: all pass through a node that shuffles them for minutes", seed)
          .allMatch(id -> line.record().message(id).orElseThrow().reached(2));
    }
  }

  @Test
  void aPartitionThatHealsTurnsNoMessageIntoAReplay() {
    for (int seed = 1; seed <= SEEDS; seed++) {
      HostileNetwork world = new HostileNetwork(seed, context -> new Replay(3));
      List<Integer> left = IntStream.range(0, HostileNetwork.NODES / 2).boxed().toList();
      Fault cut = world.network.faults().partition(left);
      world.publish(30);
      world.network.runFor(Duration.ofSeconds(60));
      cut.remove();
      world.network.awaitLinks(Duration.ofSeconds(60));
      world.network.runFor(LONG);

      // Hostile nodes on both sides send all they have seen: flooding itself repairs nothing.
      assertThat(world.honestMetric(REPLAY)).as("seed %d", seed).isZero();
      assertThat(world.silenced()).as("seed %d: silenced", seed).isZero();
    }
  }

  private static void assertCountedAndTold(HostileNetwork world, String counter, String which) {
    assertThat(world.honestMetric(counter))
        .as("%s: %s, and its events", which, counter)
        .isPositive()
        .isEqualTo(world.told(counter));
  }

  /** Sends everything that it ever saw again, every so many seconds. */
  private static final class Replay implements Attack {
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

  /** Says two things under one number, once. */
  private static final class TwoFaced implements Attack {
    private final MessageSigning signing;
    private boolean said;

    TwoFaced(RandomGenerator random) {
      signing = HostileNetwork.signing("gossip", random);
    }

    @Override
    public List<GossipMessage> onMessage(GossipMessage message) {
      if (said) {
        return List.of();
      }
      said = true;
      return List.of(
          MessageAttacks.own(message, signing, message.createdMillis(), "yes"),
          MessageAttacks.own(message, signing, message.createdMillis(), "no"));
    }
  }

  /** Holds every message for up to minutes and sends them in any order. */
  private static final class Shuffle implements Attack {
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
