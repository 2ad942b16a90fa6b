package dev.gossip.simulation.sweep;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One run of a sweep.
 *
 * @param parameters options of {@code gossip simulate} by name, without dashes, and settings by
 *     their keys, which have a dot
 * @param seed of all random choices of the run
 * @param version of the program that runs it
 */
public record SweepCell(SortedMap<String, String> parameters, long seed, String version) {
  // 64 bits: with 100,000 cells the chance of an equal pair is below 1 in 10^9.
  private static final int NAME_BYTES = 8;
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  /** Copies the parameters. */
  public SweepCell {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
  }

  /** The name, 16 hexadecimal digits: a hash of parameters, seed and version. */
  public String name() {
    StringBuilder text = new StringBuilder();
    append(text, version);
    append(text, Long.toString(seed));
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      append(text, parameter.getKey());
      append(text, parameter.getValue());
    }
    byte[] hash = sha256().digest(text.toString().getBytes(UTF_8));
    return HexFormat.of().formatHex(hash, 0, NAME_BYTES);
  }

  /** With its length in front, so that different lists of texts have different forms. */
  private static void append(StringBuilder to, String text) {
    to.append(text.length()).append(':').append(text);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The options of {@code gossip simulate} that make this run, in pairs of name and value. */
  public List<String> options() {
    List<String> options = new ArrayList<>();
    List<String> settings = new ArrayList<>();
    parameters.forEach(
        (name, value) -> {
          if (isSetting(name)) {
            settings.addAll(List.of("--set", name + "=" + value));
          } else {
            options.addAll(List.of("--" + name, value));
          }
        });
    options.addAll(settings);
    options.addAll(List.of("--seed", Long.toString(seed)));
    return options;
  }

  /** Whether a parameter is a setting of plugins or nodes, rather than an option. */
  public static boolean isSetting(String name) {
    return name.indexOf('.') >= 0;
  }

  /**
   * The command that makes this run alone, for a POSIX shell, on one line.
   *
   * @param more further options, such as those that name plugins
   */
  public String command(List<String> more) {
    return "gossip simulate "
        + Stream.of(options(), more, List.of("--json"))
            .flatMap(List::stream)
            .map(SweepCell::quoted)
            .collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
