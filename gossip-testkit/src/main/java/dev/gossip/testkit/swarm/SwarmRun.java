package dev.gossip.testkit.swarm;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
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

/** Plays one scenario once: the storm, then the calm, watching the invariants all the time. */
final class SwarmRun {
  /** Dials pause for up to 32 s; the rest is patience. */
  private static final Duration LINKS_UP_LIMIT = Duration.ofSeconds(60);

  /** What only one end takes for a link is over after 6 s without a word. */
  private static final Duration LINKS_STAY_UP = Duration.ofSeconds(7);

  private static final Duration STEP = Duration.ofMillis(250);
  private static final Duration REST_LIMIT = Duration.ofMinutes(10);
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final Duration BOUNDS_INTERVAL = Duration.ofSeconds(2);

  /** Longer lives are not waited for; each virtual second costs the pings of all links. */
  private static final Duration WAITED_FOR = Duration.ofMinutes(2);

  private final SwarmScenario scenario;
  private final SortedMap<String, String> settings;
  private final boolean signed;
  private final SimulatedNetwork network;
  private final Components components;
  private final int[] degrees;
  private final List<MessageId> stormMessages = new ArrayList<>();
  private final List<MessageId> calmMessages = new ArrayList<>();

  private SwarmRun(
      SwarmScenario scenario,
      SortedMap<String, String> settings,
      boolean signed,
      SimulatedNetwork network) {
    this.scenario = scenario;
    this.settings = settings;
    this.signed = signed;
    this.network = network;
    this.components = new Components(scenario.nodes(), network.edges());
    this.degrees = new int[scenario.nodes()];
    for (Edge edge : network.edges()) {
      degrees[edge.dialer()]++;
      degrees[edge.dialed()]++;
    }
  }

  /**
   * Plays it.
   *
   * @param settings of all nodes, those of the scenario and others
   * @param signed whether a message with wrong bits is told from an honest one
   * @param simulation made from the scenario
   * @throws IllegalArgumentException if there is no such network or composition
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
      return new SwarmOutcome(Optional.of(violation(e)), "never started");
    }
    SwarmRun run = new SwarmRun(scenario, settings, signed, network);
    return new SwarmOutcome(run.violation(), network.record().traceHash());
  }

  private Optional<Violation> violation() {
    try {
      storm();
      linksComeBack();
      calm();
      rest();
      return Optional.empty();
    } catch (Violated e) {
      return Optional.of(e.violation);
    } catch (RunFailure e) {
      return Optional.of(violation(e));
    } catch (RuntimeException e) {
      return Optional.of(new Violation(Invariant.RUNS_THROUGH, e.toString()));
    }
  }

  private static Violation violation(RunFailure failure) {
    Invariant invariant =
        switch (failure.kind()) {
          case NODE_STOPPED -> Invariant.NODES_LIVE;
          case DELIVERED_TWICE -> Invariant.DELIVERED_ONCE;
          case NEVER_PUBLISHED -> Invariant.DELIVERED_AS_PUBLISHED;
        };
    return new Violation(invariant, String.valueOf(failure.getMessage()));
  }

  // ---- the storm -----------------------------------------------------------------------------

  private void storm() {
    int maxCorruptedBytes = signed ? Integer.MAX_VALUE : scenario.minPayloadBytes();
    scenario.faults().forEach(fault -> fault.befall(network, maxCorruptedBytes));
    for (SwarmMessage message : scenario.messages()) {
      network.after(
          message.at(),
          () -> {
            boolean linked = network.isLinked();
            publish(message)
                .ifPresent(
                    id -> {
                      if (linked) {
                        stormMessages.add(id);
                      }
                    });
          });
    }
    for (Duration left = scenario.stormEnd(); !left.isZero(); ) {
      Duration step = left.compareTo(BOUNDS_INTERVAL) < 0 ? left : BOUNDS_INTERVAL;
      network.runFor(step);
      left = left.minus(step);
      checkBounds();
    }
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

  // ---- the calm ------------------------------------------------------------------------------

  /** All faults have ended by themselves; nodes that churn left behind are started now. */
  private void linksComeBack() {
    network.faults().clear();
    for (SimulatedNode node : network.nodes()) {
      if (node.isDown()) {
        node.restart();
      } else if (!node.isUp()) {
        node.resume();
      }
    }
    Duration began = network.now();
    Duration upSince = began;
    while (network.now().minus(upSince).compareTo(LINKS_STAY_UP) < 0) {
      network.runFor(STEP);
      if (!network.isLinked()) {
        upSince = network.now();
        require(
            upSince.minus(began).compareTo(LINKS_UP_LIMIT) < 0,
            Invariant.LINKS_COME_BACK,
            () -> "not all links are up " + LINKS_UP_LIMIT.toSeconds() + " s after the storm");
      }
    }
    checkBounds();
  }

