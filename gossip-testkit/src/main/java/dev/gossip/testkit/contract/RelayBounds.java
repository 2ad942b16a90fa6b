package dev.gossip.testkit.contract;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.gossip.simulation.SimulatedNode;
import dev.gossip.testkit.contract.WatchedNetwork.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rule about what a strategy may still hold when all is done. */
final class RelayBounds {
  /** How many messages go through the network. */
  static final int MESSAGES = 10_000;

  private static final int AT_ONCE = 40;
  private static final Duration INTERVAL = Duration.ofMillis(100);
  // A triangle: the least that has further copies of messages.
  private static final Shape SHAPE = new Shape("ring", 3, 31);

  private final RelayBench bench;
  private final int messages;

  RelayBounds(RelayBench bench, int messages) {
    this.bench = bench;
    this.messages = messages;
  }

  /** R6. */
  void allIsForgottenInTheEnd() {
    bench.requireSoundness();
    WatchedNetwork watched = WatchedNetwork.start(bench, SHAPE, new RelayProbe(bench.factory()));
    List<SimulatedNode> nodes = watched.network().nodes();
    List<ObjectGraph> before = new ArrayList<>();
    nodes.forEach(node -> before.add(retained(watched, node)));
    for (int i = 0; i < messages; i++) {
      watched.publish(nodes.get(i % nodes.size()));
      if (i % AT_ONCE == 0) {
        watched.runFor(INTERVAL);
      }
    }
    watched.settle();
    boolean delivers = bench.deliversAll();
    for (SimulatedNode node : nodes) {
      requireFewTimers(watched, node);
      requireLittleMemory(watched, node, before.get(node.index()));
      if (delivers && watched.relay(node).heldBack() > 0) {
        throw broken(
            watched,
            watched.relay(node).heldBack() + " messages were never made public at " + node,
            "call context.deliver also for what is thrown out because there is too much of it");
      }
    }
  }

  private void requireFewTimers(WatchedNetwork watched, SimulatedNode node) {
    Map<String, Integer> timers = watched.relay(node).timers();
    int sum = timers.values().stream().mapToInt(count -> count).sum();
    if (sum > bench.traits().maxTimers()) {
      String most =
          timers.entrySet().stream()
              .max(Map.Entry.comparingByValue())
              .map(entry -> entry.getValue() + " of them '" + entry.getKey() + "'")
              .orElse("");
      throw broken(
          watched,
          sum + " timers wait at " + node + ", " + most,
          "cancel a timer when its message needs it no more; RelayTraits.maxTimers is "
              + bench.traits().maxTimers());
    }
  }

  private void requireLittleMemory(WatchedNetwork watched, SimulatedNode node, ObjectGraph before) {
    ObjectGraph after = retained(watched, node);
    long more = after.count() - before.count();
    if (more > bench.traits().maxRetained()) {
      throw broken(
          watched,
          "the strategy of "
              + node
              + " holds "
              + more
              + " objects more than before, most in "
              + after.largest(),
          "forget a message when all is done for it, or bound what remembers it;"
              + " RelayTraits.maxRetained is "
              + bench.traits().maxRetained());
    }
  }

  private static ObjectGraph retained(WatchedNetwork watched, SimulatedNode node) {
    ProbedRelay relay = watched.relay(node);
    try {
      return ObjectGraph.of(List.of(relay.strategy()), List.of(relay));
    } catch (ObjectGraph.ClosedException e) {
      return abort(String.valueOf(e.getMessage()));
    }
  }

  private AssertionError broken(WatchedNetwork watched, String what, String remedy) {
    return bench.broken(
        "%s after %d messages and %s in which nothing new came; %s (%s)"
            .formatted(what, messages, bench.traits().settleTime(), remedy, watched.describe()));
  }
}
