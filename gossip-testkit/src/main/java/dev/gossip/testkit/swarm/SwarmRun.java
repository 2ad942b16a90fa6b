package dev.gossip.testkit.swarm;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.node.Metric;
import dev.gossip.api.plugin.Setting;
import dev.gossip.core.config.NodeSettings;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.RunFailure;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topology.Edge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * Runs one scenario once, first the chaos phase and then the quiet phase, and checks the
 * invariants.
 */
final class SwarmRun {
  /** Pauses between dials last up to 32 s; the rest is a margin. */
  private static final Duration LINKS_UP_LIMIT = Duration.ofSeconds(60);

  /** A link that is up at only one end goes down after 6 s of silence. */
  private static final Duration LINKS_STAY_UP = Duration.ofSeconds(7);

  private static final Duration STEP = Duration.ofMillis(250);
  private static final Duration QUIET_LIMIT = Duration.ofMinutes(10);
  private static final Duration IDLE = Duration.ofSeconds(10);

  /**
   * Announcements are remembered for four minutes and a half, large frames that arrived for one.
   */
  private static final Duration TRANSFERS_REMEMBERED = Duration.ofMinutes(5);

  private static final Duration BOUNDS_INTERVAL = Duration.ofSeconds(2);

  /** The longest lifetime to wait for: each virtual second costs the pings of all links. */
  private static final Duration MAX_AWAITED_LIFETIME = Duration.ofMinutes(2);

  private final SwarmScenario scenario;
  private final SortedMap<String, String> settings;
  private final boolean signed;
  private final SimulatedNetwork network;
  private final FaultInvariants faults;
  private final Components components;
  private final int[] degrees;
  private final List<MessageId> chaosMessages = new ArrayList<>();
  private final List<MessageId> quietPhaseMessages = new ArrayList<>();

  private SwarmRun(
      SwarmScenario scenario,
      SortedMap<String, String> settings,
      boolean signed,
      SimulatedNetwork network) {
    this.scenario = scenario;
    this.settings = settings;
    this.signed = signed;
    this.network = network;
    this.faults = new FaultInvariants(scenario, network);
    this.components = new Components(scenario.nodes(), network.edges());
    this.degrees = new int[scenario.nodes()];
    for (Edge edge : network.edges()) {
      degrees[edge.dialer()]++;
      degrees[edge.dialed()]++;
    }
  }

  /**
   * Runs a scenario.
   *
   * @param settings the settings of all nodes, from the scenario and the swarm
   * @param signed whether messages are signed, so that nodes detect corrupted ones
   * @param simulation made from the scenario
   * @throws IllegalArgumentException if the topology, plugins or settings are not valid
   */
  static SwarmOutcome play(
      SwarmScenario scenario,
      SortedMap<String, String> settings,
      boolean signed,
      Simulation simulation) {
    SimulatedNetwork network;
    try {
      network = simulation.start();
    } catch (RunFailure e) {
      return new SwarmOutcome(Optional.of(violation(e)), "never started", List.of());
    }
    SwarmRun run = new SwarmRun(scenario, settings, signed, network);
    Optional<Violation> violation = run.violation();
    return new SwarmOutcome(violation, network.record().traceHash(), network.faults().counts());
  }

  private Optional<Violation> violation() {
    try {
      runChaosPhase();
      awaitLinks();
      runQuietPhase();
      idle();
      require(faults.noneLeft());
      require(faults.worked());
      return Optional.empty();
    } catch (ViolationException e) {
      return Optional.of(e.violation);
    } catch (RunFailure e) {
      return Optional.of(violation(e));
    } catch (RuntimeException e) {
      return Optional.of(new Violation(Invariant.RUN_COMPLETES, e.toString()));
    }
  }

  private static Violation violation(RunFailure failure) {
    Invariant invariant =
        switch (failure.kind()) {
          case NODE_STOPPED -> Invariant.NODES_LIVE;
          case DELIVERED_TWICE -> Invariant.DELIVERED_ONCE;
          case NEVER_PUBLISHED -> Invariant.DELIVERED_AS_PUBLISHED;
          case FAULT_WITHOUT_EFFECT -> Invariant.FAULTS_WORK;
        };
    return new Violation(invariant, String.valueOf(failure.getMessage()));
  }

