package dev.gossip.cli.simulate;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.node.Metric;
import dev.gossip.cli.text.HumanFormat;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.simulation.DiscoveryReport;
import dev.gossip.simulation.PendingWork;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.privacy.PrivacyReport;
import dev.gossip.simulation.privacy.Spies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run: the nodes link up, some crash, messages are published, and the network becomes quiet.
 * Anything that affects how to read the results is reported as a notice.
 */
final class SimulationRun {
  // Twenty times the usual time without faults. With many lost datagrams some link is always down,
  // so the run then continues without it.
  private static final Duration LINK_LIMIT = Duration.ofSeconds(30);
  // Attackers are never quiet, so this ends a run with them. Twice as long as honest nodes may need
  // to discourage one, and as repair takes for the last message.
  private static final Duration AFTER_ATTACKS = Duration.ofSeconds(20);
  // How often progress is shown, in virtual time.
  private static final Duration STEP = Duration.ofMillis(100);

  private final SimulationPlan plan;
  private final int outbound;
  private final ProgressBar progress;
  private final Consumer<String> listener;
  private final List<String> notices = new ArrayList<>();
  private final SimulatedNetwork network;
  private final long startNanos = System.nanoTime();
  private @Nullable DiscoveryOutcome discovery;

  /**
   * Starts the nodes.
   *
   * @param outbound how many peers each node wants to choose, if the nodes find each other
   * @param listener receives each notice immediately
   * @throws ConfigurationException if the topology does not fit the number of nodes
   */
  SimulationRun(
      SimulationPlan plan,
      Simulation simulation,
      int outbound,
      ProgressBar progress,
      Consumer<String> listener) {
    this.plan = plan;
    this.outbound = outbound;
    this.progress = progress;
    this.listener = listener;
    progress.show("starting nodes", 0, Duration.ZERO);
    this.network = start(plan, simulation);
    plan.conditions().setClocks(network);
  }

  private void notice(String text) {
    notices.add(text);
    listener.accept(text);
  }

  int links() {
    return network.edges().size();
  }

  /**
   * Runs to the end and returns the results.
   *
   * @param relay the full id of the relay strategy
   */
  SimulationOutcome finish(String relay) {
    AttackChoice attack = plan.attack();
    if (attack != null) {
      attack.notices(network.config()).forEach(this::notice);
    }
    DiscoveryPlan discovered = plan.network().discovery();
    if (discovered == null) {
      link();
    } else {
      discovery = discover(discovered);
    }
    int linksNotUp = linksNotUp();
    NodeRoles roles = new NodeRoles(plan, network.attackers());
    roles.crashNodes().forEach(index -> network.node(index).crash());
    Duration begin = network.now();
    plan.conditions().begin(network, roles.churnNodes());
    publishAndSettle(roles.origins());
    NetworkConditions.Partition partition = plan.conditions().partition();
    if (partition != null && begin.plus(partition.from()).compareTo(network.now()) >= 0) {
      notice("the run ended before the partition began; choose an earlier time for --partition");
    }
    return outcome(relay, linksNotUp);
  }

