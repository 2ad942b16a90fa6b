package dev.gossip.simulation.privacy;

import dev.gossip.api.MessageId;
import dev.gossip.api.relay.Draws;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.Observation;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.topology.Topology.Edge;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A set of colluding spies: nodes with synchronised clocks that share their observations. Spies
 * otherwise follow the protocol, so any nodes of a finished run can be treated as spies. Messages
 * that spies publish are not counted.
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

  /**
   * Treats these nodes of a network as spies.
   *
   * @throws IllegalStateException if the network did not observe
   */
  public static Spies at(SimulatedNetwork network, Collection<Integer> spies) {
    if (!network.isObserved()) {
      throw new IllegalStateException(
          "the network did not record what spies see; call Simulation.observing() before it starts");
    }
    return new Spies(network.nodes().size(), network.edges(), network.record().messages(), spies);
  }

  /** The supernode, which is linked to all nodes of a network. */
  public static Spies supernode(SimulatedNetwork network) {
    return at(network, network.supernode().stream().map(SimulatedNode::index).toList());
  }

  /**
   * Treats a share of the nodes as spies, drawn from the seed of the network.
   *
   * @param draw the number of the draw; different numbers give different spies
   */
  public static Spies drawn(SimulatedNetwork network, double share, int draw) {
    return at(network, draw(network.nodes().size(), share, network.seed(), draw));
  }

  /**
   * Draws a share of the nodes.
   *
   * @param nodes how many nodes there are
   * @param share from 0 to 1
   * @param draw the number of the draw; different numbers give different nodes
   */
  public static List<Integer> draw(int nodes, double share, long seed, int draw) {
    return Draws.sample(
        RandomStreams.seeded(seed).stream("spies " + draw),
        IntStream.range(0, nodes).boxed().toList(),
        (int) Math.round(share * nodes));
  }

  /**
   * The mean over many draws of a share of the nodes. All draws use the same messages, so the
   * variance has two parts: that between messages, over all draws, and that between draws, over all
   * messages.
   */
  public static PrivacyReport meanOfDraws(
      SimulatedNetwork network, double share, int draws, Estimator.Factory factory) {
    Estimator estimator = factory.create(network.nodes().size(), network.edges());
    List<List<Outcome>> outcomes =
        IntStream.range(0, draws)
            .mapToObj(draw -> drawn(network, share, draw).outcomes(estimator))
            .filter(found -> !found.isEmpty())
            .toList();
    return new PrivacyReport(
        outcomes.stream().mapToInt(List::size).min().orElse(0),
        meanOfDraws(outcomes, Outcome::precision),
        meanOfDraws(outcomes, Outcome::recall));
  }

  private static Estimate meanOfDraws(
      List<List<Outcome>> outcomes, ToDoubleFunction<Outcome> figure) {
    double[] draws = outcomes.stream().mapToDouble(found -> mean(found, figure)).toArray();
    double[] messages =
        outcomes.stream()
            .flatMap(List::stream)
            .collect(
                Collectors.groupingBy(Outcome::message, LinkedHashMap::new, Collectors.toList()))
            .values()
            .stream()
            .mapToDouble(found -> mean(found, figure))
            .toArray();
    double variance =
        Estimate.variance(draws) / Math.max(1, draws.length)
            + Estimate.variance(messages) / Math.max(1, messages.length);
    return Estimate.of(
        Estimate.mean(draws), variance, messages.length, Math.min(messages.length, draws.length));
  }

  private static double mean(List<Outcome> outcomes, ToDoubleFunction<Outcome> figure) {
    return outcomes.stream().mapToDouble(figure).average().orElse(0);
  }

  /** How well the spies identify the origins of all messages that others have published so far. */
  public PrivacyReport report(Estimator.Factory factory) {
    List<Outcome> outcomes = outcomes(factory.create(nodes, edges));
    return new PrivacyReport(
        outcomes.size(),
        Estimate.of(outcomes.stream().mapToDouble(Outcome::precision).toArray()),
        Estimate.of(outcomes.stream().mapToDouble(Outcome::recall).toArray()));
  }

  /**
   * Whether some node has revealed each message that others have published so far to a spy. What
   * happens later does not change the guesses of {@link FirstSpy}.
   */
  public boolean haveHeardOfAll() {
    return messages.stream()
        .filter(message -> !spies.get(message.origin()))
        .allMatch(message -> message.observations().stream().anyMatch(this::isReport));
  }

  private boolean isReport(Observation observation) {
    return spies.get(observation.watcher()) && !spies.get(observation.from());
  }

  /** The contribution of a message to precision and recall, each from 0 to 1. */
  private record Outcome(MessageId message, double precision, double recall) {}

  private List<Outcome> outcomes(Estimator estimator) {
    List<Guess> guesses =
        messages.stream()
            .filter(message -> !spies.get(message.origin()))
            .map(message -> guess(estimator, message))
            .toList();
    Map<Integer, Double> attributed = new HashMap<>();
    guesses.forEach(
        guess ->
            guess.probabilities.forEach(
                (node, weight) -> attributed.merge(node, weight, Double::sum)));
    return guesses.stream().map(guess -> outcome(guess, attributed)).toList();
  }

  private static Outcome outcome(Guess guess, Map<Integer, Double> attributed) {
    double right = guess.probabilities.getOrDefault(guess.origin, 0.0);
    // The mean number of other messages attributed to the same node. If ties among those are
    // broken at random, the precision is slightly too low.
    double others = attributed.getOrDefault(guess.origin, 0.0) - right;
    return new Outcome(guess.message, right / (1 + others), right);
  }

  /** A message with its true origin, and the probability that each node is named. */
  private record Guess(MessageId message, int origin, Map<Integer, Double> probabilities) {}

  private Guess guess(Estimator estimator, MessageRecord message) {
    List<Observation> seen = message.observations().stream().filter(this::isReport).toList();
    Set<Integer> candidates = estimator.candidates(seen, node -> !spies.get(node));
    MessageId id = message.id();
    int origin = message.origin();
    if (candidates.size() > 1 && estimator.ties() == TieBreaking.STRICT) {
      return new Guess(id, origin, Map.of());
    }
    if (estimator.ties() == TieBreaking.WEAK && candidates.contains(origin)) {
      return new Guess(id, origin, Map.of(origin, 1.0));
    }
    double weight = 1.0 / candidates.size();
    return new Guess(
        id, origin, candidates.stream().collect(Collectors.toMap(node -> node, node -> weight)));
  }
}
