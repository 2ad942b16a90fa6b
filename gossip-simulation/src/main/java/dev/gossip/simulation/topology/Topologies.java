package dev.gossip.simulation.topology;

import dev.gossip.simulation.topology.FixedTopology.Link;
import dev.gossip.simulation.topology.Topology.Edge;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jgrapht.Graph;
import org.jgrapht.generate.BarabasiAlbertGraphGenerator;
import org.jgrapht.generate.GraphGenerator;
import org.jgrapht.generate.LinearGraphGenerator;
import org.jgrapht.generate.RingGraphGenerator;
import org.jgrapht.generate.StarGraphGenerator;
import org.jgrapht.generate.WattsStrogatzGraphGenerator;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleGraph;
import org.jgrapht.util.SupplierUtil;

/**
 * The usual families of networks. If a family does not determine which end of a link dials, that
 * end is drawn at random.
 */
public final class Topologies {
  private static final int[][] SIX = {{0, 1}, {0, 2}, {0, 5}, {1, 3}, {1, 4}, {2, 5}};

  /** So that a typing error ends in a clear message, not an OutOfMemoryError. A guess. */
  static final int MAX_LINKS = 20_000_000;

  static final String TOO_MANY_LINKS =
      "a network of more than 20 million links is too large; use fewer nodes or neighbours";

  private Topologies() {}

  /**
   * Parses a topology in the form of the command line: {@code six}, {@code line}, {@code ring},
   * {@code star}, {@code tree:2}, {@code grid}, {@code complete}, {@code random-regular:8}, {@code
   * erdos-renyi:0.02}, {@code barabasi-albert:3}, {@code watts-strogatz:6:0.1}, {@code
   * random-outbound:8}, {@code reachable-outbound:8:1000} or {@code file:PATH}.
   *
   * @throws IllegalArgumentException if the text is none of these, with a message of one sentence,
   *     or as {@link #file} does
   */
  public static Topology parse(String text) {
    return TopologyText.parse(text);
  }

  /**
   * Reads a network from a file, once, when this method is called. The end of the file name
   * determines the format; a further {@code .gz} means that the file is compressed.
   *
   * <ul>
   *   <li>{@code .gexf}, {@code .graphml} and {@code .xml}: GEXF or GraphML, by the root element. A
   *       node that contains other nodes counts as a node only if an edge ends at it.
   *   <li>{@code .csv}, {@code .tsv}, {@code .txt}, {@code .edges}, {@code .edgelist}, {@code .el}
   *       and names that begin with {@code out.}: an edge list in UTF-8, one link per line.
   *   <li>{@code .mtx}, or an edge list that begins with {@code %%MatrixMarket}: a square matrix in
   *       which each entry is a link.
   * </ul>
   *
   * <p>A line of an edge list has two names, separated by blanks, a comma, a semicolon or a tab;
   * numbers in further fields count only as latency ({@link Topology#linkValues}). A name that
   * contains a separator must be quoted, except for blanks in {@code .csv} and {@code .tsv}. A
   * {@code #} starts a comment, and a line that begins with {@code %} is a comment. A first line
   * such as {@code source,target} is a heading and determines the columns of the names. A first
   * line of words is a heading if all other names are numbers.
   *
   * <p>If the names are 0 to n-1, they are the indices. Otherwise nodes are numbered in the order
   * of the file; in XML this is the order of the node elements, not of the edges.
   *
   * <p>The first node of a line dials the second, and the source of a directed edge dials its
   * target. For an undirected or mutual edge, a symmetric matrix, or a KONECT file that begins with
   * {@code % sym}, the dialer is drawn at random. If a pair is linked more than once, the first
   * link counts. Links of a node to itself are left out. {@link Topology#notices} reports what was
   * left out or ignored.
   *
   * @throws IllegalArgumentException if the file cannot be read or is not such a network; the
   *     message is one sentence with file and line
   */
  public static Topology file(Path path) {
    return TopologyFile.read(path);
  }

  /**
   * A network with exactly these links; uses no randomness.
   *
   * @param name its name in reports
   * @throws IllegalArgumentException if a node is linked with itself, or a pair more than once
   */
  public static Topology of(String name, List<Edge> edges) {
    return GivenLinks.of(name, edges);
  }

  /**
   * The six-node network of the original program; its ports 5000 to 5050 are the indices 0 to 5.
   */
  public static Topology six() {
    List<Link> links = new ArrayList<>();
    for (int[] edge : SIX) {
      links.add(new Link(new Edge(edge[0], edge[1]), false));
    }
    return new FixedTopology("the six-node network", 6, links, List.of(), null);
  }

