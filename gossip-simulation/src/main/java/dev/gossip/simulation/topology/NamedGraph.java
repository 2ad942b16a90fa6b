package dev.gossip.simulation.topology;

import dev.gossip.simulation.topology.FixedTopology.Link;
import dev.gossip.simulation.topology.Topology.Edge;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The named nodes and links of a file, in the order of the file. */
final class NamedGraph {
  static final int NO_LINE = -1;

  /** How an attribute of links is used, for notices. */
  static final String AS_LATENCY = "latency, with --latency topology:NAME";

  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\u2028\u2029]+");

  private record NamedLink(int line, String from, String to, boolean directed) {}

  /** Makes messages about one file. */
  @FunctionalInterface
  interface Located {
    /**
     * The exception for a malformed file.
     *
     * @param line {@link #NO_LINE} if it is about the whole file
     */
    IllegalArgumentException bad(int line, String reason);
  }

  private final Path path;
  private final LinkAttributes attributes = new LinkAttributes();
  private final Set<String> nodes = new LinkedHashSet<>();
  private final List<NamedLink> links = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();

  NamedGraph(Path path) {
    this.path = path;
  }

  /** Adds a node; its name must be new. */
  void addNode(int line, String name) {
    if (!nodes.add(name)) {
      throw bad(line, "the node '" + name + "' is there twice; give each node its own id");
    }
  }

  /** Adds a link; its nodes may be added later. */
  void addLink(int line, String from, String to, boolean directed) {
    if (links.size() >= Topologies.MAX_LINKS) {
      throw bad(line, Topologies.TOO_MANY_LINKS);
    }
    links.add(new NamedLink(line, from, to, directed));
  }

  /** Adds a link and its nodes, in a format that lists nodes only in links. */
  void addLinkAndNodes(int line, String from, String to, boolean directed) {
    nodes.add(from);
    nodes.add(to);
    addLink(line, from, to, directed);
  }

  /** Gives the latest link a value; a text that is no number is ignored. */
  void setValue(String name, String text) {
    attributes.set(links.size() - 1, name, text);
  }

  /** Gives a value to every link that has none of this name. */
  void setMissingValues(String name, String text) {
    attributes.setMissing(links.size(), name, text);
  }

  /** Removes the first link and its nodes; no other link may use them. */
  void removeFirstLinkAndNodes() {
    attributes.removeFirst();
    NamedLink first = links.remove(0);
    nodes.remove(first.from);
    nodes.remove(first.to);
  }

  /** Removes those of the given nodes that have no link; returns how many were removed. */
  int removeUnlinked(Collection<String> names) {
    Set<String> unlinked = new HashSet<>(names);
    for (NamedLink link : links) {
      unlinked.remove(link.from);
      unlinked.remove(link.to);
    }
    nodes.removeAll(unlinked);
    return unlinked.size();
  }

  /** Adds a notice for the user about how the file was read. */
  void notice(int line, String what) {
    notices.add(located(line, what));
  }

  /** The exception for a malformed file. */
  IllegalArgumentException bad(int line, String reason) {
    return bad(path, line, reason);
  }

  private static IllegalArgumentException bad(Path path, int line, String reason) {
    return new IllegalArgumentException(located(path, line, reason));
  }

  private String located(int line, String text) {
    return located(path, line, text);
  }

  private static String located(Path path, int line, String text) {
    String place = line == NO_LINE ? path.toString() : path + ", line " + line;
    // Quoted text from the file may contain control characters that break or hide the line.
    return CONTROLS.matcher(place + ": " + text).replaceAll(" ");
  }

  Topology topology() {
    if (nodes.isEmpty()) {
      throw bad(NO_LINE, "the file has no nodes; a network needs at least one");
    }
    Map<String, Integer> indices = indices();
    List<Link> resolved = new ArrayList<>();
    Set<Edge> pairs = new HashSet<>();
    int[] kept = new int[links.size()];
    int[] lines = new int[links.size()];
    int linkIndex = 0;
    Omitted loops = new Omitted();
    Omitted repeated = new Omitted();
    for (NamedLink link : links) {
      int from = index(indices, link.line, link.from);
      int to = index(indices, link.line, link.to);
      if (from == to) {
        loops.add(link.line);
      } else if (pairs.add(new Edge(Math.min(from, to), Math.max(from, to)))) {
        kept[resolved.size()] = linkIndex;
        lines[resolved.size()] = link.line;
        resolved.add(new Link(new Edge(from, to), link.directed));
      } else {
        repeated.add(link.line);
      }
      linkIndex++;
    }
    loops.report("link of a node to itself", "links of a node to itself");
    repeated.report("link of an already linked pair", "links of already linked pairs");
    Path file = path;
    return new FixedTopology(
        "the network in " + path,
        nodes.size(),
        List.copyOf(resolved),
        List.copyOf(notices),
        new FileValues(
            (line, reason) -> bad(file, line, reason),
            attributes,
            Arrays.copyOf(kept, resolved.size()),
            Arrays.copyOf(lines, resolved.size())));
  }

  private Map<String, Integer> indices() {
    boolean areIndices = nodes.stream().allMatch(this::isIndex);
    Map<String, Integer> indices = new HashMap<>();
    for (String name : nodes) {
      indices.put(name, areIndices ? Integer.parseInt(name) : indices.size());
    }
    return indices;
  }

  private boolean isIndex(String name) {
    return INDEX.matcher(name).matches() && Integer.parseInt(name) < nodes.size();
  }

  private int index(Map<String, Integer> indices, int line, String name) {
    Integer index = indices.get(name);
    if (index == null) {
      throw bad(line, "unknown node '" + name + "'; add it or correct the edge");
    }
    return index;
  }

  /** Counts links that are left out for one reason. */
  private final class Omitted {
    private int count;
    private int firstLine;

    void add(int line) {
      if (count++ == 0) {
        firstLine = line;
      }
    }

    void report(String one, String many) {
      if (count == 1) {
        notice(firstLine, "1 " + one + " is left out");
      } else if (count > 1) {
        notice(firstLine, count + " " + many + " are left out, this is the first");
      }
    }
  }
}
