package dev.gossip.cli.sweep;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.gossip.core.config.ConfigurationException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the plan of a sweep from a HOCON file. Every error names the file and the line. */
final class SweepPlanReader {
  private static final String EXAMPLE =
      "sweep { base { nodes = 50 }, product { loss = [0, 0.1] }, seeds = [1, 2, 3] }";
  private static final Set<String> PARTS =
      new LinkedHashSet<>(List.of("base", "product", "zip", "seeds"));
  private static final Pattern RANGE = Pattern.compile("(-?\\d{1,18})\\.\\.(-?\\d{1,18})");
  private static final int MAX_SEEDS = SweepPlan.MAX_CELLS;
  // More than any number of 64 bits has. The text of 1e999999999 takes a gigabyte.
  private static final int MAX_DIGITS = 400;

  private final Path file;
  private final Set<String> options;

  /**
   * @param file the plan
   * @param options the names of options that a cell may have, without dashes
   */
  SweepPlanReader(Path file, Set<String> options) {
    this.file = file;
    this.options = new TreeSet<>(options);
  }

  /**
   * Reads the plan.
   *
   * @throws ConfigurationException if it cannot be read, or is not a plan
   */
  SweepPlan read() {
    ConfigObject sweep = sweep();
    for (Map.Entry<String, ConfigValue> entry : sorted(sweep).entrySet()) {
      if (!PARTS.contains(entry.getKey())) {
        throw error(
            entry.getValue(),
            "sweep."
                + entry.getKey()
                + " is not a part of a plan; use "
                + String.join(", ", PARTS));
      }
    }
    SweepPlan plan =
        new SweepPlan(file, base(sweep), lists(sweep, "product"), zip(sweep), seeds(sweep));
    requireEachOnce(plan);
    return plan;
  }

