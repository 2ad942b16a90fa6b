package dev.gossip.testkit.contract;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.wire.TimeText;
import dev.gossip.testkit.contract.WatchedNetwork.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The rule about timers and memory of a strategy after many messages: R6. */
final class RelayBounds {
  /** How many messages are published. */
  static final int MESSAGES = 10_000;

  private static final int BURST = 40;
  private static final Duration INTERVAL = Duration.ofMillis(100);
  // A triangle is the smallest network with duplicates.
  private static final Shape SHAPE = new Shape("ring", 3, 31);

  private final RelayBench bench;
  private final int messages;

  RelayBounds(RelayBench bench, int messages) {
    this.bench = bench;
    this.messages = messages;
  }

  /** R6. */
  void timersAndMemoryAreBounded() {
    bench.requireNoFailures();
    WatchedNetwork watched = WatchedNetwork.start(bench, SHAPE, new RelayProbe(bench.factory()));
    List<SimulatedNode> nodes = watched.network().nodes();
    List<ObjectGraph> before = new ArrayList<>();
    nodes.forEach(node -> before.add(retained(watched, node)));
    for (int i = 0; i < messages; i++) {
      watched.publish(nodes.get(i % nodes.size()));
      if (i % BURST == 0) {
        watched.runFor(INTERVAL);
      }
    }
    watched.settle();
    boolean delivers = bench.deliversAll();
    for (SimulatedNode node : nodes) {
      requireFewTimers(watched, node);
      requireLittleMemory(watched, node, before.get(node.index()));
      if (delivers && watched.relay(node).log().undeliveredCount() > 0) {
        throw failure(
            watched,
            watched.relay(node).log().undeliveredCount()
                + " messages were never delivered at "
                + node,
            "call context.deliver also for messages that are evicted from a full buffer");
      }
    }
  }

  private void requireFewTimers(WatchedNetwork watched, SimulatedNode node) {
    Map<String, Integer> timers = watched.relay(node).log().timers();
    int sum = timers.values().stream().mapToInt(count -> count).sum();
    if (sum > bench.traits().maxTimers()) {
      String mostFrequent =
          timers.entrySet().stream()
              .max(Map.Entry.comparingByValue())
              .map(entry -> entry.getValue() + " of them '" + entry.getKey() + "'")
              .orElse("");
      throw failure(
          watched,
          sum + " timers are pending at " + node + ", " + mostFrequent,
          "cancel a timer when its message no longer needs it; RelayTraits.maxTimers is "
              + bench.traits().maxTimers());
    }
  }

  private void requireLittleMemory(WatchedNetwork watched, SimulatedNode node, ObjectGraph before) {
    ObjectGraph after = retained(watched, node);
    long more = after.count() - before.count();
    if (more > bench.traits().maxRetained()) {
      throw failure(
          watched,
          "the strategy of "
              + node
              + " holds "
              + more
              + " more objects than before; its largest collection is "
              + after.largest(),
          "remove a message when it is no longer needed, or bound the collection;"
              + " RelayTraits.maxRetained is "
              + bench.traits().maxRetained());
    }
  }

  private static ObjectGraph retained(WatchedNetwork watched, SimulatedNode node) {
    ProbedRelay relay = watched.relay(node);
    try {
      return ObjectGraph.of(List.of(relay.strategy()), List.of(relay, relay.context()));
    } catch (ObjectGraph.InaccessibleClassException e) {
      return abort(String.valueOf(e.getMessage()));
    }
  }

  private AssertionError failure(WatchedNetwork watched, String what, String remedy) {
    return bench.failure(
        String.format(
            Locale.ROOT,
            "%s after %d messages and a settle time of %s; %s (%s)",
            what,
            messages,
            TimeText.of(bench.traits().settleTime()),
            remedy,
            watched.describe()));
  }
}
