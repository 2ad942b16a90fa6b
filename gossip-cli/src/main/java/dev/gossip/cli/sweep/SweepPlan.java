package dev.gossip.cli.sweep;

import dev.gossip.core.config.ConfigurationException;
import dev.gossip.simulation.sweep.SweepCell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a sweep runs: every row of {@code zip} with every choice of {@code product}, and each of
 * these with every seed.
 *
 * @param file where it is written, for errors
 * @param base parameters of all cells
 * @param product parameters with the values to combine, by name
 * @param zip parameters whose values belong together, with lists of equal length
 * @param seeds the seeds of each combination
 */
record SweepPlan(
    Path file,
    List<Parameter> base,
    List<Parameter> product,
    List<Parameter> zip,
    List<Long> seeds) {

  /** A limit against typing errors, which would start a sweep of months. */
  static final int MAX_CELLS = 100_000;

  /**
   * The values of a parameter.
   *
   * @param name an option of {@code gossip simulate} without dashes, or the key of a setting
   * @param values at least one; exactly one in {@code base}
   * @param origin the file and line, for errors
   */
  record Parameter(String name, List<String> values, String origin) {}

  /** The name of each parameter with its origin. */
  Map<String, String> origins() {
    Map<String, String> origins = new LinkedHashMap<>();
    for (List<Parameter> part : List.of(base, zip, product)) {
      part.forEach(parameter -> origins.put(parameter.name, parameter.origin));
    }
    return origins;
  }

  /**
   * The cells in their order: by the rows of {@code zip}, then by the parameters of {@code product}
   * in the order of their names, the last of which changes fastest, then by seed.
   *
   * @throws ConfigurationException if there are too many
   */
  List<SweepCell> cells(String version) {
    List<SweepCell> cells = new ArrayList<>();
    for (SortedMap<String, String> parameters : combinations()) {
      for (long seed : seeds) {
        cells.add(new SweepCell(parameters, seed, version));
      }
    }
    return cells;
  }

  /**
   * The combinations of parameters, without seeds.
   *
   * @throws ConfigurationException if there are too many cells
   */
  List<SortedMap<String, String>> combinations() {
    requireFewCells();
    SortedMap<String, String> common = new TreeMap<>();
    base.forEach(parameter -> common.put(parameter.name, parameter.values.get(0)));
    List<SortedMap<String, String>> combinations = new ArrayList<>();
    int rows = zip.isEmpty() ? 1 : zip.get(0).values.size();
    for (int row = 0; row < rows; row++) {
      SortedMap<String, String> start = new TreeMap<>(common);
      for (Parameter parameter : zip) {
        start.put(parameter.name, parameter.values.get(row));
      }
      combine(start, 0, combinations);
    }
    return combinations;
  }

  private void combine(
      SortedMap<String, String> chosen, int next, List<SortedMap<String, String>> to) {
    if (next == product.size()) {
      to.add(chosen);
      return;
    }
    Parameter parameter = product.get(next);
    for (String value : parameter.values) {
      SortedMap<String, String> more = new TreeMap<>(chosen);
      more.put(parameter.name, value);
      combine(more, next + 1, to);
    }
  }

  private void requireFewCells() {
    double count = (double) seeds.size() * (zip.isEmpty() ? 1 : zip.get(0).values.size());
    for (Parameter parameter : product) {
      count *= parameter.values.size();
    }
    if (count > MAX_CELLS) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "%s has %,.0f cells, but a sweep has at most %,d; use fewer values or seeds, or"
                  + " several plans",
              file,
              count,
              MAX_CELLS));
    }
  }
}
