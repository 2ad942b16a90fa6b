package dev.gossip.simulation.run;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.node.Metric;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.simulation.DiscoveryReport;
import dev.gossip.simulation.PendingWork;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.PartitionPlan;
import dev.gossip.simulation.plan.PlanOptions;
import dev.gossip.simulation.plan.RunEnd;
import dev.gossip.simulation.plan.SpyChoice;
import dev.gossip.simulation.privacy.Estimator;
import dev.gossip.simulation.privacy.PrivacyReport;
import dev.gossip.simulation.privacy.Spies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One run of a plan: the nodes link up or find each other, some crash, messages are published, and
 * the network becomes quiet. Anything that affects how to read the results is reported as a notice.
 *
 * <pre>{@code
 * RunResult result = PlanRun.run(NetworkPlan.parse("nodes=50 loss=0.05 messages=20 seed=42"));
 * }</pre>
 */
public final class PlanRun {
  // Twenty times the usual time without faults. With many lost datagrams some link is always down,
  // so the run then continues without it.
  private static final Duration LINK_LIMIT = Duration.ofSeconds(30);
  // Six times as long as 1,000 nodes need to find each other. The run then continues with the links
  // there are.
  private static final Duration DISCOVERY_LIMIT = Duration.ofMinutes(2);
  // Attackers are never quiet, so this ends a run with them. Twice as long as honest nodes may need
  // to discourage one, and as repair takes for the last message.
  private static final Duration AFTER_ATTACKS = Duration.ofSeconds(20);
  // How often progress is reported, in virtual time.
  private static final Duration STEP = Duration.ofMillis(100);

  private final PreparedRun prepared;
  private final NetworkPlan plan;
  private final RunListener listener;
  private final LongSupplier clockNanos;
  private final long startNanos;
  private final List<String> notices = new ArrayList<>();
  private final SimulatedNetwork network;
  private final RunLinks links;
  private RunResult.@Nullable Discovery discovery;

  PlanRun(PreparedRun prepared, RunListener listener, LongSupplier clockNanos) {
    this.prepared = prepared;
    this.plan = prepared.plan();
    this.listener = listener;
    this.clockNanos = clockNanos;
    startNanos = clockNanos.getAsLong();
    notices.addAll(plan.get(PlanOptions.TOPOLOGY).notices());
    listener.progress("starting nodes", 0, Duration.ZERO);
    network = prepared.startNetwork();
    links = new RunLinks(network, plan.attackKind().isPresent());
  }

  /**
   * Runs a plan from start to end. The real time that it takes is not measured.
   *
   * @throws ConfigurationException if the plan is invalid
   */
  public static RunResult run(NetworkPlan plan) {
    return new PreparedRun(plan).start(RunListener.NONE, () -> 0).finish();
  }

  /** The network, which must not be changed. */
  public SimulatedNetwork network() {
    return network;
  }

  /** The indices of the spies; those of a supernode's identities follow those of the nodes. */
  public List<Integer> spies() {
    SpyChoice choice = plan.get(PlanOptions.SPIES);
    return choice.isNone()
        ? List.of()
        : choice.supernode() > 0
            ? network.supernode().stream().map(SimulatedNode::index).toList()
            : List.copyOf(new NodeRoles(plan, network.attackers()).spyNodes());
  }

  /** Runs to the end and returns the results. */
  public RunResult finish() {
    AttackNotices.of(plan, network.config()).forEach(this::notice);
    if (plan.isDiscovered()) {
      discovery = discover();
    } else {
      link();
    }
    int linksNotUp = links.notUp();
    NodeRoles roles = new NodeRoles(plan, network.attackers());
    roles.crashNodes().forEach(index -> network.node(index).crash());
    Duration begin = network.now();
    PlannedFaults.begin(network, plan, roles.churnNodes());
    publishAndSettle(roles.origins());
    PartitionPlan partition = plan.get(PlanOptions.PARTITION);
    if (!partition.isNone() && begin.plus(partition.from()).compareTo(network.now()) >= 0) {
      notice(
          "the run ended before the partition began; choose an earlier time for "
              + plan.shownName(PlanOptions.PARTITION));
    }
    FaultNotices.of(network).forEach(this::notice);
    return result(linksNotUp);
  }

  private void notice(String text) {
    notices.add(text);
    listener.notice(text);
  }

  private void link() {
    while (!links.areUp()) {
      if (network.now().compareTo(LINK_LIMIT) >= 0) {
        reportMissing(links.notUp(), network.edges().size(), "");
        int spyLinks = network.nodes().size() * network.supernode().size();
        reportMissing(network.spyLinksNotUp(), spyLinks, " of the spy");
        return;
      }
      network.runFor(STEP);
      listener.progress("linking up", 0, network.now());
    }
  }

