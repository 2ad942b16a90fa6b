package dev.gossip.simulation.topology;

import dev.gossip.simulation.topology.FixedTopology.Link;
import dev.gossip.simulation.topology.Topology.Edge;
import java.nio.file.InvalidPathException;
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

/** The usual networks. Links without a natural chooser are chosen by one end, by a coin. */
public final class Topologies {
  private static final int[][] SIX = {{0, 1}, {0, 2}, {0, 5}, {1, 3}, {1, 4}, {2, 5}};

  /** A slip of the pen should end in a sentence, not an OutOfMemoryError. The number is a guess. */
  static final int MAX_LINKS = 20_000_000;

  static final String TOO_MANY_LINKS =
      "a network of more than 20 million links is too large; take fewer nodes or neighbours";

  private static final String FORMS =
      "write six, line, ring, star, tree:2, grid, complete, random-regular:8, erdos-renyi:0.02,"
          + " barabasi-albert:3, watts-strogatz:6:0.1, random-outbound:8 or file:PATH";

  private static final String FILE = "file:";

  private Topologies() {}

  /**
   * Reads a topology as one writes it on a command line: {@code six}, {@code line}, {@code ring},
   * {@code star}, {@code tree:2}, {@code grid}, {@code complete}, {@code random-regular:8}, {@code
   * erdos-renyi:0.02}, {@code barabasi-albert:3}, {@code watts-strogatz:6:0.1}, {@code
   * random-outbound:8} or {@code file:PATH}.
   *
   * @throws IllegalArgumentException in one sentence, if it is none of these, or as {@link #file}
   */
  public static Topology parse(String text) {
    if (text.startsWith(FILE)) {
      return file(path(text.substring(FILE.length())));
    }
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
      throw new IllegalArgumentException("'" + text + "' has a bad number in it; " + FORMS, e);
    }
    throw new IllegalArgumentException("'" + text + "' is not a topology; " + FORMS);
  }

  private static Path path(String text) {
    try {
      require(!text.isBlank(), "'file:' needs the path of a file after it");
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'" + text + "' is not the path of a file", e);
    }
  }

  /**
   * A network from a file, which is read once, now. The end of its name says what it is; {@code
   * .gz} behind that says that it is packed.
   *
   * <ul>
   *   <li>{@code .gexf}, {@code .graphml} and {@code .xml}: GEXF or GraphML, by the root element. A
   *       node that holds others is a node only if an edge ends at it.
   *   <li>{@code .csv}, {@code .tsv}, {@code .txt}, {@code .edges}, {@code .edgelist}, {@code .el}
   *       and names that begin with {@code out.}: an edge list in UTF-8, one link a line.
   *   <li>{@code .mtx}, or an edge list that begins with {@code %%MatrixMarket}: a square matrix in
   *       which each entry is a link.
   * </ul>
   *
   * <p>A line of an edge list is two names with blanks, a comma, a semicolon or a tab between them;
   * what follows is ignored. A name with one of these in it is written in quotes; in {@code .csv}
   * and {@code .tsv} blanks need none. What follows a {@code #} is a comment, and so is a line that
   * begins with {@code %}. A first line such as {@code source,target} is a heading, which also says
   * in which columns the names are. So is a first line of words, if all other names are numbers.
   *
   * <p>If the names are 0 to n-1, they are the indices. Otherwise the nodes are numbered in the
   * order of the file; in XML only the elements of the nodes count for that, not those of edges.
   *
   * <p>The first node of a line chooses the second, and the source of a directed edge its target.
   * For an undirected or mutual edge, a symmetric matrix or a KONECT file that begins with {@code %
   * sym}, a coin decides. If a pair is linked more than once, the first link counts. Links of a
   * node to itself are left out. {@link Topology#notices} says what was left out or ignored.
   *
   * @throws IllegalArgumentException in one sentence with file and line, if the file cannot be read
   *     or is no such network
   */
  public static Topology file(Path path) {
    return TopologyFile.read(path);
  }

  /**
   * These links and no others, whatever the randomness.
   *
   * @param name shown in reports
   */
  public static Topology of(String name, List<Edge> edges) {
    List<Edge> links = List.copyOf(edges);
    return new NamedTopology(name, (nodes, random) -> links);
  }

  /** The six nodes of the original, 5000 to 5050 by index. */
  public static Topology six() {
    List<Link> links = new ArrayList<>();
    for (int[] edge : SIX) {
      links.add(new Link(new Edge(edge[0], edge[1]), false));
    }
    return new FixedTopology("the six-node network", 6, links, List.of());
  }

  /** Each node linked to the next. */
  public static Topology line() {
    return new NamedTopology(
        "line",
        (nodes, random) -> {
          requireNodes(nodes);
          return generate(new LinearGraphGenerator<>(nodes), random);
        });
  }

  /** Each node linked to the next, the last to the first. */
  public static Topology ring() {
    return new NamedTopology(
        "ring",
        (nodes, random) -> {
          require(nodes >= 3, "a ring has at least 3 nodes, not " + nodes);
          return generate(new RingGraphGenerator<>(nodes), random);
        });
  }

  /** One node linked to all others. */
  public static Topology star() {
    return new NamedTopology(
        "star",
        (nodes, random) -> {
          requireNodes(nodes);
          return generate(new StarGraphGenerator<>(nodes), random);
        });
  }

  /** Each linked to each. */
  public static Topology complete() {
    return new NamedTopology(
        "complete",
        (nodes, random) -> {
          requireNodes(nodes);
          requireFewLinks(0.5 * nodes * (nodes - 1));
          List<Edge> edges = new ArrayList<>();
          for (int low = 0; low < nodes; low++) {
            for (int high = low + 1; high < nodes; high++) {
              edges.add(chosenByCoin(low, high, random));
            }
          }
          return edges;
        });
  }

  /** A rectangle, as nearly square as the number of nodes allows. */
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
              "a grid needs a product such as 4 x 5 as its number of nodes, not " + nodes);
          int columns = nodes / rows;
          // JGraphT's generator looks at every pair of nodes: 17 s for 100,000.
          List<Edge> edges = new ArrayList<>();
          for (int node = 0; node < nodes; node++) {
            if ((node + 1) % columns != 0) {
              edges.add(chosenByCoin(node, node + 1, random));
            }
            if (node + columns < nodes) {
              edges.add(chosenByCoin(node, node + columns, random));
            }
          }
          return edges;
        });
  }

  /** A tree in which each node has this many children, the last level filled from the left. */
  public static Topology tree(int children) {
    require(children >= 1, "a tree has at least one child a node, not " + children);
    return new NamedTopology(
        "tree:" + children,
        (nodes, random) -> {
          requireNodes(nodes);
          List<Edge> edges = new ArrayList<>();
          for (int node = 1; node < nodes; node++) {
            edges.add(chosenByCoin(node, (node - 1) / children, random));
          }
          return edges;
        });
  }

  /**
   * Every node has this many neighbours, at random. With 3 or more, large networks are in one piece
   * almost surely; with 2 they are rings, with 1 pairs.
   */
  public static Topology randomRegular(int degree) {
    return new RandomRegular(degree);
  }

  /** Every pair is linked with this probability. The network may be in pieces. */
  public static Topology erdosRenyi(double probability) {
    requireProbability(probability);
    return new NamedTopology(
        "erdos-renyi:" + probability,
        (nodes, random) -> {
          requireNodes(nodes);
          double pairs = 0.5 * nodes * (nodes - 1);
          requireFewLinks(probability * pairs);
          List<Edge> edges = new ArrayList<>();
          // Tossing for every pair, as JGraphT does, takes 40 s for 100,000 nodes. So it is drawn
          // how
          // many pairs to pass over: Batagelj and Brandes, "Efficient generation of large random
          // networks", 2005. StrictMath, for the same network on every machine.
          double logMiss = StrictMath.log1p(-probability);
          int high = 1;
          long low = -1;
          while (probability > 0 && high < nodes) {
            double passed = StrictMath.log1p(-random.nextDouble()) / logMiss;
            low += 1 + (long) Math.min(passed, pairs);
            while (low >= high && high < nodes) {
              low -= high;
              high++;
            }
            if (high < nodes) {
              edges.add(chosenByCoin((int) low, high, random));
            }
          }
          return edges;
        });
  }

  /** Nodes come one by one and link to this many, the more likely the more links those have. */
  public static Topology barabasiAlbert(int links) {
    require(links >= 1, "a node brings at least one link, not " + links);
    return new NamedTopology(
        "barabasi-albert:" + links,
        (nodes, random) -> {
          require(nodes > links, "there have to be more than " + links + " nodes, not " + nodes);
          requireFewLinks((double) nodes * links);
          return generate(
              new BarabasiAlbertGraphGenerator<>(links, links, nodes, seeded(random)), random);
        });
  }

  /**
   * A ring in which each node is linked to its nearest, and some links lead elsewhere instead. With
   * few nearest the network may be in pieces.
   */
  public static Topology wattsStrogatz(int nearest, double rewired) {
    require(nearest >= 2 && nearest % 2 == 0, "the nearest are an even number, not " + nearest);
    requireProbability(rewired);
    return new NamedTopology(
        "watts-strogatz:" + nearest + ":" + rewired,
        (nodes, random) -> {
          require(
              nodes > nearest, "there have to be more than " + nearest + " nodes, not " + nodes);
          requireFewLinks(0.5 * nodes * nearest);
          return generate(
              new WattsStrogatzGraphGenerator<>(nodes, nearest, rewired, false, seeded(random)),
              random);
        });
  }

  /** Every node chooses this many others at random, as nodes of open networks do. */
  public static Topology randomOutbound(int count) {
    require(count >= 1, "a node chooses at least one other, not " + count);
    return new NamedTopology(
        "random-outbound:" + count,
        (nodes, random) -> {
          require(nodes > count, "there have to be more than " + count + " nodes, not " + nodes);
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
              // Two nodes that choose each other share one link; the first chooser counts.
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

  static Edge chosenByCoin(int one, int other, RandomGenerator random) {
    return random.nextBoolean() ? new Edge(one, other) : new Edge(other, one);
  }

  /** JGraphT asks for the older class of generators. */
  private static Random seeded(RandomGenerator random) {
    return new Random(random.nextLong());
  }

  private static void requireNodes(int nodes) {
    require(nodes >= 1, "a network has at least one node, not " + nodes);
  }

  private static void requireProbability(double value) {
    require(value >= 0 && value <= 1, "a probability is from 0 to 1, not " + value);
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
