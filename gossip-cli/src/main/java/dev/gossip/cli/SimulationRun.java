package dev.gossip.cli;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.simulation.PendingWork;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.privacy.PrivacyReport;
import dev.gossip.simulation.privacy.Spies;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run: the nodes link up, some crash, messages are published, and the network falls quiet. What
 * somebody should know who reads its figures is told as a notice.
 */
final class SimulationRun {
  // Twenty times what it takes without faults. With many lost datagrams there is always a link
  // that is down, so it goes on without.
  private static final Duration LINK_LIMIT = Duration.ofSeconds(30);
  // How often progress is shown, in virtual time.
  private static final Duration STEP = Duration.ofMillis(100);

  private final SimulationPlan plan;
  private final ProgressBar progress;
  private final Consumer<String> notices;
  private final SimulatedNetwork network;
  private final long startNanos = System.nanoTime();

  /**
   * Starts the nodes.
   *
   * @throws ConfigurationException if there is no such network
   */
  SimulationRun(
      SimulationPlan plan, Simulation simulation, ProgressBar progress, Consumer<String> notices) {
    this.plan = plan;
    this.progress = progress;
    this.notices = notices;
    progress.show("starting nodes", 0, Duration.ZERO);
    this.network = start(plan, simulation);
  }

  int links() {
    return network.edges().size();
  }

  /**
   * Runs it all.
   *
   * @param relay the strategy's id, in full
   */
  SimulationOutcome finish(String relay) {
    link();
    plan.crashing().forEach(index -> network.node(index).crash());
    publishAndSettle();
    return outcome(relay);
  }

  private static SimulatedNetwork start(SimulationPlan plan, Simulation simulation) {
    try {
      return simulation.start();
    } catch (ConfigurationException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "--topology "
              + plan.network().topologyText()
              + ", --nodes "
              + plan.network().nodes()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private void link() {
    while (!network.isLinked()) {
      if (network.now().compareTo(LINK_LIMIT) >= 0) {
        long ends = network.metrics().getOrDefault("peers", 0L);
        notices.accept(
            Figures.count((links() * 2L - ends + 1) / 2)
                + " of "
                + Words.count(links(), "link")
                + " were not up after "
                + LINK_LIMIT.toSeconds()
                + " s; the messages were published without them");
        return;
      }
      network.runFor(STEP);
      progress.show("linking up", 0, network.now());
    }
  }

  private void publishAndSettle() {
    Duration end = network.now().plus(plan.limit());
    List<Integer> origins = plan.origins();
    ByteString payload = ByteString.copyFrom(new byte[plan.payloadBytes()]);
    for (int i = 0; i < plan.messages(); i++) {
      if (i > 0 && !advance(plan.interval(), i, end)) {
        tellOfTheCut(plan.messages() - i);
        return;
      }
      SimulatedNode origin = network.node(origins.get(i % origins.size()));
      origin.publish(GossipMessage.DEFAULT_TOPIC, payload);
    }
    while (!network.runUntilQuiet(least(STEP, left(end)))) {
      progress.show("settling", 1, network.now());
      if (left(end).isZero()) {
        tellOfTheCut(0);
        return;
      }
    }
  }

  /** Answers false if the end came first. */
  private boolean advance(Duration time, int published, Duration end) {
    Duration target = network.now().plus(least(time, left(end)));
    while (network.now().compareTo(target) < 0) {
      network.runFor(least(STEP, target.minus(network.now())));
      progress.show("publishing", (double) published / plan.messages(), network.now());
    }
    return network.now().compareTo(end) < 0;
  }

  private Duration left(Duration end) {
    return end.minus(network.now());
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private void tellOfTheCut(int unpublished) {
    PendingWork pending = network.pendingWork();
    notices.accept(
        "the run was cut after "
            + Figures.time(plan.limit())
            + " (--for): "
            + (unpublished == 0 ? "" : Words.count(unpublished, "message") + " not published, ")
            + Words.count(pending.datagrams(), "datagram")
            + " under way, "
            + Words.count(pending.heldBack(), "copy", "copies")
            + " of messages held back, "
            + Words.count(pending.relayTimers(), "timer")
            + " of the relay waiting");
  }

  private SimulationOutcome outcome(String relay) {
    Map<String, Long> metrics = network.metrics();
    long frames =
        metrics.getOrDefault("payload-frames-sent", 0L)
            + metrics.getOrDefault("control-frames-sent", 0L);
    long wallNanos = System.nanoTime() - startNanos;
    return new SimulationOutcome(
        relay, network.report(), privacy(), network.now(), frames, wallNanos);
  }

  private @Nullable PrivacyReport privacy() {
    if (plan.spies().isNone()) {
      return null;
    }
    Spies spies =
        plan.spies().supernode() > 0 ? Spies.supernode(network) : Spies.at(network, plan.spying());
    return spies.report(plan.spies().estimator());
  }
}
