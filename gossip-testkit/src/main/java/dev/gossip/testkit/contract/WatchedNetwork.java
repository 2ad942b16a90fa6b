package dev.gossip.testkit.contract;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.RunFailure;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.TimeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** A simulated network in which a {@link RelayProbe} records what the strategies do. */
final class WatchedNetwork {
  private static final Duration LINKS_WITHIN = Duration.ofMinutes(2);
  private static final Duration BETWEEN_MESSAGES = Duration.ofMillis(50);

  private final RelayBench bench;
  private final RelayProbe probe;
  private final SimulatedNetwork network;

  /** Topology, size and seed of a network. */
  record Shape(String topology, int nodes, long seed) {
    /** 16 peers per node, more than a strategy that chooses among its peers needs. */
    static final Shape MANY_PEERS = new Shape("random-regular:16", 24, 8);

    Simulation simulation() {
      return Simulation.seeded(seed).nodes(nodes).topology(Topologies.parse(topology));
    }
  }

  private WatchedNetwork(RelayBench bench, RelayProbe probe, SimulatedNetwork network) {
    this.bench = bench;
    this.probe = probe;
    this.network = network;
  }

  static WatchedNetwork start(RelayBench bench, Shape shape, RelayProbe probe) {
    return start(bench, shape, probe, simulation -> simulation);
  }

  /** Starts a network and waits until all links are up. */
  static WatchedNetwork start(
      RelayBench bench, Shape shape, RelayProbe probe, UnaryOperator<Simulation> options) {
    WatchedNetwork started =
        new WatchedNetwork(
            bench,
            probe,
            options
                .apply(ContractChannels.with(shape.simulation(), probe, bench.traits()))
                .start());
    started.awaitLinks();
    return started;
  }

  SimulatedNetwork network() {
    return network;
  }

  RelayProbe probe() {
    return probe;
  }

  /** The current strategy of a node. */
  ProbedRelay relay(SimulatedNode node) {
    return probe.of(node.id());
  }

  /** Topology, seed and options needed to repeat the run. */
  String describe() {
    return network.describe();
  }

  // ---- time ----------------------------------------------------------------------------------

  void awaitLinks() {
    run(() -> network.awaitLinks(LINKS_WITHIN));
  }

  void runFor(Duration time) {
    run(() -> network.runFor(time));
  }

  void settle() {
    runFor(bench.traits().settleTime());
  }

  private void run(Runnable step) {
    try {
      step.run();
    } catch (RunFailure e) {
      throw toAssertionError(e);
    }
  }

  private AssertionError toAssertionError(RunFailure failure) {
    RelayProbe.Thrown thrown = probe.thrown();
    return thrown == null
        ? bench.failure(failure.getMessage() + " (" + describe() + ")")
        : bench.threw(thrown, describe());
  }

  // ---- messages ------------------------------------------------------------------------------

  /** Publishes a message at a running node. */
  MessageId publish(SimulatedNode node) {
    MessageId id = node.publish("message " + network.record().messages().size());
    runFor(Duration.ZERO);
    return id;
  }

  /** Publishes messages at every running node, one node 50 ms after the other. */
  List<MessageId> publishAtEveryNode(int messagesPerNode) {
    List<MessageId> ids = new ArrayList<>();
    for (SimulatedNode node : network.nodes()) {
      if (node.isUp()) {
        for (int i = 0; i < messagesPerNode; i++) {
          ids.add(publish(node));
        }
        runFor(BETWEEN_MESSAGES);
      }
    }
    return ids;
  }

  // ---- checks --------------------------------------------------------------------------------

  /**
   * Requires that every running node got these messages.
   *
   * @param when the circumstances, for the failure message
   */
  void requireReached(List<MessageId> ids, String when) {
    for (MessageId id : ids) {
      for (SimulatedNode node : network.nodes()) {
        if (node.isUp() && !relay(node).log().accepted(id)) {
          throw bench.failure(
              String.format(
                  Locale.ROOT,
                  "%s, message %s of node %d has not reached %s %s after the last message; check to"
                      + " which peers the strategy sends in onPublish, onMessage and its"
                      + " timers%s (%s)",
                  when,
                  ProbedRelay.shortOf(id),
                  network.record().message(id).orElseThrow().origin(),
                  node,
                  TimeText.of(bench.traits().settleTime()),
                  reachedNodes(id),
                  describe()));
        }
      }
    }
  }

  private String reachedNodes(MessageId id) {
    List<String> reached =
        network.nodes().stream()
            .filter(node -> node.isUp() && relay(node).log().accepted(id))
            .map(SimulatedNode::toString)
            .toList();
    return "; the message reached " + String.join(", ", reached);
  }

  /** Whether a node did not send one of these messages to all of its peers. */
  boolean skipsPeers(List<MessageId> ids) {
    return network.nodes().stream()
        .anyMatch(
            node ->
                ids.stream()
                    .anyMatch(id -> relay(node).log().skippedAPeer(id, relay(node).peers())));
  }

  /** Requires that every node delivered each of these messages once. */
  void requireDeliveredOnce(List<MessageId> ids) {
    for (MessageId id : ids) {
      int origin = network.record().message(id).orElseThrow().origin();
      for (SimulatedNode node : network.nodes()) {
        if (!node.isUp()) {
          continue;
        }
        int count = relay(node).log().deliveries(id);
        String callback = node.index() == origin ? "onPublish" : "onMessage";
        if (count != 1 && relay(node).log().accepted(id)) {
          throw bench.failure(
              ("%s got message %s in %s and within %s called context.deliver %s for it; call"
                      + " context.deliver exactly once for every message (%s)")
                  .formatted(
                      node,
                      ProbedRelay.shortOf(id),
                      callback,
                      TimeText.of(bench.traits().settleTime()),
                      count == 0 ? "never" : count + " times",
                      describe()));
        }
      }
    }
  }
}