  private RunResult.Discovery discover() {
    int target = prepared.outboundTarget();
    Duration limit = plan.get(PlanOptions.START_WINDOW).plus(DISCOVERY_LIMIT);
    boolean converged = network.hasConverged(target);
    while (!converged && network.now().compareTo(limit) < 0) {
      network.runFor(STEP);
      listener.progress("finding peers", 0, network.now());
      converged = network.hasConverged(target);
    }
    DiscoveryReport report = DiscoveryReport.of(network);
    if (!converged) {
      notice(
          "the nodes did not all find their peers within "
              + Phrases.time(limit)
              + ": one of them has "
              + report.minOutbound()
              + " of "
              + Phrases.count(target, "outbound peer", "outbound peers")
              + "; messages were published nevertheless");
    }
    return new RunResult.Discovery(converged ? network.now() : null, target, report);
  }

  private void reportMissing(int missing, int all, String suffix) {
    if (missing == 0) {
      return;
    }
    Map<String, Long> refusals = network.record().refusals();
    notice(
        Phrases.count(missing)
            + " of "
            + Phrases.count(all, "link", "links")
            + suffix
            + " were not up after "
            + LINK_LIMIT.toSeconds()
            + " s"
            + (refusals.isEmpty() ? "" : ", because: " + String.join("; ", refusals.keySet()))
            + "; messages were published without them");
  }

  private void publishAndSettle(List<Integer> origins) {
    int messages = plan.get(PlanOptions.MESSAGES);
    Duration end = network.now().plus(plan.get(PlanOptions.FOR));
    ByteString payload = ByteString.copyFrom(new byte[plan.get(PlanOptions.PAYLOAD)]);
    for (int i = 0; i < messages; i++) {
      if (i > 0 && !advance((double) i / messages, end)) {
        reportTruncated(messages - i);
        return;
      }
      SimulatedNode origin = network.node(origins.get(i % origins.size()));
      origin.publish(GossipMessage.DEFAULT_TOPIC, payload);
    }
    if (plan.attackKind().isPresent() && remaining(end).compareTo(AFTER_ATTACKS) > 0) {
      watchAttackers(network.now().plus(AFTER_ATTACKS));
      return;
    }
    while (!isReported() && !network.runUntilQuiet(min(STEP, remaining(end)))) {
      listener.progress("settling", 1, network.now());
      if (remaining(end).isZero()) {
        reportTruncated(0);
        return;
      }
    }
  }

  private void watchAttackers(Duration end) {
    while (network.now().compareTo(end) < 0) {
      network.runFor(min(STEP, remaining(end)));
      listener.progress("settling", 1, network.now());
    }
  }

  /** Advances virtual time by one interval; false if the run's limit was reached. */
  private boolean advance(double published, Duration end) {
    Duration interval = plan.get(PlanOptions.INTERVAL);
    Duration target = network.now().plus(min(interval, remaining(end)));
    while (network.now().compareTo(target) < 0) {
      network.runFor(min(STEP, target.minus(network.now())));
      listener.progress("publishing", published, network.now());
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
            + Phrases.time(plan.get(PlanOptions.FOR))
            + " ("
            + plan.shownName(PlanOptions.FOR)
            + "): "
            + (unpublished == 0
                ? ""
                : Phrases.count(unpublished, "message", "messages") + " not published, ")
            + Phrases.count(pending.datagrams(), "datagram", "datagrams")
            + " in flight, "
            + Phrases.count(pending.heldBack(), "copy", "copies")
            + " of messages held back, "
            + Phrases.count(pending.relayTimers(), "timer", "timers")
            + " of the relay pending");
  }

  private RunResult result(int linksNotUp) {
    Map<String, Long> metrics = network.metrics();
    long frames =
        metrics.getOrDefault(Metric.PAYLOAD_FRAMES_SENT.label(), 0L)
            + metrics.getOrDefault(Metric.CONTROL_FRAMES_SENT.label(), 0L);
    long wallNanos = clockNanos.getAsLong() - startNanos;
    return new RunResult(
        plan,
        prepared.relay(),
        new RunResult.Setup(
            network.config(), linksNotUp, network.record().refusals(), List.copyOf(notices)),
        network.report(),
        discovery,
        privacy(),
        network.attackReport().orElse(null),
        network.now(),
        frames,
        wallNanos);
  }

  private @Nullable PrivacyReport privacy() {
    return plan.get(PlanOptions.SPIES).isNone()
        ? null
        : spiesInNetwork().report(Estimator.parse(plan.get(PlanOptions.ESTIMATOR).toString()));
  }

  private Spies spiesInNetwork() {
    return plan.get(PlanOptions.SPIES).supernode() > 0
        ? Spies.supernode(network)
        : Spies.at(network, new NodeRoles(plan, network.attackers()).spyNodes());
  }

  /** Whether the run may end because a spy has heard of every message. */
  private boolean isReported() {
    return plan.get(PlanOptions.STOP) == RunEnd.FIRST_REPORT && spiesInNetwork().haveHeardOfAll();
  }
}
