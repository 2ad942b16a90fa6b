package dev.gossip.simulation.topology;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a list of links, one per line, as common tools and collections write it: NetworkX ({@code
 * write_edgelist}), SNAP (comments with {@code #}), KONECT (comments with {@code %}), Gephi and
 * others (tables with a heading). A file with a Matrix Market header is read in that format.
 */
final class EdgeList {
  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");

  /** A number in the braces of {@code networkx.write_edgelist}. */
  private static final Pattern ATTRIBUTE =
      Pattern.compile("['\"]([^'\"]+)['\"]\\s*:\\s*(-?[0-9][0-9.eE+-]*)");

  private static final String TWO_NAMES =
      "a link needs two names, separated by a blank, a comma, a semicolon or a tab";

  /** Names of the two ends of a link in headings, in lower case without punctuation. */
  private static final Map<String, String> HEADINGS =
      Map.of(
          "source", "target",
          "from", "to",
          "src", "dst",
          "fromnodeid", "tonodeid",
          "sourceid", "targetid",
          "startid", "endid",
          "node1", "node2",
          "id1", "id2");

  private final NamedGraph graph;
  private final boolean isTable;
  private boolean isUndirected;
  private int fromColumn;
  private int toColumn = 1;
  private int linkCount;
  private int firstLinkLine;
  private String firstLink = "";
  private boolean hasFirstNumber;
  private boolean hasLaterName;
  private boolean hasIgnored;
  private List<String> heading = List.of();

  private EdgeList(NamedGraph graph, boolean isTable) {
    this.graph = graph;
    this.isTable = isTable;
  }

  /**
   * Reads all lines.
   *
   * @param isTable whether names may contain blanks if another separator is used
   */
  static void read(BufferedReader lines, boolean isTable, NamedGraph graph) throws IOException {
    String first = lines.readLine();
    if (first == null) {
      return;
    }
    String text = first.startsWith(BYTE_ORDER_MARK) ? first.substring(1) : first;
    if (MatrixMarket.isHeader(text)) {
      MatrixMarket.read(text, lines, graph);
    } else {
      new EdgeList(graph, isTable).readAll(text, lines);
    }
  }

  private void readAll(String first, BufferedReader lines) throws IOException {
    readKonectFormat(first);
    int number = 1;
    for (String line = first; line != null; line = lines.readLine()) {
      readLine(number, line);
      number++;
    }
    if (linkCount > 1 && !hasFirstNumber && !hasLaterName) {
      graph.removeFirstLinkAndNodes();
      graph.notice(
          firstLinkLine, "'" + firstLink + "' is read as a heading: all other names are numbers");
    }
  }

  /** The first line of a KONECT file defines the type of its links; see konect.cc. */
  private void readKonectFormat(String first) {
    if (first.startsWith("% bip")) {
      throw graph.bad(
          1, "the two kinds of nodes use the same numbers; give every node its own name");
    }
    isUndirected = first.startsWith("% sym");
  }

  private void readLine(int number, String line) {
    String text = EdgeFields.withoutComment(line).strip();
    if (text.isEmpty() || text.charAt(0) == '%') {
      return;
    }
    List<String> fields = split(number, text);
    if (linkCount == 0 && fromColumn == 0 && toColumn == 1 && findHeading(fields)) {
      return;
    }
    if (fields.size() <= Math.max(fromColumn, toColumn)) {
      throw graph.bad(number, TWO_NAMES);
    }
    String from = fields.get(fromColumn);
    String to = fields.get(toColumn);
    if (from.isEmpty() || to.isEmpty()) {
      throw graph.bad(number, TWO_NAMES);
    }
    graph.addLinkAndNodes(number, from, to, !isUndirected);
    setValues(fields);
    noteNumbers(number, text, isNumber(from), isNumber(to));
    noteIgnored(number, fields);
  }

  private List<String> split(int number, String text) {
    try {
      return EdgeFields.of(text, isTable);
    } catch (IllegalArgumentException e) {
      throw graph.bad(number, String.valueOf(e.getMessage()));
    }
  }

  private boolean findHeading(List<String> fields) {
    List<String> names = fields.stream().map(EdgeList::normalized).toList();
    for (int column = 0; column < names.size(); column++) {
      String partner = HEADINGS.get(names.get(column));
      int other = partner == null ? -1 : names.indexOf(partner);
      if (other >= 0) {
        fromColumn = column;
        toColumn = other;
        heading = fields;
        return true;
      }
    }
    return false;
  }

  /** Without a heading the third field is the weight, as NetworkX, SNAP and KONECT write it. */
  private void setValues(List<String> fields) {
    if (heading.isEmpty()) {
      String third = fields.size() > 2 ? fields.get(2) : "";
      Matcher attributes = ATTRIBUTE.matcher(third.startsWith("{") ? third : "");
      while (attributes.find()) {
        graph.setValue(attributes.group(1), attributes.group(2));
      }
      if (!third.isEmpty()) {
        graph.setValue("weight", third);
      }
      return;
    }
    for (int column = 0; column < Math.min(fields.size(), heading.size()); column++) {
      if (column != fromColumn && column != toColumn && !fields.get(column).isEmpty()) {
        graph.setValue(heading.get(column), fields.get(column));
      }
    }
  }

  private static String normalized(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  private void noteNumbers(int number, String text, boolean isFromNumber, boolean isToNumber) {
    if (linkCount++ == 0) {
      firstLinkLine = number;
      firstLink = text;
      hasFirstNumber = isFromNumber || isToNumber;
    } else {
      hasLaterName |= !isFromNumber || !isToNumber;
    }
  }

  private static boolean isNumber(String name) {
    return NUMBER.matcher(name).matches();
  }

  private void noteIgnored(int number, List<String> fields) {
    if (hasIgnored || fields.size() == 2) {
      return;
    }
    for (int column = 0; column < fields.size(); column++) {
      String field = fields.get(column);
      boolean isName = column == fromColumn || column == toColumn;
      // NetworkX writes empty braces after links without attributes.
      if (!isName && !field.isEmpty() && !field.equals("{}")) {
        hasIgnored = true;
        graph.notice(
            number,
            "only the two names of a line make a link; fields such as '"
                + field
                + "' count only as "
                + NamedGraph.AS_LATENCY);
        return;
      }
    }
  }
}