  private ConfigObject sweep() {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new ConfigurationException(
          "plan "
              + file
              + " cannot be read; name a file that you may read, which has for example "
              + EXAMPLE);
    }
    try {
      // Without the variables of the environment: a plan is the same on every machine.
      Config config =
          ConfigFactory.parseFile(file.toFile()).resolve(ConfigResolveOptions.noSystem());
      ConfigValue sweep = config.root().get("sweep");
      if (sweep == null) {
        throw new ConfigurationException(
            file + ": there is no sweep { } in this file; write for example " + EXAMPLE);
      }
      return object(sweep, "sweep");
    } catch (ConfigException e) {
      String message = String.valueOf(e.getMessage());
      throw new ConfigurationException(
          message.lines().findFirst().orElse(message) + "; correct this line, or the one before",
          e);
    } catch (StackOverflowError e) {
      throw new ConfigurationException(
          file + ": groups and lists are nested too deeply; write fewer levels", e);
    }
  }

  private static ConfigObject object(ConfigValue value, String name) {
    if (value instanceof ConfigObject object) {
      return object;
    }
    throw error(value, name + " has to be a group; write " + name + " { name = value }");
  }

  private List<SweepPlan.Parameter> base(ConfigObject sweep) {
    List<SweepPlan.Parameter> parameters = new ArrayList<>();
    leaves(sweep, "base")
        .forEach(
            (name, value) -> {
              if (value instanceof ConfigList && options.contains(name) && !isList(name)) {
                throw error(
                    value, name + " has one value in base; move the list to product or zip");
              }
              parameters.add(
                  new SweepPlan.Parameter(name, List.of(text(name, value)), origin(value)));
            });
    return parameters;
  }

  /** Whether an option has several values itself; settings may, too. */
  private static boolean isList(String option) {
    return option.equals("spam") || option.equals("discovery");
  }

  private List<SweepPlan.Parameter> lists(ConfigObject sweep, String part) {
    List<SweepPlan.Parameter> parameters = new ArrayList<>();
    leaves(sweep, part)
        .forEach(
            (name, value) -> {
              if (!(value instanceof ConfigList list)) {
                throw error(
                    value,
                    name
                        + " needs a list of values in "
                        + part
                        + "; write "
                        + name
                        + " = [...], or move it to base");
              }
              parameters.add(new SweepPlan.Parameter(name, values(name, list), origin(value)));
            });
    return parameters;
  }

  private static List<String> values(String name, ConfigList list) {
    List<String> values = list.stream().map(item -> text(name, item)).toList();
    if (values.isEmpty()) {
      throw error(list, name + " has an empty list; name one value or more");
    }
    return values;
  }

  private List<SweepPlan.Parameter> zip(ConfigObject sweep) {
    List<SweepPlan.Parameter> zip = lists(sweep, "zip");
    for (SweepPlan.Parameter parameter : zip) {
      SweepPlan.Parameter first = zip.get(0);
      if (parameter.values().size() != first.values().size()) {
        throw new ConfigurationException(
            parameter.origin()
                + ": "
                + parameter.name()
                + " has "
                + parameter.values().size()
                + " values in zip, but "
                + first.name()
                + " has "
                + first.values().size()
                + "; lists that are zipped have equal length");
      }
    }
    return zip;
  }

  /** The values of a part by name, those of groups under names with dots. */
  private SortedMap<String, ConfigValue> leaves(ConfigObject sweep, String part) {
    SortedMap<String, ConfigValue> leaves = new TreeMap<>();
    ConfigValue written = sweep.get(part);
    ConfigValue value = part.equals("base") ? BaseText.expand(written) : written;
    if (value != null) {
      object(value, part)
          .forEach(
              (key, inner) -> {
                if (key.equals("set")) {
                  object(inner, "set").forEach((name, set) -> collect(name, set, leaves));
                } else {
                  collect(key, inner, leaves);
                }
              });
    }
    return leaves;
  }

  private void collect(String name, ConfigValue value, SortedMap<String, ConfigValue> to) {
    if (value instanceof ConfigObject object) {
      object.forEach((key, inner) -> collect(name + "." + key, inner, to));
      return;
    }
    if (name.indexOf('.') < 0) {
      requireOption(name, value);
    }
    if (to.put(name, value) != null) {
      throw error(value, name + " is set twice; remove one of them");
    }
  }

  private void requireOption(String name, ConfigValue value) {
    if (options.contains(name)) {
      return;
    }
    String remedy =
        switch (name) {
          case "seed" -> "; write seeds = [1, 2, 3] next to base and product";
          case "compare" -> "; write relay = [flooding, diffusion] in product";
          case "config" -> "; write its settings under set { }";
          case "plugins" -> "; give --plugins to the command";
          default -> "; " + similar(name) + "'gossip simulate --help' lists all";
        };
    throw error(value, "'" + name + "' is not an option of a cell" + remedy);
  }

  private String similar(String name) {
    return options.stream()
        .filter(option -> distance(option, name) <= 2)
        .min(Comparator.comparingInt(option -> distance(option, name)))
        .map(option -> "did you mean '" + option + "'? ")
        .orElse("");
  }

  /** How many letters to insert, delete or change. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }

  private List<Long> seeds(ConfigObject sweep) {
    ConfigValue value = sweep.get("seeds");
    if (value == null) {
      throw new ConfigurationException(
          origin(sweep) + ": there are no seeds; add seeds = [1, 2, 3], or seeds = \"1..20\"");
    }
    List<Long> seeds = new ArrayList<>();
    List<ConfigValue> items = value instanceof ConfigList list ? list : List.of(value);
    for (ConfigValue item : items) {
      addSeeds(text("seeds", item), item, seeds);
      if (seeds.size() > MAX_SEEDS) {
        throw error(
            item, "there are more than " + MAX_SEEDS + " seeds; use fewer, or several plans");
      }
    }
    if (seeds.isEmpty()) {
      throw error(value, "seeds is empty; name one seed or more");
    }
    Set<Long> seen = new HashSet<>();
    for (Long seed : seeds) {
      if (!seen.add(seed)) {
        throw error(value, "seed " + seed + " is there twice; remove one of them");
      }
    }
    return seeds;
  }

  private static void addSeeds(String text, ConfigValue origin, List<Long> to) {
    Matcher range = RANGE.matcher(text);
    if (range.matches()) {
      long first = Long.parseLong(range.group(1));
      long last = Long.parseLong(range.group(2));
      if (last < first || last - first >= MAX_SEEDS) {
        throw error(
            origin,
            "seeds '"
                + text
                + "': the last is not before the first, and there are at most "
                + MAX_SEEDS
                + "; write for example 1..20");
      }
      for (long seed = first; seed <= last; seed++) {
        to.add(seed);
      }
      return;
    }
    try {
      to.add(Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw new ConfigurationException(
          origin(origin)
              + ": seed '"
              + text
              + "' is not a whole number of at most 64 bits; write for example [1, 2, 3] or 1..20",
          e);
    }
  }

  private static void requireEachOnce(SweepPlan plan) {
    Map<String, String> seen = new TreeMap<>();
    for (List<SweepPlan.Parameter> part : List.of(plan.base(), plan.zip(), plan.product())) {
      for (SweepPlan.Parameter parameter : part) {
        String before = seen.put(parameter.name(), parameter.origin());
        if (before != null) {
          throw new ConfigurationException(
              parameter.origin()
                  + ": "
                  + parameter.name()
                  + " is also set at "
                  + before
                  + "; remove one of them");
        }
      }
    }
    for (SweepPlan.Parameter parameter : plan.product()) {
      Set<String> values = new HashSet<>();
      for (String value : parameter.values()) {
        if (!values.add(value)) {
          throw new ConfigurationException(
              parameter.origin()
                  + ": "
                  + parameter.name()
                  + " has the value "
                  + value
                  + " twice; remove one of them");
        }
      }
    }
    int rows = plan.zip().isEmpty() ? 0 : plan.zip().get(0).values().size();
    Set<List<String>> seenRows = new HashSet<>();
    for (int row = 0; row < rows; row++) {
      int index = row;
      List<String> values =
          plan.zip().stream().map(parameter -> parameter.values().get(index)).toList();
      if (!seenRows.add(values)) {
        throw new ConfigurationException(
            plan.zip().get(0).origin()
                + ": zip has the values "
                + String.join(", ", values)
                + " twice; remove one of them");
      }
    }
  }

  private static String text(String name, ConfigValue value) {
    if (value instanceof ConfigList list) {
      return list.stream().map(item -> text(name, item)).collect(Collectors.joining(","));
    }
    if (value instanceof ConfigObject || value.valueType() == ConfigValueType.NULL) {
      throw error(value, name + " has to be text, a number, or a list of these");
    }
    String text = value.atKey("v").getString("v");
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      throw error(value, name + " has a value of several lines; write it on one line");
    }
    // One form for 0.1, 0.10 and 1e-1, which would else be different cells.
    return value.valueType() == ConfigValueType.NUMBER ? number(name, value, text) : text;
  }

  private static String number(String name, ConfigValue value, String text) {
    try {
      if (text.length() <= MAX_DIGITS) {
        BigDecimal number = new BigDecimal(text).stripTrailingZeros();
        if (Math.abs((long) number.scale()) <= MAX_DIGITS) {
          return number.signum() == 0 ? "0" : number.toPlainString();
        }
      }
    } catch (NumberFormatException e) {
      // An exponent of more than 32 bits.
    }
    throw error(
        value,
        name + " has a number with more than " + MAX_DIGITS + " digits; write a shorter one");
  }

  private static SortedMap<String, ConfigValue> sorted(ConfigObject object) {
    return new TreeMap<>(object);
  }

  private static String origin(ConfigValue value) {
    return value.origin().description();
  }

  private static ConfigurationException error(ConfigValue value, String message) {
    return new ConfigurationException(origin(value) + ": " + message);
  }
}
