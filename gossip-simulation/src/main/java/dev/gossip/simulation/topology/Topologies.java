package dev.gossip.simulation.topology;

import dev.gossip.simulation.topology.Topology.Edge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jgrapht.Graph;
import org.jgrapht.generate.BarabasiAlbertGraphGenerator;
import org.jgrapht.generate.CompleteGraphGenerator;
import org.jgrapht.generate.GnpRandomGraphGenerator;
import org.jgrapht.generate.GraphGenerator;
import org.jgrapht.generate.GridGraphGenerator;
import org.jgrapht.generate.LinearGraphGenerator;
import org.jgrapht.generate.RandomRegularGraphGenerator;
import org.jgrapht.generate.RingGraphGenerator;
import org.jgrapht.generate.StarGraphGenerator;
import org.jgrapht.generate.WattsStrogatzGraphGenerator;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleGraph;
import org.jgrapht.util.SupplierUtil;

/** The usual networks. Links without a natural chooser are chosen by one end, by a coin. */
public final class Topologies {
  private static final int[][] SIX = {{0, 1}, {0, 2}, {0, 5}, {1, 3}, {1, 4}, {2, 5}};

  private Topologies() {}

  /**
   * Reads a topology as one writes it on a command line: {@code six}, {@code line}, {@code ring},
   * {@code star}, {@code tree:2}, {@code grid}, {@code complete}, {@code random-regular:8}, {@code
   * erdos-renyi:0.02}, {@code barabasi-albert:3}, {@code watts-strogatz:6:0.1} or {@code
   * random-outbound:8}.
   *
   * @throws IllegalArgumentException in one sentence, if it is none of these
   */
  public static Topology parse(String text) {
    String[] parts = text.split(":", -1);
    try {
      Topology topology =
          switch (parts[0] + "/" + (parts.length - 1)) {
            case "six/0" -> six();
            case "line/0" -> line();
            case "ring/0" -> ring();
            case "star/0" -> star();
            case "complete/0" -> complete();
            case "grid/0" -> grid();
            case "tree/1" -> tree(Integer.parseInt(parts[1]));
            case "random-regular/1" -> randomRegular(Integer.parseInt(parts[1]));
            case "random-outbound/1" -> randomOutbound(Integer.parseInt(parts[1]));
            case "erdos-renyi/1" -> erdosRenyi(Double.parseDouble(parts[1]));
            case "barabasi-albert/1" -> barabasiAlbert(Integer.parseInt(parts[1]));
            case "watts-strogatz/2" ->
                wattsStrogatz(Integer.parseInt(parts[1]), Double.parseDouble(parts[2]));
            default -> null;
          };
      if (topology != null) {
        return topology;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' has a bad number in it", e);
    }
    throw new IllegalArgumentException(
        "'"
            + text
            + "' is not a topology; write six, line, ring, star, tree:2, grid, complete,"
            + " random-regular:8, erdos-renyi:0.02, barabasi-albert:3, watts-strogatz:6:0.1 or"
            + " random-outbound:8");
  }

  /** The six nodes of the original, 5000 to 5050 by index. */
  public static Topology six() {
    return (nodes, random) -> {
      require(nodes == 6, "the six-node network has 6 nodes, not " + nodes);
      List<Edge> edges = new ArrayList<>();
      for (int[] edge : SIX) {
        edges.add(chosenByCoin(edge[0], edge[1], random));
      }
      return edges;
    };
  }

  /** Each node linked to the next. */
  public static Topology line() {
    return (nodes, random) -> generate(new LinearGraphGenerator<>(nodes), random);
  }

  /** Each node linked to the next, the last to the first. */
  public static Topology ring() {
    return (nodes, random) -> {
      require(nodes >= 3, "a ring has at least 3 nodes, not " + nodes);
      return generate(new RingGraphGenerator<>(nodes), random);
    };
  }

  /** One node linked to all others. */
  public static Topology star() {
    return (nodes, random) -> generate(new StarGraphGenerator<>(nodes), random);
  }

  /** Each linked to each. */
  public static Topology complete() {
    return (nodes, random) -> generate(new CompleteGraphGenerator<>(nodes), random);
  }

  /** A rectangle, as nearly square as the number of nodes allows. */
  public static Topology grid() {
    return (nodes, random) -> {
      int rows = (int) Math.sqrt(nodes);
      while (rows > 1 && nodes % rows != 0) {
        rows--;
      }
      require(rows > 1, "a grid needs a number of nodes that has divisors, not " + nodes);
      return generate(new GridGraphGenerator<>(rows, nodes / rows), random);
    };
  }

  /** A tree in which each node has this many children, the last level filled from the left. */
  public static Topology tree(int children) {
    require(children >= 1, "a tree has at least one child a node, not " + children);
    return (nodes, random) -> {
      List<Edge> edges = new ArrayList<>();
      for (int node = 1; node < nodes; node++) {
        edges.add(chosenByCoin(node, (node - 1) / children, random));
      }
      return edges;
    };
  }

  /** Every node has this many neighbours, at random. */
  public static Topology randomRegular(int degree) {
    return (nodes, random) -> {
      require(
          degree >= 1 && degree < nodes && (long) degree * nodes % 2 == 0,
          "there is no graph of " + nodes + " nodes with " + degree + " neighbours each");
      return generate(new RandomRegularGraphGenerator<>(nodes, degree, seeded(random)), random);
    };
  }

  /** Every pair is linked with this probability. */
  public static Topology erdosRenyi(double probability) {
    require(probability >= 0 && probability <= 1, probability + " is not a probability");
    return (nodes, random) ->
        generate(new GnpRandomGraphGenerator<>(nodes, probability, seeded(random), false), random);
  }

  /** Nodes come one by one and link to this many, the more likely the more links those have. */
  public static Topology barabasiAlbert(int links) {
    require(links >= 1, "a node brings at least one link, not " + links);
    return (nodes, random) -> {
      require(nodes > links, "there have to be more than " + links + " nodes, not " + nodes);
      return generate(
          new BarabasiAlbertGraphGenerator<>(links, links, nodes, seeded(random)), random);
    };
  }

  /** A ring in which each node is linked to its nearest, and some links lead elsewhere instead. */
  public static Topology wattsStrogatz(int nearest, double rewired) {
    require(nearest >= 2 && nearest % 2 == 0, "the nearest are an even number, not " + nearest);
    require(rewired >= 0 && rewired <= 1, rewired + " is not a probability");
    return (nodes, random) -> {
      require(nodes > nearest, "there have to be more than " + nearest + " nodes, not " + nodes);
      return generate(
          new WattsStrogatzGraphGenerator<>(nodes, nearest, rewired, false, seeded(random)),
          random);
    };
  }

  /** Every node chooses this many others at random, as nodes of open networks do. */
  public static Topology randomOutbound(int count) {
    return (nodes, random) -> {
      require(count >= 1 && count < nodes, "a node cannot choose " + count + " of " + (nodes - 1));
      TreeMap<Integer, TreeSet<Integer>> linked = new TreeMap<>();
      List<Edge> edges = new ArrayList<>();
      for (int node = 0; node < nodes; node++) {
        TreeSet<Integer> chosen = new TreeSet<>();
        while (chosen.size() < count) {
          int other = random.nextInt(nodes);
          if (other != node) {
            chosen.add(other);
          }
        }
        for (int other : chosen) {
          int low = Math.min(node, other);
          // Two nodes that choose each other share one link; the first chooser counts.
          if (linked.computeIfAbsent(low, unused -> new TreeSet<>()).add(Math.max(node, other))) {
            edges.add(new Edge(node, other));
          }
        }
      }
      return edges;
    };
  }

  private static List<Edge> generate(
      GraphGenerator<Integer, DefaultEdge, Integer> generator, RandomGenerator random) {
    Graph<Integer, DefaultEdge> graph =
        new SimpleGraph<>(
            SupplierUtil.createIntegerSupplier(), SupplierUtil.DEFAULT_EDGE_SUPPLIER, false);
    generator.generateGraph(graph, new HashMap<>());
    List<Edge> edges = new ArrayList<>();
    for (DefaultEdge edge : graph.edgeSet()) {
      edges.add(chosenByCoin(graph.getEdgeSource(edge), graph.getEdgeTarget(edge), random));
    }
    return edges;
  }

  private static Edge chosenByCoin(int one, int other, RandomGenerator random) {
    return random.nextBoolean() ? new Edge(one, other) : new Edge(other, one);
  }

  /** JGraphT asks for the older class of generators. */
  private static Random seeded(RandomGenerator random) {
    return new Random(random.nextLong());
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