  // ---- the chaos phase -----------------------------------------------------------------------

  private void runChaosPhase() {
    int maxCorruptedBytes = signed ? Integer.MAX_VALUE : scenario.minPayloadBytes();
    scenario.faults().forEach(fault -> fault.inject(network, maxCorruptedBytes));
    for (SwarmMessage message : scenario.messages()) {
      network.after(
          message.at(),
          () -> {
            boolean linked = network.isLinked();
            publish(message)
                .ifPresent(
                    id -> {
                      if (linked) {
                        chaosMessages.add(id);
                      }
                    });
          });
    }
    for (Duration left = scenario.chaosEnd(); !left.isZero(); ) {
      Duration step = left.compareTo(BOUNDS_INTERVAL) < 0 ? left : BOUNDS_INTERVAL;
      network.runFor(step);
      left = left.minus(step);
      checkBounds();
    }
    require(faults.ended());
  }

  private Optional<MessageId> publish(SwarmMessage message) {
    SimulatedNode origin = network.node(message.node());
    if (!origin.isUp()) {
      return Optional.empty();
    }
    int bytes = Math.min(message.payloadBytes(), setting(NodeSettings.MAX_PAYLOAD_BYTES));
    ByteString payload = ByteString.copyFrom(new byte[bytes]);
    return Optional.of(origin.publish(GossipMessage.DEFAULT_TOPIC, payload));
  }

  // ---- the quiet phase -----------------------------------------------------------------------

  /** Ends the chaos phase: all faults at once, and nodes that churn left down are started. */
  private void awaitLinks() {
    network.endFaults();
    require(faults.noneLeft());
    Duration began = network.now();
    Duration upSince = began;
    while (network.now().minus(upSince).compareTo(LINKS_STAY_UP) < 0) {
      network.runFor(STEP);
      if (!network.isLinked()) {
        upSince = network.now();
        require(
            upSince.minus(began).compareTo(LINKS_UP_LIMIT) < 0,
            Invariant.LINKS_RECOVER,
            () ->
                "not all links are up " + LINKS_UP_LIMIT.toSeconds() + " s after the chaos phase");
      }
    }
    checkBounds();
  }

  private void runQuietPhase() {
    Duration last = Duration.ZERO;
    for (SwarmMessage message : scenario.quietPhaseMessages()) {
      network.after(message.at(), () -> publish(message).ifPresent(quietPhaseMessages::add));
      last = message.at().compareTo(last) > 0 ? message.at() : last;
    }
    network.runFor(last);
    boolean quiet = network.runUntilQuiet(QUIET_LIMIT);
    checkReached(quietPhaseMessages, Invariant.QUIET_PHASE_REACHES_ALL);
    if (wasLossless()) {
      checkReached(chaosMessages, Invariant.LOSSLESS_CHAOS_REACHES_ALL);
    }
    require(
        quiet,
        Invariant.BECOMES_QUIET,
        () ->
            "the network still has work "
                + QUIET_LIMIT.toMinutes()
                + " min after the last message: "
                + network.metrics());
  }

  private boolean wasLossless() {
    int messages = scenario.messages().size() + scenario.quietPhaseMessages().size();
    return scenario.isLossless(setting(NodeSettings.CLOCK_SKEW))
        && network.record().lost().isEmpty()
        // Otherwise a peer may request a message that was evicted.
        && messages <= setting(NodeSettings.STORE_MESSAGES);
  }

  private void checkReached(List<MessageId> ids, Invariant invariant) {
    for (MessageId id : ids) {
      MessageRecord message = network.record().message(id).orElseThrow();
      List<Integer> missed =
          components.of(message.origin()).stream().filter(node -> !message.reached(node)).toList();
      require(
          missed.isEmpty(),
          invariant,
          () ->
              "message "
                  + id
                  + " of node "
                  + message.origin()
                  + ", published at "
                  + ScenarioFormat.text(Duration.ofNanos(message.publishedNanos()))
                  + ", did not reach "
                  + missed
                  + "; its last events: "
                  + message.lastEvents(3));
    }
  }

  // ---- the idle network ----------------------------------------------------------------------