  private void calm() {
    Duration last = Duration.ZERO;
    for (SwarmMessage message : scenario.calmMessages()) {
      network.after(message.at(), () -> publish(message).ifPresent(calmMessages::add));
      last = message.at().compareTo(last) > 0 ? message.at() : last;
    }
    network.runFor(last);
    boolean quiet = network.runUntilQuiet(REST_LIMIT);
    checkReached(calmMessages, Invariant.CALM_REACHES_ALL);
    if (nothingMayBeLost()) {
      checkReached(stormMessages, Invariant.NOTHING_IS_LOST_WITHOUT_LOSS);
    }
    require(
        quiet,
        Invariant.COMES_TO_REST,
        () ->
            "the network has work to do "
                + REST_LIMIT.toMinutes()
                + " min after the last message: "
                + network.metrics());
  }

  private boolean nothingMayBeLost() {
    int messages = scenario.messages().size() + scenario.calmMessages().size();
    return scenario.sparesMessages(setting(NodeSettings.CLOCK_SKEW))
        && network.record().lost().isEmpty()
        // Or a neighbour may ask for one that has made room for another.
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
                  + Periods.text(Duration.ofNanos(message.publishedNanos()))
                  + ", did not reach "
                  + missed
                  + "; the last of it: "
                  + message.lastEvents(3));
    }
  }

  // ---- the rest ------------------------------------------------------------------------------

  private void rest() {
    long before = framesSent();
    network.runFor(IDLE);
    long sent = framesSent() - before;
    require(
        sent == 0,
        Invariant.SILENT_WHEN_IDLE,
        () -> sent + " frames were sent in " + IDLE.toSeconds() + " s without any message");
    checkBounds();
    network.nodes().forEach(this::checkTimers);
    // A node remembers for one skew more than it accepts, should its clock be set right meanwhile.
    Duration life =
        setting(NodeSettings.LIFETIME).plus(setting(NodeSettings.CLOCK_SKEW).multipliedBy(2));
    if (life.compareTo(WAITED_FOR) <= 0) {
      // Ids are looked through once a second, and kept to the second.
      network.runFor(life.plusSeconds(3));
      network.nodes().forEach(this::checkForgotten);
    }
  }

  private long framesSent() {
    Map<String, Long> metrics = network.metrics();
    return metrics.getOrDefault("payload-frames-sent", 0L)
        + metrics.getOrDefault("control-frames-sent", 0L);
  }

  /** One to watch each link and one to forget old messages, beside those of the relay strategy. */
  private void checkTimers(SimulatedNode node) {
    long bound = degrees[node.index()] + 1L + node.metrics().getOrDefault("relay-timers", 0L);
    check(node, node.metrics(), "timers", bound);
  }

  private void checkForgotten(SimulatedNode node) {
    Map<String, Long> metrics = node.metrics();
    for (String gauge : List.of("seen-ids", "stored-messages", "held-back")) {
      checkBound(node, metrics, gauge, 0, Invariant.FORGETS_WHAT_IS_OVER);
    }
  }

  private void checkBounds() {
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

  // ---- how it ends ---------------------------------------------------------------------------

  private static void require(boolean condition, Invariant invariant, Supplier<String> detail) {
    if (!condition) {
      throw new Violated(new Violation(invariant, detail.get()));
    }
  }

  private static final class Violated extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Violation violation;

    Violated(Violation violation) {
      super(violation.detail());
      this.violation = violation;
    }
  }
}
