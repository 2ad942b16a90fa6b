package dev.gossip.reputation.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Discouragement;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.Standing;
import dev.gossip.simulation.AttackReport;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.attack.AttackKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** A network under attack, from the start until its messages have arrived, and what it shows. */
final class AttackRun {
  private static final Duration LINKING = Duration.ofSeconds(3);
  private static final Duration PUBLISHING = Duration.ofSeconds(30);
  private static final int PER_SECOND = 5;
  private static final int MAX_SECONDS_OF_REPAIR = 60;

  /** How the reason of a closed link begins if spam control is the reason. */
  private static final String DISCOURAGED = "discouraged for ";

  private final Set<Integer> attackers;
  private final List<String> mistakes = new ArrayList<>();
  private final Map<Integer, Map<PeerId, Discouragement>> discouraged = new HashMap<>();
  private final Set<String> reasonsAtAttackers = new HashSet<>();
  private @Nullable SimulatedNetwork network;

  /**
   * @param attackers the nodes that publish nothing, whether they attack in this run or not
   */
  private AttackRun(SortedSet<Integer> attackers) {
    this.attackers = attackers;
  }

  /** Runs a network that has attackers. */
  static AttackRun of(Simulation simulation) {
    return new AttackRun(simulation.attackers()).run(simulation);
  }

  /** Runs a network in which the attackers of another one are honest. */
  static AttackRun withoutAttack(Simulation simulation, SortedSet<Integer> attackers) {
    return new AttackRun(attackers).run(simulation);
  }

  private AttackRun run(Simulation simulation) {
    SimulatedNetwork started = simulation.events((event, node) -> on(event, node)).start();
    network = started;
    started.runFor(LINKING);
    List<Integer> authors =
        started.nodes().stream().map(node -> node.index()).filter(this::isHonest).toList();
    TestNetworks.publish(started, authors, PER_SECOND, PUBLISHING);
    for (int i = 0; i < MAX_SECONDS_OF_REPAIR && !TestNetworks.missed(started).isEmpty(); i++) {
      started.runFor(Duration.ofSeconds(1));
    }
    return this;
  }

  private boolean isHonest(int node) {
    return !attackers.contains(node);
  }

  // ---- what nodes say ------------------------------------------------------------------------

  private void on(NodeEvent event, int node) {
    if (!isHonest(node)) {
      if (event instanceof NodeEvent.PeerDown down && down.reason().contains(DISCOURAGED)) {
        reasonsAtAttackers.add(down.reason().replaceAll("\\d+", "n"));
      }
    } else if (event instanceof NodeEvent.Discouraged why) {
      discouraged.computeIfAbsent(node, index -> new HashMap<>()).put(why.peer().id(), why.why());
      if (why.why().comeBackIn().isZero()) {
        mistakes.add(node + " does not say when its peer may come back");
      }
      network().after(Duration.ZERO, () -> requireEvidence(node, why));
    } else if (event instanceof NodeEvent.PeerDown down) {
      network().after(Duration.ZERO, () -> requireReason(node, down));
    }
  }

  /** A peer that is discouraged when its link ends has been given a reason. */
  private void requireReason(int node, NodeEvent.PeerDown down) {
    PeerId peer = down.peer().id();
    Discouragement why = discouraged.getOrDefault(node, Map.of()).get(peer);
    boolean isDiscouraged = network().node(node).standing(peer) == Standing.DISCOURAGED;
    boolean saysSo = down.reason().startsWith(DISCOURAGED);
    if ((isDiscouraged || saysSo) && (why == null || !down.reason().equals(why.toString()))) {
      mistakes.add(node + " ended the link of a discouraged peer: " + down + ", " + why);
    }
  }

  private void requireEvidence(int node, NodeEvent.Discouraged event) {
    List<Explanation> reasons = network().node(node).explain(event.peer().id());
    if (reasons.stream().noneMatch(reason -> names(reason, event.why().rule()))) {
      mistakes.add(node + " cannot explain " + event.why() + ": " + reasons);
    }
  }

  private static boolean names(Explanation reason, String rule) {
    return reason.term().equals(rule) || reason.detail().contains(rule);
  }

  private SimulatedNetwork network() {
    return Optional.ofNullable(network).orElseThrow();
  }

  // ---- what it shows -------------------------------------------------------------------------

  /** The latency within which 99 of 100 deliveries at nodes that do not attack took place. */
  double p99Millis() {
    long[] nanos =
        network().record().messages().stream()
            .flatMapToLong(
                message ->
                    network().nodes().stream()
                        .filter(node -> isHonest(node.index()))
                        .flatMapToLong(node -> latencyNanos(message, node.index()).stream()))
            .sorted()
            .toArray();
    return nanos.length == 0 ? 0 : nanos[(int) Math.ceil(nanos.length * 0.99) - 1] / 1e6;
  }

  private static OptionalLong latencyNanos(MessageRecord message, int node) {
    Optional<Duration> latency = message.latency(node);
    return latency.isEmpty() ? OptionalLong.empty() : OptionalLong.of(latency.get().toNanos());
  }

  /** What every run must show, whatever the kind. */
  void requireHonestNodesUnharmed(long seed) {
    assertThat(report().discouragedHonest())
        .as(
            "pairs of honest nodes of which one discourages the other: %s (seed %d)",
            reasons(), seed)
        .isZero();
    assertThat(TestNetworks.missed(network()))
        .as("messages of honest nodes that have not reached all of them (seed %d)", seed)
        .isEmpty();
    assertThat(mistakes)
        .as("disconnects without a rule, a time or evidence (seed %d)", seed)
        .isEmpty();
  }

  /** What a run with attackers that can be proven must show. */
  void requireAttackersGone(Duration within, long seed) {
    AttackReport report = report();
    assertThat(report.discouragedHostile())
        .as(
            "attackers that all honest peers discouraged: %s (%s, seed %d)",
            report, reasons(), seed)
        .isEqualTo(attackers.size());
    assertThat(report.firstOffenceToLastDiscouragedMillis())
        .as("milliseconds from the first offence to the last discouraged (seed %d)", seed)
        .isNotNull()
        .isLessThanOrEqualTo(within.toMillis());
    assertThat(reasonsAtAttackers).as("what attackers hear of honest nodes").isNotEmpty();
  }

  private List<Discouragement> reasons() {
    return discouraged.values().stream()
        .flatMap(byPeer -> byPeer.values().stream())
        .distinct()
        .limit(5)
        .toList();
  }

  AttackReport report() {
    return network().attackReport().orElseThrow();
  }

  /** One row of a table: the kind, the report and the costs. */
  String row(AttackKind kind, double honestP99Millis) {
    AttackReport report = report();
    return String.format(
        Locale.ROOT,
        "%s: honest discouraged %d, attackers discouraged %d of %d, first offence to last"
            + " discouraged %s ms, p99 %.0f ms (%.2f of honest)",
        kind,
        report.discouragedHonest(),
        report.discouragedHostile(),
        attackers.size(),
        report.firstOffenceToLastDiscouragedMillis(),
        p99Millis(),
        p99Millis() / honestP99Millis);
  }
}
