package dev.gossip.report;

import dev.gossip.simulation.sweep.MeanInterval;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A page of HTML about a sweep, in one file that needs nothing else: for each figure the means over
 * the seeds with their confidence intervals, over the parameters that differ. Names and values of
 * parameters are data of the page and never part of its markup.
 */
public final class SweepReport {
  /** How many combinations a page shows at most: the first ones. */
  public static final int MAX_COMBINATIONS = 5_000;

  // What the other parts of a page may contain, so that it stays below five megabytes.
  private static final int MAX_VALUES = 60_000;
  private static final int MAX_INDICES = 200_000;
  private static final int MAX_COMMANDS = 600_000;
  private static final int MAX_TEXTS = 20_000;
  private static final int MAX_CHARACTERS = 240_000;
  private static final int MAX_TEXT = 200;
  private static final int MIN_TEXT = 12;
  private static final int MAX_NAMES = 200;
  private static final MathContext DIGITS = new MathContext(7);

  private final List<Combination> shown;
  private final JsonText json = new JsonText();
  private final List<String> leftOut = new ArrayList<>();

  /**
   * What seeds of the same parameters have in common.
   *
   * @param parameters of the runs, by name
   * @param command one of the runs, as a command that makes it again; may be empty
   * @param cells how many runs are done
   * @param figures the means of their figures, by name
   */
  public record Combination(
      SortedMap<String, String> parameters,
      String command,
      int cells,
      SortedMap<String, MeanInterval> figures) {}

  private SweepReport(List<Combination> combinations, List<String> varied) {
    int most = Math.min(MAX_COMBINATIONS, MAX_INDICES / Math.max(1, varied.size()));
    most = Math.min(most, combinations.size());
    while (texts(combinations.subList(0, most), varied) > MAX_TEXTS) {
      most /= 2;
    }
    this.shown = combinations.subList(0, most);
    if (shown.size() < combinations.size()) {
      leftOut(shown.size(), combinations.size(), "combinations, the first of the plan");
    }
  }

  private static long texts(List<Combination> combinations, List<String> names) {
    return names.stream()
        .mapToLong(
            name -> combinations.stream().map(one -> one.parameters.get(name)).distinct().count())
        .sum();
  }

  /**
   * The page as text, to be written as UTF-8.
   *
   * @param title its heading
   * @param command makes the page again
   * @param notices what the reader has to know, such as how many runs are missing
   * @param main the names of the figures to show first, in order
   * @param combinations in the order of the plan
   */
  public static String of(
      String title,
      String command,
      List<String> notices,
      List<String> main,
      List<Combination> combinations) {
    SortedMap<String, Set<@Nullable String>> values = new TreeMap<>();
    combinations.forEach(
        one -> one.parameters.keySet().forEach(name -> values.put(name, new LinkedHashSet<>())));
    combinations.forEach(
        one -> values.forEach((name, found) -> found.add(one.parameters.get(name))));
    List<String> varied =
        values.entrySet().stream()
            .filter(parameter -> parameter.getValue().size() > 1)
            .map(Map.Entry::getKey)
            .toList();
    SweepReport page = new SweepReport(combinations, varied);
    page.json.beginObject().name("title").value(title);
    page.json.name("command").value(command).name("notices").beginArray();
    notices.forEach(page.json::value);
    page.json.endArray();
    page.varied(varied);
    page.fixed(values);
    page.combinations(combinations.size());
    page.figures(main);
    page.json.name("leftOut").beginArray();
    page.leftOut.forEach(page.json::value);
    page.json.endArray();
    return PageText.ofSweep(page.json);
  }

  private void leftOut(long count, long all, String what) {
    leftOut.add(String.format(Locale.ROOT, "%,d of %,d %s", count, all, what));
  }

  /** Writes the parameters that differ with their values, and which value each combination has. */
  private void varied(List<String> names) {
    List<Map<@Nullable String, Integer>> numbers = new ArrayList<>();
    int texts = 0;
    for (String name : names) {
      Map<@Nullable String, Integer> of = new LinkedHashMap<>();
      shown.forEach(one -> of.putIfAbsent(one.parameters.get(name), of.size()));
      numbers.add(of);
      texts += of.size();
    }
    int length = Math.max(MIN_TEXT, Math.min(MAX_TEXT, MAX_CHARACTERS / Math.max(1, texts)));
    json.name("parameters").beginArray();
    for (int i = 0; i < names.size(); i++) {
      json.beginObject().name("name").value(cut(names.get(i), length));
      json.name("values").beginArray();
      numbers.get(i).keySet().forEach(value -> json.value(value == null ? "" : cut(value, length)));
      json.endArray().endObject();
    }
    json.endArray().name("indices").beginArray();
    for (Combination one : shown) {
      for (int i = 0; i < names.size(); i++) {
        json.value(numbers.get(i).getOrDefault(one.parameters.get(names.get(i)), 0));
      }
    }
    json.endArray();
  }

  /** Writes the parameters that all combinations have in common. */
  private void fixed(SortedMap<String, Set<@Nullable String>> values) {
    json.name("fixed").beginArray();
    int count = 0;
    for (Map.Entry<String, Set<@Nullable String>> parameter : values.entrySet()) {
      if (parameter.getValue().size() == 1 && count++ < MAX_NAMES) {
        String value = String.valueOf(parameter.getValue().iterator().next());
        json.beginArray().value(cut(parameter.getKey(), MAX_TEXT)).value(cut(value, MAX_TEXT));
        json.endArray();
      }
    }
    json.endArray();
    if (count > MAX_NAMES) {
      leftOut(MAX_NAMES, count, "parameters that all runs have in common");
    }
  }

  private void combinations(int all) {
    json.name("combinations").value(all).name("cells").beginArray();
    shown.forEach(one -> json.value(one.cells));
    json.endArray().name("commands").beginArray();
    long length = shown.stream().mapToLong(one -> one.command.length()).sum();
    if (length <= MAX_COMMANDS) {
      shown.forEach(one -> json.value(one.command));
    } else {
      leftOut.add("no commands of single runs");
    }
    json.endArray();
  }

  /** Writes mean, error and number of values of each figure of each combination. */
  private void figures(List<String> main) {
    Set<String> there = new TreeSet<>();
    shown.forEach(one -> there.addAll(one.figures.keySet()));
    Set<String> names = new LinkedHashSet<>(main);
    names.retainAll(there);
    int first = names.size();
    names.addAll(there);
    int most = Math.min(MAX_NAMES, MAX_VALUES / Math.max(1, shown.size()));
    List<String> kept = names.stream().limit(Math.max(first, most)).toList();
    if (kept.size() < names.size()) {
      leftOut(kept.size(), names.size(), "figures");
    }
    json.name("main").value(first).name("figures").beginArray();
    for (String name : kept) {
      json.beginObject().name("name").value(cut(name, MAX_TEXT)).name("values").beginArray();
      for (Combination one : shown) {
        MeanInterval value = one.figures.get(name);
        json.value(value == null ? Double.NaN : rounded(value.mean()));
        json.value(value == null ? Double.NaN : rounded(value.error()));
        json.value(value == null ? 0 : value.count());
      }
      json.endArray().endObject();
    }
    json.endArray();
  }

  private static double rounded(double value) {
    return Double.isFinite(value) ? BigDecimal.valueOf(value).round(DIGITS).doubleValue() : value;
  }

  /** A text that is not longer than this. */
  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length - 1) + "\u2026";
  }
}
