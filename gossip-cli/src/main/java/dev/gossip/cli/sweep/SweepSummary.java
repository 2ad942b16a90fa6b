package dev.gossip.cli.sweep;

import com.google.gson.JsonObject;
import dev.gossip.report.SweepReport;
import dev.gossip.simulation.sweep.MeanInterval;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The means over the seeds of each combination of parameters, in the order of the plan. */
final class SweepSummary {
  /** The figures of the table with their headings; those that no run has are left out. */
  private static final Map<String, String> COLUMNS = new LinkedHashMap<>();

  static {
    COLUMNS.put("coverage", "coverage");
    COLUMNS.put("latencyMillis.p50", "latency p50 ms");
    COLUMNS.put("latencyMillis.p99", "latency p99 ms");
    COLUMNS.put("rmr", "RMR");
    COLUMNS.put("bytes", "bytes");
    COLUMNS.put("spy.precision", "precision");
    COLUMNS.put("spy.recall", "recall");
    COLUMNS.put("attack.discouragedHonest", "honest discouraged");
    COLUMNS.put("discovery.convergenceMillis", "converged ms");
  }

  private final List<Row> rows;

  private SweepSummary(List<Row> rows) {
    this.rows = rows;
  }

  /**
   * A combination.
   *
   * @param command of the first cell
   * @param cells how many seeds are done
   * @param values by figure, in the order of the seeds
   */
  private record Row(
      SortedMap<String, String> parameters,
      String command,
      int cells,
      SortedMap<String, MeanInterval> values) {}

  /**
   * The summary of cells that are done.
   *
   * @throws IOException if the line of a cell is damaged
   */
  static SweepSummary of(MergedCells merged) throws IOException {
    Map<SortedMap<String, String>, List<JsonObject>> groups = new LinkedHashMap<>();
    Map<SortedMap<String, String>, String> commands = new HashMap<>();
    List<JsonObject> cells = merged.results();
    for (int i = 0; i < cells.size(); i++) {
      SortedMap<String, String> parameters = CellTable.parameters(cells.get(i));
      groups.computeIfAbsent(parameters, key -> new ArrayList<>()).add(cells.get(i));
      commands.putIfAbsent(parameters, merged.done().get(i).command());
    }
    List<Row> rows = new ArrayList<>();
    groups.forEach(
        (parameters, group) ->
            rows.add(row(parameters, commands.getOrDefault(parameters, ""), group)));
    return new SweepSummary(rows);
  }

  private static Row row(
      SortedMap<String, String> parameters, String command, List<JsonObject> cells) {
    SortedMap<String, List<Double>> values = new TreeMap<>();
    for (JsonObject cell : cells) {
      CellTable.numbers(cell)
          .forEach(
              (name, value) -> values.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
    }
    SortedMap<String, MeanInterval> means = new TreeMap<>();
    values.forEach(
        (name, list) -> {
          while (CellTable.isCount(name) && list.size() < cells.size()) {
            list.add(0.0);
          }
          means.put(name, MeanInterval.of(list));
        });
    return new Row(parameters, command, cells.size(), means);
  }

  /** For people: the parameters that differ, and the main figures. */
  List<String> table() {
    List<String> varied = varied();
    List<String> shown =
        COLUMNS.keySet().stream()
            .filter(name -> rows.stream().anyMatch(row -> row.values.containsKey(name)))
            .toList();
    List<List<String>> table = new ArrayList<>();
    List<String> heading = new ArrayList<>(varied);
    heading.add("cells");
    shown.forEach(name -> heading.add(String.valueOf(COLUMNS.get(name))));
    table.add(heading);
    for (Row row : rows) {
      List<String> line = new ArrayList<>();
      varied.forEach(name -> line.add(row.parameters.getOrDefault(name, "-")));
      line.add(Integer.toString(row.cells));
      for (String name : shown) {
        MeanInterval value = row.values.get(name);
        line.add(value == null ? "-" : text(value));
      }
      table.add(line);
    }
    return aligned(table, varied.size());
  }

  /** The names of the parameters that differ. */
  List<String> varied() {
    SortedSet<String> names = new TreeSet<>();
    rows.forEach(row -> names.addAll(row.parameters.keySet()));
    return names.stream()
        .filter(name -> rows.stream().map(row -> row.parameters.get(name)).distinct().count() > 1)
        .toList();
  }

  private static String text(MeanInterval value) {
    double size = Math.abs(value.mean());
    String form = size < 10 ? "%.4f" : size < 1_000 ? "%.1f" : "%,.0f";
    String mean = String.format(Locale.ROOT, form, value.mean());
    return value.count() == 1
        ? mean
        : mean + " ± " + String.format(Locale.ROOT, form, value.error());
  }

  private static List<String> aligned(List<List<String>> table, int left) {
    int columns = table.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : table) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : table) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String padding = " ".repeat(widths[i] - row.get(i).length());
        line.append(i == 0 ? "" : "  ");
        line.append(i < left ? row.get(i) + padding : padding + row.get(i));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  /**
   * A page that shows the figures over the parameters that differ.
   *
   * @param command that makes the page again
   * @param missing how many cells are not done
   */
  String html(String command, int missing) {
    List<String> varied = varied();
    int done = rows.stream().mapToInt(Row::cells).sum();
    List<String> notices =
        missing == 0
            ? List.of()
            : List.of(
                String.format(
                    Locale.ROOT,
                    "%,d of %,d runs are missing; 'gossip sweep merge' names them.",
                    missing,
                    done + missing));
    return SweepReport.of(
        "Sweep over " + (varied.isEmpty() ? "seeds" : String.join(", ", varied)),
        command,
        notices,
        List.copyOf(COLUMNS.keySet()),
        rows.stream()
            .map(
                row ->
                    new SweepReport.Combination(row.parameters, row.command, row.cells, row.values))
            .toList());
  }

  /** For programs: a line for each combination and figure. */
  List<String> csv() {
    SortedSet<String> names = new TreeSet<>();
    rows.forEach(row -> names.addAll(row.parameters.keySet()));
    List<String> lines = new ArrayList<>();
    List<String> heading = new ArrayList<>(names);
    heading.addAll(List.of("figure", "cells", "mean", "low", "high"));
    lines.add(CellTable.csvLine(heading));
    for (Row row : rows) {
      row.values.forEach((figure, value) -> lines.add(csvLine(row, names, figure, value)));
    }
    return lines;
  }

  private static String csvLine(
      Row row, SortedSet<String> names, String figure, MeanInterval value) {
    List<String> fields = new ArrayList<>();
    names.forEach(name -> fields.add(row.parameters.getOrDefault(name, "")));
    fields.add(figure);
    fields.add(Integer.toString(value.count()));
    fields.add(Double.toString(value.mean()));
    // One seed has no interval.
    fields.add(value.count() == 1 ? "" : Double.toString(value.low()));
    fields.add(value.count() == 1 ? "" : Double.toString(value.high()));
    return CellTable.csvLine(fields);
  }
}
