package dev.gossip.cli.sweep;

import dev.gossip.core.config.ConfigurationException;
import dev.gossip.simulation.sweep.SweepCell;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;

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
   * in the order of their names, the last of which changes fastest, then by seed. Each is made when
   * it is asked for.
   *
   * @throws ConfigurationException if there are too many
   */
  List<SweepCell> cells(String version) {
    List<SortedMap<String, String>> combinations = combinations();
    return view(
        combinations.size() * seeds.size(),
        index ->
            new SweepCell(
                combinations.get(index / seeds.size()), seeds.get(index % seeds.size()), version));
  }

  /**
   * The combinations of parameters, without seeds. Each is made when it is asked for.
   *
   * @throws ConfigurationException if there are too many cells
   */
  List<SortedMap<String, String>> combinations() {
    requireFewCells();
    int choices = 1;
    for (Parameter parameter : product) {
      choices *= parameter.values.size();
    }
    int rows = zip.isEmpty() ? 1 : zip.get(0).values.size();
    return view(rows * choices, this::combination);
  }

  private SortedMap<String, String> combination(int index) {
    SortedMap<String, String> chosen = new TreeMap<>();
    base.forEach(parameter -> chosen.put(parameter.name, parameter.values.get(0)));
    int rest = index;
    for (int i = product.size() - 1; i >= 0; i--) {
      Parameter parameter = product.get(i);
      chosen.put(parameter.name, parameter.values.get(rest % parameter.values.size()));
      rest /= parameter.values.size();
    }
    for (Parameter parameter : zip) {
      chosen.put(parameter.name, parameter.values.get(rest));
    }
    return chosen;
  }

  /** A list that stores nothing. */
  private static <T> List<T> view(int size, IntFunction<T> elements) {
    return new AbstractList<>() {
      @Override
      public T get(int index) {
        return elements.apply(Objects.checkIndex(index, size));
      }

      @Override
      public int size() {
        return size;
      }
    };
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
