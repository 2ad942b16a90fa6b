package dev.gossip.simulation.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each attack does what its summary says, as its honest peers see it. Messages are not signed. */
class AttacksTest {
  private static final Duration RUN = Duration.ofSeconds(20);
  private static final Duration BETWEEN_MESSAGES = Duration.ofMillis(200);
  private static final int ATTACKER = 1;

  private final CountingSpam spam = new CountingSpam(Integer.MAX_VALUE);

  private Simulation simulation(AttackKind kind) {
    return Simulation.seeded(7).with(spam).attack(Set.of(ATTACKER), kind);
  }

  /** Four nodes, each linked with the others. */
  private SimulatedNetwork complete(AttackKind kind) {
    return simulation(kind).nodes(4).topology(Topologies.complete()).start();
  }

  /** The attacker is the only link between two honest nodes. */
  private SimulatedNetwork line(AttackKind kind) {
    SimulatedNetwork network = simulation(kind).nodes(3).topology(Topologies.line()).start();
    network.runFor(Duration.ofSeconds(2));
    return network;
  }

  /** Runs a network in which an honest node publishes five messages a second. */
  private static List<MessageId> run(SimulatedNetwork network, Duration duration) {
    List<MessageId> published = new ArrayList<>();
    Duration end = network.now().plus(duration);
    while (network.now().compareTo(end) < 0) {
      published.add(network.node(0).publish("at " + network.now()));
      network.runFor(BETWEEN_MESSAGES);
    }
    return published;
  }

  /** What the last node, which is honest, has counted about another node. */
  private Map<String, Integer> counted(SimulatedNetwork network, int of) {
    List<SimulatedNode> nodes = network.nodes();
    return spam.counted(nodes.get(nodes.size() - 1), network.node(of));
  }

  private int counted(SimulatedNetwork network, String what) {
    return counted(network, ATTACKER).getOrDefault(what, 0);
  }

  @Test
  void spammerSendsTwoHundredNewMessagesPerSecond() {
    SimulatedNetwork network = line(AttackKind.SPAMMER);
    network.runFor(RUN);

    assertThat(counted(network, ATTACKER)).containsOnlyKeys("first-copy");
    assertThat(counted(network, "first-copy")).isBetween(200 * 20, 200 * 22);
  }

  @Test
  void garbageFlooderSendsFiftyUnreadableFramesPerSecond() {
    SimulatedNetwork network = complete(AttackKind.GARBAGE_FLOODER);
    network.runFor(RUN);

    assertThat(counted(network, ATTACKER)).containsOnlyKeys("malformed-frame");
    assertThat(counted(network, "malformed-frame")).isBetween(48 * 20, 50 * 20);
  }

  @Test
  void forgerSendsUnreadableCopyOfEachUnsignedMessage() {
    SimulatedNetwork network = complete(AttackKind.FORGER);
    int messages = run(network, RUN).size();

    assertThat(counted(network, "malformed-frame")).isBetween(messages / 2, 2 * messages);
  }

  @Test
  void replayerSendsTheLatestHundredMessagesFiveTimesPerSecond() {
    SimulatedNetwork network = complete(AttackKind.REPLAYER);
    run(network, Duration.ofSeconds(4));
    assertThat(counted(network, "duplicate")).isLessThan(25);
    run(network, Duration.ofSeconds(26));
    int before = counted(network, "duplicate");
    network.runFor(RUN);

    assertThat(counted(network, "duplicate") - before).isBetween(490 * 20, 500 * 20);
  }

  @Test
  void replayerSendsExpiredMessages() {
    SimulatedNetwork network =
        simulation(AttackKind.REPLAYER)
            .nodes(4)
            .topology(Topologies.complete())
            .set("gossip.lifetime", "5s")
            .set("gossip.clock-skew", "1s")
            .start();
    run(network, RUN);
    network.runFor(RUN);

    assertThat(network.node(3).metrics().get("dropped.expired")).isGreaterThan(5_000);
  }

  @Test
  void selectiveDropperKeepsBackThirdOfTheUnsignedMessages() {
    SimulatedNetwork network = line(AttackKind.SELECTIVE_DROPPER);
    List<MessageId> published = run(network, RUN);
    network.runFor(RUN);

    long passed = published.stream().filter(id -> network.coverage(id) == 1).count();
    assertThat(passed).isBetween(published.size() / 2L, published.size() * 5L / 6);
    assertThat(counted(network, ATTACKER)).containsOnlyKeys("first-copy");
  }

  @Test
  void promiseBreakerSendsNothingOfTenAnnouncementsPerSecond() {
    SimulatedNetwork network = complete(AttackKind.PROMISE_BREAKER);
    network.runFor(RUN);

    assertThat(counted(network, ATTACKER)).containsOnlyKeys("broken-promise");
    assertThat(counted(network, "broken-promise")).isBetween(30, 200);
  }

  @Test
  void promiseBreakerAnnouncesLargeMessagesThatItDoesNotSend() {
    SimulatedNetwork network = line(AttackKind.PROMISE_BREAKER);
    MessageId large = network.node(0).publish("x".repeat(20_000));
    network.runFor(RUN);

    assertThat(network.coverage(large)).isEqualTo(0.5);
    assertThat(network.node(ATTACKER).metrics().get("announcements-sent")).isPositive();
  }

  @Test
  void requesterRequestsTenUnannouncedMessagesPerSecond() {
    SimulatedNetwork network = complete(AttackKind.REQUESTER);
    network.runFor(RUN);

    assertThat(counted(network, ATTACKER)).containsOnlyKeys("unsolicited");
    assertThat(counted(network, "unsolicited")).isBetween(9 * 20, 10 * 20);
  }

  @Test
  void idleSybilKeepsItsLinksAndSendsNothing() {
    SimulatedNetwork network = line(AttackKind.SYBIL);
    List<MessageId> published = run(network, RUN);
    network.runFor(RUN);

    assertThat(published).allMatch(id -> network.coverage(id) == 0.5);
    assertThat(network.node(2).peers()).hasSize(1);
    assertThat(counted(network, ATTACKER)).isEmpty();
  }

  @Test
  void covertFlashIsHonestForFifteenSeconds() {
    SimulatedNetwork network = line(AttackKind.COVERT_FLASH);
    List<MessageId> early = run(network, Duration.ofSeconds(12));
    network.runFor(Duration.ofMillis(900));
    assertThat(early).allMatch(id -> network.coverage(id) == 1);
    assertThat(counted(network, ATTACKER)).containsOnlyKeys("first-copy");

    run(network, RUN);
    assertThat(counted(network, "malformed-frame")).isGreaterThan(50 * 15);
  }

  @Test
  void slowPeerHoldsEachFrameForTwoSeconds() {
    SimulatedNetwork network = line(AttackKind.SLOW);
    List<MessageId> published = run(network, RUN);
    network.runFor(RUN);

    assertThat(network.node(ATTACKER).isHostile()).isFalse();
    for (MessageId id : published) {
      Duration latency = network.record().message(id).orElseThrow().latency(2).orElseThrow();
      assertThat(latency).isBetween(Duration.ofSeconds(2), Duration.ofMillis(2_300));
    }
    assertThat(counted(network, ATTACKER)).containsOnlyKeys("first-copy");
  }

  @Test
  void honestPeersOfAnAttackerReportNothingAboutEachOther() {
    for (AttackKind kind : AttackKind.values()) {
      SimulatedNetwork network = complete(kind);
      run(network, RUN);

      assertThat(counted(network, 2))
          .describedAs("%s", kind)
          .doesNotContainKeys("malformed-frame", "unsolicited", "broken-promise", "invalid");
    }
  }
}