  /** Each node is linked to the next. */
  public static Topology line() {
    return new NamedTopology(
        "line",
        (nodes, random) -> {
          requireNodes(nodes);
          return generate(new LinearGraphGenerator<>(nodes), random);
        });
  }

  /** Each node is linked to the next, and the last to the first. */
  public static Topology ring() {
    return new NamedTopology(
        "ring",
        (nodes, random) -> {
          require(nodes >= 3, "a ring needs at least 3 nodes, not " + nodes);
          return generate(new RingGraphGenerator<>(nodes), random);
        });
  }

  /** One node is linked to all others. */
  public static Topology star() {
    return new NamedTopology(
        "star",
        (nodes, random) -> {
          requireNodes(nodes);
          return generate(new StarGraphGenerator<>(nodes), random);
        });
  }

  /** Every pair of nodes is linked. */
  public static Topology complete() {
    return new NamedTopology(
        "complete",
        (nodes, random) -> {
          requireNodes(nodes);
          requireFewLinks(0.5 * nodes * (nodes - 1));
          List<Edge> edges = new ArrayList<>();
          for (int low = 0; low < nodes; low++) {
            for (int high = low + 1; high < nodes; high++) {
              edges.add(withRandomDialer(low, high, random));
            }
          }
          return edges;
        });
  }

  /** A rectangle, as close to a square as the number of nodes allows. */
  public static Topology grid() {
    return new NamedTopology(
        "grid",
        (nodes, random) -> {
          int rows = (int) Math.sqrt(nodes);
          while (rows > 1 && nodes % rows != 0) {
            rows--;
          }
          require(
              rows > 1,
              "the number of nodes of a grid must be a product such as 4 x 5, not " + nodes);
          int columns = nodes / rows;
          // JGraphT's generator visits every pair of nodes: 17 s for 100,000 nodes.
          List<Edge> edges = new ArrayList<>();
          for (int node = 0; node < nodes; node++) {
            if ((node + 1) % columns != 0) {
              edges.add(withRandomDialer(node, node + 1, random));
            }
            if (node + columns < nodes) {
              edges.add(withRandomDialer(node, node + columns, random));
            }
          }
          return edges;
        });
  }

  /** A tree in which each node has this many children; the last level is filled from the left. */
  public static Topology tree(int children) {
    require(children >= 1, "a tree needs at least one child per node, not " + children);
    return new NamedTopology(
        "tree:" + children,
        (nodes, random) -> {
          requireNodes(nodes);
          List<Edge> edges = new ArrayList<>();
          for (int node = 1; node < nodes; node++) {
            edges.add(withRandomDialer(node, (node - 1) / children, random));
          }
          return edges;
        });
  }

  /**
   * Every node has this many random neighbours. With a degree of 3 or more, large networks are
   * almost surely connected; with 2 they consist of rings, with 1 of pairs.
   */
  public static Topology randomRegular(int degree) {
    return new RandomRegular(degree);
  }

  /** Every pair is linked with this probability. The network may be disconnected. */
  public static Topology erdosRenyi(double probability) {
    requireProbability(probability);
    return new NamedTopology(
        "erdos-renyi:" + probability,
        (nodes, random) -> {
          requireNodes(nodes);
          double pairs = 0.5 * nodes * (nodes - 1);
          requireFewLinks(probability * pairs);
          List<Edge> edges = new ArrayList<>();
          // A draw for every pair, as in JGraphT, takes 40 s for 100,000 nodes. Instead the number
          // of pairs to skip is drawn: Batagelj and Brandes, "Efficient generation of large random
          // networks", 2005. StrictMath gives the same network on every machine.
          double logMiss = StrictMath.log1p(-probability);
          int high = 1;
          long low = -1;
          while (probability > 0 && high < nodes) {
            double skipped = StrictMath.log1p(-random.nextDouble()) / logMiss;
            low += 1 + (long) Math.min(skipped, pairs);
            while (low >= high && high < nodes) {
              low -= high;
              high++;
            }
            if (high < nodes) {
              edges.add(withRandomDialer((int) low, high, random));
            }
          }
          return edges;
        });
  }

  /** No node is linked to any other: the nodes find each other by discovery. */
  public static Topology unlinked() {
    return of("no links", List.of());
  }

