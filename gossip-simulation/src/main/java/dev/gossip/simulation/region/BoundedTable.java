package dev.gossip.simulation.region;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** A small CSV table in memory: its lines without comments and empty lines, split into fields. */
final class BoundedTable {
  /** Limit of the size of a file; a guess. */
  private static final int MAX_BYTES = 1 << 20;

  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\u2028\u2029]+");
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /**
   * A line with its number in the file.
   *
   * @param fields without blanks around them
   */
  record Row(int line, List<String> fields) {}

  private final String name;
  private final List<Row> rows = new ArrayList<>();

  private BoundedTable(String name) {
    this.name = name;
  }

  /**
   * Opens a table that is built in, or a file.
   *
   * @param table the name of a table that is built in, or the path of a file
   * @param builtIn the names of those that are built in
   * @param what such a table holds, for error messages
   */
  static BoundedTable open(String table, List<String> builtIn, String what) {
    BoundedTable opened = new BoundedTable(table);
    try (InputStream input = builtIn.contains(table) ? resource(table) : file(table)) {
      opened.addRows(opened.text(input.readNBytes(MAX_BYTES + 1)));
    } catch (InvalidPathException | NoSuchFileException e) {
      throw new IllegalArgumentException(
          "there is no "
              + what
              + " '"
              + printable(table)
              + "'; write "
              + String.join(", ", builtIn)
              + " or the path of a file",
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          printable(table + ": the file cannot be read; fix this first: " + e), e);
    }
    if (opened.rows.isEmpty()) {
      throw opened.bad(1, "the table is empty; write a heading and a line for each region");
    }
    return opened;
  }

  private static InputStream resource(String table) throws IOException {
    InputStream input = BoundedTable.class.getResourceAsStream(table + ".csv");
    if (input == null) {
      throw new NoSuchFileException(table);
    }
    return input;
  }

  private static InputStream file(String path) throws IOException {
    return Files.newInputStream(Path.of(path));
  }

  private String text(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw bad(1, "the file has more than " + MAX_BYTES + " bytes; keep only the table");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw bad(1, "this is not UTF-8 text; save it as such");
    }
  }

  private void addRows(String text) {
    String[] lines = text.split("\r\n|\n|\r", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      if (!line.isEmpty() && line.charAt(0) != '#') {
        rows.add(new Row(i + 1, Arrays.stream(line.split(",", -1)).map(String::strip).toList()));
      }
    }
    if (rows.size() > Regions.MAX_REGIONS + 1) {
      throw bad(
          rows.get(Regions.MAX_REGIONS + 1).line,
          "a table may have " + Regions.MAX_REGIONS + " regions; join some of them");
    }
  }

  /** The heading. */
  Row heading() {
    return rows.get(0);
  }

  /** The lines after the heading; at least one, each with as many fields as the heading. */
  List<Row> body() {
    if (rows.size() < 2) {
      throw bad(heading().line, "no region follows; write a line for each");
    }
    for (Row row : rows) {
      if (row.fields.size() != heading().fields.size()) {
        throw bad(
            row.line,
            "it has "
                + row.fields.size()
                + " fields and the heading "
                + heading().fields.size()
                + "; write one for each column");
      }
    }
    return rows.subList(1, rows.size());
  }

  /**
   * A number.
   *
   * @param what the field holds, for error messages
   */
  double number(Row row, int column, String what, double min, double max) {
    String text = row.fields.get(column);
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      value = Double.NaN;
    }
    if (!(value >= min && value <= max)) {
      throw bad(
          row.line,
          "'"
              + text
              + "' is not "
              + what
              + "; write a number from "
              + plain(min)
              + " to "
              + plain(max));
    }
    return value;
  }

  /**
   * The weights of the regions.
   *
   * @param column of the weights; negative if all regions have the same
   */
  List<Double> weights(int column) {
    List<Double> weights = new ArrayList<>();
    for (Row row : body()) {
      weights.add(column < 0 ? 1 : number(row, column, "a weight", 0, 1e9));
    }
    if (weights.stream().allMatch(weight -> weight == 0)) {
      throw bad(body().get(0).line, "all weights are 0; give at least one region a higher weight");
    }
    return weights;
  }

  private static String plain(double value) {
    return String.valueOf((long) value);
  }

  /** The exception for a malformed table. */
  IllegalArgumentException bad(int line, String reason) {
    return new IllegalArgumentException(printable(name + ", line " + line + ": " + reason));
  }

  /** Quoted text from a file may contain control characters that break or hide the line. */
  private static String printable(String text) {
    return CONTROLS.matcher(text).replaceAll(" ");
  }
}
