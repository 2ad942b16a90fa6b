package dev.gossip.simulation.topology;

import dev.gossip.simulation.topology.FixedTopology.Link;
import dev.gossip.simulation.topology.Topology.Edge;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a network from a file; {@link Topologies#file} says what files are like. */
final class TopologyFile {
  static final int NO_LINE = -1;
  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final Pattern SEPARATOR = Pattern.compile("\\s*,\\s*|\\s+");
  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\u2028\u2029]+");

  private record NamedLink(int line, String from, String to, boolean directed) {}

  private final Path path;
  private final Map<String, Integer> nodes = new LinkedHashMap<>();
  private final List<NamedLink> links = new ArrayList<>();

  private TopologyFile(Path path) {
    this.path = path;
  }

  static Topology read(Path path) {
    TopologyFile file = new TopologyFile(path);
    file.read();
    return file.topology();
  }

  /** A node that must be new. */
  void addNode(int line, String name) {
    if (nodes.putIfAbsent(name, nodes.size()) != null) {
      throw bad(line, "there is a node '" + name + "' already; give each an id of its own");
    }
  }

  /** A link; its nodes may follow later. */
  void addLink(int line, String from, String to, boolean directed) {
    links.add(new NamedLink(line, from, to, directed));
  }

  /** What to throw if the file is not as it should be. */
  IllegalArgumentException bad(int line, String reason) {
    String place = line == NO_LINE ? path.toString() : path + ", line " + line;
    // What is cited from the file may hold anything, also what ends or hides the line.
    return new IllegalArgumentException(CONTROLS.matcher(place + ": " + reason).replaceAll(" "));
  }

  private void read() {
    if (Files.isDirectory(path)) {
      throw bad(NO_LINE, "this is a folder; name a file in it");
    }
    try {
      switch (extension()) {
        case "gexf", "graphml", "xml" -> readXml();
        case "txt", "csv", "edges", "edgelist", "el" -> readEdgeList();
        default ->
            throw bad(
                NO_LINE,
                "the name does not say what this is; let it end in .gexf, .graphml or .xml, or in"
                    + " .txt, .csv, .edges, .edgelist or .el for an edge list");
      }
    } catch (NoSuchFileException e) {
      throw bad(NO_LINE, "there is no such file; correct the path");
    } catch (CharacterCodingException e) {
      throw bad(NO_LINE, "this is not UTF-8 text; save it as such");
    } catch (IOException e) {
      throw bad(NO_LINE, "cannot be read, mend this first: " + e);
    }
  }

  private String extension() {
    String name = path.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private void readXml() throws IOException {
    try (InputStream input = Files.newInputStream(path)) {
      GraphXml.read(input, this);
    }
  }

  // JGraphT's importer for this knows neither blanks nor comments, and its errors name no line.
  private void readEdgeList() throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(path)) {
      int number = 1;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        readLink(number, line);
        number++;
      }
    }
  }

  private void readLink(int number, String line) {
    String text = number == 1 && line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
    int comment = text.indexOf('#');
    String link = (comment < 0 ? text : text.substring(0, comment)).strip();
    if (link.isEmpty()) {
      return;
    }
    String[] names = SEPARATOR.split(link, -1);
    if (names.length != 2 || names[0].isEmpty() || names[1].isEmpty()) {
      throw bad(number, "a link is two names with a blank or a comma between; write just these");
    }
    for (String name : names) {
      nodes.putIfAbsent(name, nodes.size());
    }
    addLink(number, names[0], names[1], true);
  }

  private Topology topology() {
    if (nodes.isEmpty()) {
      throw bad(NO_LINE, "there is no node in it; a network has at least one");
    }
    if (nodes.keySet().stream().allMatch(this::isIndex)) {
      nodes.replaceAll((name, unused) -> Integer.valueOf(name));
    }
    List<Link> resolved = new ArrayList<>();
    Set<Edge> pairs = new HashSet<>();
    for (NamedLink link : links) {
      int from = index(link.line(), link.from());
      int to = index(link.line(), link.to());
      if (from == to) {
        throw bad(link.line(), "'" + link.from() + "' is linked to itself; remove that link");
      }
      if (pairs.add(new Edge(Math.min(from, to), Math.max(from, to)))) {
        resolved.add(new Link(new Edge(from, to), link.directed()));
      }
    }
    return new FixedTopology("the network in " + path, nodes.size(), List.copyOf(resolved));
  }

  private boolean isIndex(String name) {
    return INDEX.matcher(name).matches() && Integer.parseInt(name) < nodes.size();
  }

  private int index(int line, String name) {
    Integer index = nodes.get(name);
    if (index == null) {
      throw bad(line, "there is no node '" + name + "'; add it or correct the edge");
    }
    return index;
  }
}
