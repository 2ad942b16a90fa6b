package dev.gossip.testkit.contract;

import com.google.inject.Module;
import dev.gossip.api.MessageId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.core.config.PluginKind;
import dev.gossip.simulation.RunFailure;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A simulated network whose nodes' strategies are watched by a probe. */
final class WatchedNetwork {
  private static final Duration LINKS_WITHIN = Duration.ofMinutes(2);
  private static final Duration BETWEEN_MESSAGES = Duration.ofMillis(50);

  private final RelayBench bench;
  private final Shape shape;
  private final RelayProbe probe;
  private final SimulatedNetwork network;

  /** How a network is laid out; one seed, one network. */
  record Shape(String topology, int nodes, long seed) {
    /** More peers than a strategy that chooses among them needs: each node has 16. */
    static final Shape MANY_PEERS = new Shape("random-regular:16", 24, 8);

    Simulation simulation() {
      return Simulation.seeded(seed).nodes(nodes).topology(Topologies.parse(topology));
    }
  }

  /** The strategy under test in its place. */
  record Plugin(RelayStrategy.Factory factory, RelayTraits traits) implements GossipPlugin {
    @Override
    public String id() {
      return "relay.contract";
    }

    @Override
    public String summary() {
      return "the strategy under test";
    }

    @Override
    public Map<String, String> slots(PluginSettings settings) {
      // The strategy brings what it wraps; what matters is that there is a channel.
      return traits.slots().stream()
          .collect(Collectors.toMap(slot -> slot, slot -> PluginKind.RELAY.defaultId()));
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder -> binder.bind(RelayStrategy.Factory.class).toInstance(factory);
    }
  }

  private WatchedNetwork(
      RelayBench bench, Shape shape, RelayProbe probe, SimulatedNetwork network) {
    this.bench = bench;
    this.shape = shape;
    this.probe = probe;
    this.network = network;
  }

  static WatchedNetwork start(RelayBench bench, Shape shape, RelayProbe probe) {
    return start(bench, shape, probe, simulation -> simulation);
  }

  /** Starts a network and waits for its links. */
  static WatchedNetwork start(
      RelayBench bench, Shape shape, RelayProbe probe, UnaryOperator<Simulation> options) {
    WatchedNetwork started =
        new WatchedNetwork(
            bench,
            shape,
            probe,
            options.apply(shape.simulation().with(new Plugin(probe, bench.traits()))).start());
    started.awaitLinks();
    return started;
  }

  SimulatedNetwork network() {
    return network;
  }

  RelayProbe probe() {
    return probe;
  }

  /** The strategy that runs at a node now. */
  ProbedRelay relay(SimulatedNode node) {
    return probe.of(node.id());
  }

  /** What somebody needs who wants to see this again. */
  String describe() {
    return shape.topology + ", " + network.describe();
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

  private void run(Runnable turn) {
    try {
      turn.run();
    } catch (RunFailure e) {
      throw failed(e);
    }
  }

  private AssertionError failed(RunFailure failure) {
    RelayProbe.Thrown thrown = probe.thrown();
    return thrown == null
        ? bench.broken(failure.getMessage() + " (" + describe() + ")")
        : bench.threw(thrown, describe());
  }

  // ---- messages ------------------------------------------------------------------------------

  /** Publishes at a node that runs. */
  MessageId publish(SimulatedNode node) {
    MessageId id = node.publish("message " + network.record().messages().size());
    runFor(Duration.ZERO);
    return id;
  }

  /** Every node that runs publishes some messages at once, one node a little after the other. */
  List<MessageId> everyonePublishes(int each) {
    List<MessageId> ids = new ArrayList<>();
    for (SimulatedNode node : network.nodes()) {
      if (node.isUp()) {
        for (int i = 0; i < each; i++) {
          ids.add(publish(node));
        }
        runFor(BETWEEN_MESSAGES);
      }
    }
    return ids;
  }

  // ---- what must be --------------------------------------------------------------------------

  /**
   * Every node that runs was given these messages.
   *
   * @param when says what is special, for the message
   */
  void requireReached(List<MessageId> ids, String when) {
    for (MessageId id : ids) {
      for (SimulatedNode node : network.nodes()) {
        if (node.isUp() && !relay(node).accepted(id)) {
          throw bench.broken(
              ("%s, message %s of node %d has not come to %s, %s after the last message; look at"
                      + " whom the strategy tells in onPublish and onMessage, and later%s (%s)")
                  .formatted(
                      when,
                      ProbedRelay.shortOf(id),
                      network.record().message(id).orElseThrow().origin(),
                      node,
                      bench.traits().settleTime(),
                      wayOf(id),
                      describe()));
        }
      }
    }
  }

  private String wayOf(MessageId id) {
    List<String> has =
        network.nodes().stream()
            .filter(node -> node.isUp() && relay(node).accepted(id))
            .map(SimulatedNode::toString)
            .toList();
    return "; it is at " + String.join(", ", has);
  }

  /** Whether some node sent one of these messages to fewer peers than it could have. */
  boolean leavesPeersOut(List<MessageId> ids) {
    return network.nodes().stream()
        .anyMatch(node -> ids.stream().anyMatch(id -> relay(node).leftPeersOut(id)));
  }

  /** Every node that was given these messages made each public once. */
  void requireDeliveredOnce(List<MessageId> ids) {
    for (MessageId id : ids) {
      int origin = network.record().message(id).orElseThrow().origin();
      for (SimulatedNode node : network.nodes()) {
        if (!node.isUp()) {
          continue;
        }
        int count = relay(node).deliveries(id);
        String callback = node.index() == origin ? "onPublish, its own" : "onMessage";
        if (count != 1 && relay(node).accepted(id)) {
          throw bench.broken(
              ("%s got message %s in %s, and within %s called context.deliver %s for it; call"
                      + " it exactly once for every message (%s)")
                  .formatted(
                      node,
                      ProbedRelay.shortOf(id),
                      callback,
                      bench.traits().settleTime(),
                      count == 0 ? "never" : count + " times",
                      describe()));
        }
      }
    }
  }
}