  /** A given number of links between pairs that are drawn at random: the model G(n, m). */
  public static Topology randomLinks(int count) {
    return new NamedTopology(
        "random-links:" + count,
        (nodes, random) -> {
          requireNodes(nodes);
          requireFewLinks(count);
          return RandomLinks.of(nodes, count, random);
        });
  }

  /**
   * Nodes join one by one, and each links to this many others. Nodes with more links are more
   * likely to be chosen (preferential attachment).
   */
  public static Topology barabasiAlbert(int links) {
    require(links >= 1, "each new node needs at least one link, not " + links);
    return new NamedTopology(
        "barabasi-albert:" + links,
        (nodes, random) -> {
          require(nodes > links, "the network needs more than " + links + " nodes, not " + nodes);
          requireFewLinks((double) nodes * links);
          return generate(
              new BarabasiAlbertGraphGenerator<>(links, links, nodes, seeded(random)), random);
        });
  }

  /**
   * A ring in which each node is linked to its nearest neighbours, and some links are rewired at
   * random (small world). With few nearest neighbours the network may be disconnected.
   *
   * @param nearest how many nearest neighbours a node has; even
   * @param rewired the share of the links that is rewired, from 0 to 1
   */
  public static Topology wattsStrogatz(int nearest, double rewired) {
    require(
        nearest >= 2 && nearest % 2 == 0,
        "the nearest neighbours must be an even number, not " + nearest);
    requireProbability(rewired);
    return new NamedTopology(
        "watts-strogatz:" + nearest + ":" + rewired,
        (nodes, random) -> {
          require(
              nodes > nearest, "the network needs more than " + nearest + " nodes, not " + nodes);
          requireFewLinks(0.5 * nodes * nearest);
          return generate(
              new WattsStrogatzGraphGenerator<>(nodes, nearest, rewired, false, seeded(random)),
              random);
        });
  }

  /** Every node dials this many random others, as nodes of open networks do. */
  public static Topology randomOutbound(int count) {
    require(count >= 1, "a node must dial at least one other, not " + count);
    return new NamedTopology(
        "random-outbound:" + count,
        (nodes, random) -> {
          require(nodes > count, "the network needs more than " + count + " nodes, not " + nodes);
          requireFewLinks((double) nodes * count);
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
              // Two nodes that choose each other share one link, dialed by the first of them.
              if (linked
                  .computeIfAbsent(low, unused -> new TreeSet<>())
                  .add(Math.max(node, other))) {
                edges.add(new Edge(node, other));
              }
            }
          }
          return edges;
        });
  }

  /**
   * Every node dials this many random ones of those that can be dialed, as where most nodes are
   * behind a NAT or a firewall. The reachable nodes have the lowest indices.
   *
   * @param count how many nodes each node dials
   * @param reachable how many nodes can be dialed; more than four times as many
   */
  public static Topology reachableOutbound(int count, int reachable) {
    return new ReachableOutbound(count, reachable);
  }

  private static List<Edge> generate(
      GraphGenerator<Integer, DefaultEdge, Integer> generator, RandomGenerator random) {
    Graph<Integer, DefaultEdge> graph =
        new SimpleGraph<>(
            SupplierUtil.createIntegerSupplier(), SupplierUtil.DEFAULT_EDGE_SUPPLIER, false);
    generator.generateGraph(graph, new HashMap<>());
    List<Edge> edges = new ArrayList<>();
    for (DefaultEdge edge : graph.edgeSet()) {
      edges.add(withRandomDialer(graph.getEdgeSource(edge), graph.getEdgeTarget(edge), random));
    }
    return edges;
  }

  /** A link between two nodes, dialed by one of them at random. */
  static Edge withRandomDialer(int one, int other, RandomGenerator random) {
    return random.nextBoolean() ? new Edge(one, other) : new Edge(other, one);
  }

  /** JGraphT requires the older {@link Random} class. */
  private static Random seeded(RandomGenerator random) {
    return new Random(random.nextLong());
  }

  private static void requireNodes(int nodes) {
    require(nodes >= 1, "a network needs at least one node, not " + nodes);
  }

  private static void requireProbability(double value) {
    require(value >= 0 && value <= 1, "a probability must be from 0 to 1, not " + value);
  }

  static IllegalArgumentException withoutValues() {
    return new IllegalArgumentException(
        "the links of this topology have no latency; use file:PATH, where each link has one, or"
            + " another --latency");
  }

  static void requireFewLinks(double links) {
    require(links <= MAX_LINKS, TOO_MANY_LINKS);
  }

  static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