  private static SimulatedNetwork start(SimulationPlan plan, Simulation simulation) {
    try {
      return simulation.start();
    } catch (ConfigurationException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      AttackChoice attack = plan.attack();
      throw new ConfigurationException(
          (attack == null ? "" : AttackChoice.OPTION + " " + attack + ", ")
              + "--topology "
              + plan.network().topologyText()
              + ", --nodes "
              + plan.network().nodes()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private void link() {
    while (plan.attack() == null ? !network.isLinked() : linksNotUp() > 0) {
      if (network.now().compareTo(LINK_LIMIT) >= 0) {
        reportMissing(linksNotUp(), links(), "");
        int spyLinks = network.nodes().size() * network.supernode().size();
        reportMissing(network.spyLinksNotUp(), spyLinks, " of the spy");
        return;
      }
      network.runFor(STEP);
      progress.show("linking up", 0, network.now());
    }
  }

  /** The links that are not up; not those of attackers, which may be discouraged already. */
  private int linksNotUp() {
    if (plan.attack() == null) {
      return network.linksNotUp();
    }
    SortedSet<Integer> attackers = network.attackers();
    return (int)
        network.edges().stream()
            .filter(link -> !attackers.contains(link.dialer()))
            .filter(link -> !attackers.contains(link.dialed()))
            .filter(link -> !isUp(link.dialer(), link.dialed()))
            .count();
  }

  private boolean isUp(int dialer, int dialed) {
    return hasPeer(network.node(dialer), network.node(dialed))
        && hasPeer(network.node(dialed), network.node(dialer));
  }

  private static boolean hasPeer(SimulatedNode node, SimulatedNode other) {
    return node.peers().stream().anyMatch(peer -> peer.id().equals(other.id()));
  }

  private DiscoveryOutcome discover(DiscoveryPlan discovered) {
    boolean converged = network.hasConverged(outbound);
    while (!converged && network.now().compareTo(discovered.limit()) < 0) {
      network.runFor(STEP);
      progress.show("finding peers", 0, network.now());
      converged = network.hasConverged(outbound);
    }
    DiscoveryReport report = DiscoveryReport.of(network);
    if (!converged) {
      notice(
          "the nodes did not all find their peers within "
              + HumanFormat.time(discovered.limit())
              + ": one of them has "
              + report.minOutbound()
              + " of "
              + HumanFormat.count(outbound, "outbound peer")
              + "; messages were published nevertheless");
    }
    return new DiscoveryOutcome(converged ? network.now() : null, outbound, report);
  }

  private void reportMissing(int missing, int all, String suffix) {
    if (missing == 0) {
      return;
    }
    SortedMap<String, Long> refusals = network.record().refusals();
    notice(
        HumanFormat.count(missing)
            + " of "
            + HumanFormat.count(all, "link")
            + suffix
            + " were not up after "
            + LINK_LIMIT.toSeconds()
            + " s"
            + (refusals.isEmpty() ? "" : ", because: " + String.join("; ", refusals.keySet()))
            + "; messages were published without them");
  }

  private void publishAndSettle(List<Integer> origins) {
    Duration end = network.now().plus(plan.limit());
    ByteString payload = ByteString.copyFrom(new byte[plan.payloadBytes()]);
    for (int i = 0; i < plan.messages(); i++) {
      if (i > 0 && !advance(plan.interval(), i, end)) {
        reportTruncated(plan.messages() - i);
        return;
      }
      SimulatedNode origin = network.node(origins.get(i % origins.size()));
      origin.publish(GossipMessage.DEFAULT_TOPIC, payload);
    }
    if (plan.attack() != null && remaining(end).compareTo(AFTER_ATTACKS) > 0) {
      watchAttackers(network.now().plus(AFTER_ATTACKS));
      return;
    }
    while (!network.runUntilQuiet(min(STEP, remaining(end)))) {
      progress.show("settling", 1, network.now());
      if (remaining(end).isZero()) {
        reportTruncated(0);
        return;
      }
    }
  }

  private void watchAttackers(Duration end) {
    while (network.now().compareTo(end) < 0) {
      network.runFor(min(STEP, remaining(end)));
      progress.show("settling", 1, network.now());
    }
  }

  /** Advances virtual time; false if the run's limit was reached. */
  private boolean advance(Duration time, int published, Duration end) {
    Duration target = network.now().plus(min(time, remaining(end)));
    while (network.now().compareTo(target) < 0) {
      network.runFor(min(STEP, target.minus(network.now())));
      progress.show("publishing", (double) published / plan.messages(), network.now());
    }
    return network.now().compareTo(end) < 0;
  }

  private Duration remaining(Duration end) {
    return end.minus(network.now());
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private void reportTruncated(int unpublished) {
    PendingWork pending = network.pendingWork();
    notice(
        "the run was stopped after "
            + HumanFormat.time(plan.limit())
            + " (--for): "
            + (unpublished == 0
                ? ""
                : HumanFormat.count(unpublished, "message") + " not published, ")
            + HumanFormat.count(pending.datagrams(), "datagram")
            + " in flight, "
            + HumanFormat.count(pending.heldBack(), "copy", "copies")
            + " of messages held back, "
            + HumanFormat.count(pending.relayTimers(), "timer")
            + " of the relay pending");
  }

  private SimulationOutcome outcome(String relay, int linksNotUp) {
    Map<String, Long> metrics = network.metrics();
    long frames =
        metrics.getOrDefault(Metric.PAYLOAD_FRAMES_SENT.label(), 0L)
            + metrics.getOrDefault(Metric.CONTROL_FRAMES_SENT.label(), 0L);
    long wallNanos = System.nanoTime() - startNanos;
    SimulationOutcome.Setup setup =
        new SimulationOutcome.Setup(
            network.config(), linksNotUp, network.record().refusals(), List.copyOf(notices));
    return new SimulationOutcome(
        relay,
        setup,
        network.report(),
        discovery,
        privacy(),
        network.attackReport().orElse(null),
        network.now(),
        frames,
        wallNanos);
  }

  private @Nullable PrivacyReport privacy() {
    if (plan.spies().isNone()) {
      return null;
    }
    Spies spies =
        plan.spies().supernode() > 0
            ? Spies.supernode(network)
            : Spies.at(network, new NodeRoles(plan, network.attackers()).spyNodes());
    return spies.report(plan.spies().estimator());
  }
}
