package dev.gossip.simulation.topology;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads a sparse square matrix as a network: an entry in row i and column j is a link from node i
 * to node j. A symmetric matrix has one entry for both directions, and its links are undirected.
 * The format is defined in math.nist.gov/MatrixMarket/formats.html; rows are counted from 1.
 */
final class MatrixMarket {
  private static final String HEADER = "%%matrixmarket";
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  /** More rows would not fit into memory together with their nodes; a guess. */
  private static final int MAX_ROWS = 20_000_000;

  private final NamedGraph graph;
  private final boolean isDirected;
  private int rows = -1;
  private int entries;
  private int found;

  private MatrixMarket(NamedGraph graph, boolean isDirected) {
    this.graph = graph;
    this.isDirected = isDirected;
  }

  static boolean isHeader(String line) {
    return line.toLowerCase(Locale.ROOT).startsWith(HEADER);
  }

  /**
   * Reads what follows the header.
   *
   * @param header the first line
   */
  static void read(String header, BufferedReader lines, NamedGraph graph) throws IOException {
    List<String> words = List.of(BLANKS.split(header.toLowerCase(Locale.ROOT).strip()));
    if (words.size() != 5 || !words.get(1).equals("matrix") || !words.get(2).equals("coordinate")) {
      throw graph.bad(
          1,
          "the header must be 'matrix coordinate' with field and symmetry; save it in this form");
    }
    new MatrixMarket(graph, words.get(4).equals("general")).readAll(lines);
  }

  private void readAll(BufferedReader lines) throws IOException {
    int number = 2;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String text = line.strip();
      if (!text.isEmpty() && text.charAt(0) != '%') {
        readLine(number, BLANKS.split(text));
      }
      number++;
    }
    if (rows < 0) {
      throw graph.bad(
          NamedGraph.NO_LINE, "the line with the size is missing; download the file again");
    }
    if (found != entries) {
      throw graph.bad(
          NamedGraph.NO_LINE,
          "it has " + found + " entries instead of " + entries + "; download the file again");
    }
  }

  private void readLine(int number, String[] words) {
    if (rows < 0) {
      readSize(number, words);
      return;
    }
    if (words.length < 2) {
      throw graph.bad(number, "an entry must have a row, a column and optionally a value");
    }
    graph.addLink(number, node(number, words[0]), node(number, words[1]), isDirected);
    if (words.length > 2) {
      graph.setValue("weight", words[2]);
    }
    if (++found == 1 && words.length > 2) {
      graph.notice(
          number,
          "only row and column make a link; values such as "
              + words[2]
              + " count only as "
              + NamedGraph.AS_LATENCY.replace("NAME", "weight"));
    }
  }

  private void readSize(int number, String[] words) {
    if (words.length != 3 || !words[0].equals(words[1])) {
      throw graph.bad(
          number, "the size must be rows, as many columns, and entries; save a square matrix");
    }
    rows = number(number, words[0], 1, MAX_ROWS);
    entries = number(number, words[2], 0, Topologies.MAX_LINKS);
    for (int row = 1; row <= rows; row++) {
      graph.addNode(number, Integer.toString(row));
    }
  }

  private String node(int number, String word) {
    return Integer.toString(number(number, word, 1, rows));
  }

  private int number(int number, String word, int min, int max) {
    int value = NUMBER.matcher(word).matches() ? Integer.parseInt(word) : -1;
    if (value < min || value > max) {
      throw graph.bad(number, "'" + word + "' is not a whole number from " + min + " to " + max);
    }
    return value;
  }
}