  private void idle() {
    long before = framesSent();
    network.runFor(IDLE);
    long sent = framesSent() - before;
    require(
        sent == 0,
        Invariant.SILENT_WHEN_IDLE,
        () -> sent + " frames were sent in " + IDLE.toSeconds() + " s without any message");
    checkBounds();
    if (network.nodes().stream().anyMatch(this::hasMoreTimers)) {
      // Not always, since each virtual second costs the pings of all links.
      network.runFor(TRANSFERS_REMEMBERED);
    }
    network.nodes().forEach(this::checkTimers);
    // A node keeps ids for one skew longer than it accepts messages, since its clock may be
    // corrected meanwhile.
    Duration retention =
        setting(NodeSettings.LIFETIME).plus(setting(NodeSettings.CLOCK_SKEW).multipliedBy(2));
    if (retention.compareTo(MAX_AWAITED_LIFETIME) <= 0) {
      // Expired ids are removed once a second, with a resolution of a second.
      network.runFor(retention.plusSeconds(3));
      network.nodes().forEach(this::checkForgotten);
    }
  }

  private long framesSent() {
    Map<String, Long> metrics = network.metrics();
    return metrics.getOrDefault(Metric.PAYLOAD_FRAMES_SENT.label(), 0L)
        + metrics.getOrDefault(Metric.CONTROL_FRAMES_SENT.label(), 0L);
  }

  /**
   * A timer for each link and one for expired messages, in addition to those of the relay. Those of
   * transfers and announcements have ended.
   */
  private long maxTimers(SimulatedNode node) {
    return degrees[node.index()]
        + 1L
        + node.metrics().getOrDefault(Metric.RELAY_TIMERS.label(), 0L);
  }

  private boolean hasMoreTimers(SimulatedNode node) {
    return node.metrics().getOrDefault("timers", 0L) > maxTimers(node);
  }

  private void checkTimers(SimulatedNode node) {
    check(node, node.metrics(), "timers", maxTimers(node));
  }

  private void checkForgotten(SimulatedNode node) {
    Map<String, Long> metrics = node.metrics();
    for (String gauge : List.of(Metric.SEEN_IDS.label(), "stored-messages", "held-back")) {
      checkBound(node, metrics, gauge, 0, Invariant.FORGETS_EXPIRED_MESSAGES);
    }
  }

  private void checkBounds() {
    require(faults.nobodyBlamed());
    for (SimulatedNode node : network.nodes()) {
      if (!node.isDown()) {
        Map<String, Long> metrics = node.metrics();
        int stored = setting(NodeSettings.STORE_MESSAGES);
        check(node, metrics, "seen-ids", setting(NodeSettings.SEEN_IDS));
        check(node, metrics, "stored-messages", stored);
        check(node, metrics, "held-back", stored);
        check(node, metrics, "peers", degrees[node.index()]);
        check(node, metrics, "timers", setting(NodeSettings.MAX_TIMERS));
      }
    }
  }

  private void check(SimulatedNode node, Map<String, Long> metrics, String gauge, long bound) {
    checkBound(node, metrics, gauge, bound, Invariant.WITHIN_BOUNDS);
  }

  private static void checkBound(
      SimulatedNode node,
      Map<String, Long> metrics,
      String gauge,
      long bound,
      Invariant invariant) {
    long value = metrics.getOrDefault(gauge, 0L);
    require(
        value <= bound,
        invariant,
        () -> "node " + node.index() + " has " + gauge + " " + value + ", above " + bound);
  }

  private <T> T setting(Setting<T> setting) {
    return setting.parse(settings.getOrDefault("gossip." + setting.key(), setting.defaultText()));
  }

  // ---- violations ----------------------------------------------------------------------------

  private static void require(Optional<Violation> violation) {
    if (violation.isPresent()) {
      throw new ViolationException(violation.get());
    }
  }

  private static void require(boolean condition, Invariant invariant, Supplier<String> detail) {
    if (!condition) {
      throw new ViolationException(new Violation(invariant, detail.get()));
    }
  }

  private static final class ViolationException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Violation violation;

    ViolationException(Violation violation) {
      super(violation.detail());
      this.violation = violation;
    }
  }
}
