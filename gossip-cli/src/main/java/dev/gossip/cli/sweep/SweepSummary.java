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
import java.util.function.Consumer;

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

  private SweepSummary() {}

  /**
   * A combination.
   *
   * @param command runs the first of its cells alone
   * @param cells how many seeds are done
   * @param values by figure, in the order of the seeds
   */
  private record Row(
      SortedMap<String, String> parameters,
      String command,
      int cells,
      SortedMap<String, MeanInterval> values) {}

  /** Reads the rows, one after the other: the seeds of a combination follow each other. */
  private static void rows(MergedCells cells, Consumer<Row> to) throws IOException {
    Seeds seeds = new Seeds(to);
    cells.cells(seeds::add);
    seeds.end();
  }

  /** The seeds of the combination that is being read. */
  private static final class Seeds {
    private final Consumer<Row> to;
    private final SortedMap<String, List<Double>> values = new TreeMap<>();
    private SortedMap<String, String> parameters = new TreeMap<>();
    private String command = "";
    private int count;

    Seeds(Consumer<Row> to) {
      this.to = to;
    }

    void add(MergedCells.Cell cell) throws IOException {
      JsonObject result = cell.result();
      SortedMap<String, String> next = CellTable.parameters(result);
      if (!next.equals(parameters)) {
        end();
        parameters = next;
      }
      if (count == 0) {
        command = cell.listed().command();
      }
      count++;
      CellTable.numbers(result)
          .forEach(
              (name, value) -> values.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
    }

    void end() {
      if (count == 0) {
        return;
      }
      SortedMap<String, MeanInterval> means = new TreeMap<>();
      values.forEach(
          (name, list) -> {
            while (CellTable.isCount(name) && list.size() < count) {
              list.add(0.0);
            }
            means.put(name, MeanInterval.of(list));
          });
      to.accept(new Row(parameters, command, count, means));
      values.clear();
      count = 0;
    }
  }

  /**
   * Reads all rows. What differs is known at the end; until then only what is shown is kept.
   *
   * @param complete how many rows keep all their figures; later ones keep those of the table
   */
  private static List<Row> shownRows(MergedCells cells, int complete) throws IOException {
    List<Row> rows = new ArrayList<>();
    Map<String, String> texts = new HashMap<>();
    rows(
        cells,
        row -> {
          SortedMap<String, String> parameters = new TreeMap<>();
          row.parameters.forEach(
              (name, value) -> parameters.put(shared(name, texts), shared(value, texts)));
          SortedMap<String, MeanInterval> values = new TreeMap<>();
          row.values.forEach(
              (name, value) -> {
                if (rows.size() < complete || COLUMNS.containsKey(name)) {
                  values.put(shared(name, texts), value);
                }
              });
          rows.add(new Row(parameters, row.command, row.cells, values));
        });
    return rows;
  }

  /**
   * For people: the parameters that differ, and the main figures.
   *
   * @throws IOException if the folder cannot be read
   */
  static List<String> table(MergedCells cells) throws IOException {
    List<Row> rows = shownRows(cells, 0);
    List<String> varied = varied(rows);
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

  /** One object for all equal texts. */
  private static String shared(String text, Map<String, String> texts) {
    String first = texts.putIfAbsent(text, text);
    return first == null ? text : first;
  }

  private static List<String> varied(List<Row> rows) {
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
   * @throws IOException if the folder cannot be read
   */
  static String html(MergedCells cells, String command) throws IOException {
    List<Row> rows = shownRows(cells, SweepReport.MAX_COMBINATIONS);
    List<String> varied = varied(rows);
    List<String> notices =
        cells.missingCount() == 0
            ? List.of()
            : List.of(
                String.format(
                    Locale.ROOT,
                    "%,d of %,d runs are missing; 'gossip sweep merge' names them.",
                    cells.missingCount(),
                    cells.count()));
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

  /**
   * For programs: a line for each combination and figure.
   *
   * @throws IOException if the folder cannot be read
   */
  static void csv(MergedCells cells, Consumer<String> to) throws IOException {
    SortedSet<String> names = new TreeSet<>();
    cells.results(cell -> names.addAll(CellTable.parameters(cell).keySet()));
    List<String> heading = new ArrayList<>(names);
    heading.addAll(List.of("figure", "cells", "mean", "low", "high"));
    to.accept(CellTable.csvLine(heading));
    rows(
        cells,
        row ->
            row.values.forEach((figure, value) -> to.accept(csvLine(row, names, figure, value))));
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
