package dev.gossip.cli.sweep;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The results of cells as tables: parameters by name, and figures by names with dots. */
final class CellTable {
  /** What is not a figure of a run. */
  private static final Set<String> NO_FIGURES =
      new LinkedHashSet<>(
          List.of("cell", "version", "parameters", "seed", "setup", "refusals", "notices"));

  /** What every cell has besides its parameters. */
  private static final List<String> IDENTITY = List.of("cell", "version", "seed");

  private CellTable() {}

  /** A heading, and a line for each cell; fields are separated by commas, as in RFC 4180. */
  static void csv(MergedCells cells, Consumer<String> to) throws IOException {
    SortedSet<String> parameters = new TreeSet<>();
    Set<String> figures = new LinkedHashSet<>();
    cells.results(
        cell -> {
          parameters.addAll(parameters(cell).keySet());
          figures.addAll(texts(cell).keySet());
        });
    // The column of the parameter says the same.
    figures.removeAll(parameters);
    List<String> heading = new ArrayList<>(IDENTITY);
    heading.addAll(parameters);
    heading.addAll(figures);
    to.accept(csvLine(heading));
    cells.results(cell -> to.accept(csvLine(row(cell, parameters, figures))));
  }

  private static List<String> row(
      JsonObject cell, SortedSet<String> parameters, Set<String> figures) {
    List<String> row = new ArrayList<>();
    for (String key : IDENTITY) {
      row.add(cell.get(key).getAsString());
    }
    SortedMap<String, String> values = parameters(cell);
    parameters.forEach(name -> row.add(values.getOrDefault(name, "")));
    Map<String, String> texts = texts(cell);
    figures.forEach(name -> row.add(texts.getOrDefault(name, isCount(name) ? "0" : "")));
    return row;
  }

  static String csvLine(List<String> fields) {
    return fields.stream().map(CellTable::csvField).collect(Collectors.joining(","));
  }

  private static String csvField(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /**
   * Checks that a line has what every cell has.
   *
   * @throws IllegalStateException if it is not that of a cell
   */
  static void requireCell(JsonObject cell) {
    List<JsonElement> values = new ArrayList<>();
    IDENTITY.forEach(key -> values.add(cell.get(key)));
    if (!(cell.get("parameters") instanceof JsonObject parameters)) {
      throw new IllegalStateException("no parameters");
    }
    parameters.entrySet().forEach(entry -> values.add(entry.getValue()));
    if (!values.stream().allMatch(JsonPrimitive.class::isInstance)) {
      throw new IllegalStateException("a value is missing, or is no text");
    }
  }

  static SortedMap<String, String> parameters(JsonObject cell) {
    SortedMap<String, String> parameters = new TreeMap<>();
    cell.getAsJsonObject("parameters")
        .entrySet()
        .forEach(entry -> parameters.put(entry.getKey(), entry.getValue().getAsString()));
    return parameters;
  }

  /** The figures that are numbers; what is true or false is 1 or 0. */
  static Map<String, Double> numbers(JsonObject cell) {
    Map<String, Double> numbers = new TreeMap<>();
    flat(cell)
        .forEach(
            (name, value) -> {
              if (value.getAsJsonPrimitive().isNumber()) {
                numbers.put(name, value.getAsDouble());
              } else if (value.getAsJsonPrimitive().isBoolean()) {
                numbers.put(name, value.getAsBoolean() ? 1.0 : 0.0);
              }
            });
    return numbers;
  }

  /** Whether a figure counts what did not happen in runs that do not name it. */
  static boolean isCount(String figure) {
    return figure.startsWith("drops.") || figure.startsWith("bytesByKind.");
  }

  private static Map<String, String> texts(JsonObject cell) {
    Map<String, String> texts = new LinkedHashMap<>();
    flat(cell).forEach((name, value) -> texts.put(name, value.getAsString()));
    return texts;
  }

  private static Map<String, JsonElement> flat(JsonObject cell) {
    Map<String, JsonElement> flat = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> entry : cell.entrySet()) {
      if (!NO_FIGURES.contains(entry.getKey())) {
        flatten(entry.getKey(), entry.getValue(), flat);
      }
    }
    return flat;
  }

  private static void flatten(String name, JsonElement value, Map<String, JsonElement> to) {
    if (value.isJsonPrimitive()) {
      to.put(name, value);
    } else if (value.isJsonObject()) {
      value
          .getAsJsonObject()
          .entrySet()
          .forEach(entry -> flatten(name + "." + entry.getKey(), entry.getValue(), to));
    } else if (value.isJsonArray()) {
      for (int i = 0; i < value.getAsJsonArray().size(); i++) {
        flatten(name + "." + i, value.getAsJsonArray().get(i), to);
      }
    }
  }
}
