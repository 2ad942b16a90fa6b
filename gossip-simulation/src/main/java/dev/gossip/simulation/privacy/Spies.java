package dev.gossip.simulation.privacy;

import dev.gossip.core.engine.RandomStreams;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.Sighting;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.topology.Topology.Edge;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Nodes that tell each other, with clocks that agree, who let them know of each message when. They
 * follow the protocol otherwise, so any nodes of a run can be taken for spies when it is over; what
 * they publish themselves is not counted.
 */
public final class Spies {
  private final int nodes;
  private final List<Edge> edges;
  private final Collection<MessageRecord> messages;
  private final BitSet spies = new BitSet();

  private Spies(
      int nodes, List<Edge> edges, Collection<MessageRecord> messages, Collection<Integer> spies) {
    this.nodes = nodes;
    this.edges = edges;
    this.messages = messages;
    spies.forEach(this.spies::set);
  }

  /** These nodes of a network are spies. */
  public static Spies at(SimulatedNetwork network, Collection<Integer> spies) {
    return new Spies(network.nodes().size(), network.edges(), network.record().messages(), spies);
  }

  /** The one spy who is linked to all nodes of a network. */
  public static Spies supernode(SimulatedNetwork network) {
    return at(network, network.supernode().stream().map(SimulatedNode::index).toList());
  }

  /**
   * A share of the nodes of a network, drawn from its seed.
   *
   * @param draw a number for each draw
   */
  public static Spies drawn(SimulatedNetwork network, double share, int draw) {
    return at(network, draw(network.nodes().size(), share, network.seed(), draw));
  }

  /**
   * Draws a share of some nodes.
   *
   * @param draw a number for each draw from one seed
   */
  public static List<Integer> draw(int nodes, double share, long seed, int draw) {
    RandomGenerator random = RandomStreams.seeded(seed).stream("spies " + draw);
    List<Integer> shuffled = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      shuffled.add(i);
      Collections.swap(shuffled, i, random.nextInt(i + 1));
    }
    return shuffled.subList(0, (int) Math.round(share * nodes));
  }

  /**
   * The mean over many draws of a share of the nodes. The draws look at the same messages, so
   * confidence comes from how many messages there are, and not from how often they are looked at.
   */
  public static PrivacyReport meanOfDraws(
      SimulatedNetwork network, double share, int draws, Estimator.Factory factory) {
    Estimator estimator = factory.create(network.nodes().size(), network.edges());
    int messages = Integer.MAX_VALUE;
    double precision = 0;
    double recall = 0;
    for (int draw = 0; draw < draws; draw++) {
      PrivacyReport report = drawn(network, share, draw).report(estimator);
      messages = Math.min(messages, report.messages());
      precision += report.precision().value() / draws;
      recall += report.recall().value() / draws;
    }
    return new PrivacyReport(
        messages, Estimate.of(precision, messages), Estimate.of(recall, messages));
  }

  /** How well they name the origins of all messages that others published so far. */
  public PrivacyReport report(Estimator.Factory factory) {
    return report(factory.create(nodes, edges));
  }

  private PrivacyReport report(Estimator estimator) {
    List<Guess> guesses =
        messages.stream()
            .filter(message -> !spies.get(message.origin()))
            .map(message -> guess(estimator, message))
            .toList();
    Map<Integer, Double> attributed = new HashMap<>();
    guesses.forEach(
        guess ->
            guess.named.forEach((node, weight) -> attributed.merge(node, weight, Double::sum)));
    double precision = 0;
    double recall = 0;
    for (Guess guess : guesses) {
      double right = guess.named.getOrDefault(guess.origin, 0.0);
      recall += right;
      // By lot there are so many other messages on average, if this one is put down to its origin.
      double others = attributed.getOrDefault(guess.origin, 0.0) - right;
      precision += right / (1 + others);
    }
    int count = guesses.size();
    return new PrivacyReport(
        count,
        Estimate.of(precision / Math.max(1, count), count),
        Estimate.of(recall / Math.max(1, count), count));
  }

  /** What is said of a message: who began it, and how likely it is that this node is named. */
  private record Guess(int origin, Map<Integer, Double> named) {}

  private Guess guess(Estimator estimator, MessageRecord message) {
    List<Sighting> seen =
        message.sightings().stream()
            .filter(sighting -> spies.get(sighting.watcher()))
            .filter(sighting -> !spies.get(sighting.from()))
            .toList();
    Set<Integer> candidates = estimator.candidates(seen, node -> !spies.get(node));
    int origin = message.origin();
    if (candidates.size() > 1 && estimator.ties() == Ties.STRICT) {
      return new Guess(origin, Map.of());
    }
    if (estimator.ties() == Ties.WEAK && candidates.contains(origin)) {
      return new Guess(origin, Map.of(origin, 1.0));
    }
    double weight = 1.0 / candidates.size();
    return new Guess(
        origin, candidates.stream().collect(Collectors.toMap(node -> node, node -> weight)));
  }
}
