package dev.gossip.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Violations that are allowed, each with a reason. An exception that nothing needs is an error, so
 * that the list only has what is true.
 *
 * @param reasons by the name of the violation
 */
record NamedExceptions(Map<String, String> reasons) {
  private static final String ARROW = " -> ";

  /** Reads {@code exceptions.txt} next to this class. */
  static NamedExceptions read() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(NamedExceptions.class.getResourceAsStream("exceptions.txt"))) {
      return parse(new String(in.readAllBytes(), UTF_8));
    }
  }

  /**
   * Parses one exception a line, {@code NAME -> REASON}; a line that begins with # is a comment.
   *
   * @throws IllegalArgumentException if a reason is missing or a name is repeated
   */
  static NamedExceptions parse(String text) {
    Map<String, String> reasons = new TreeMap<>();
    for (String line : text.lines().toList()) {
      if (line.startsWith("#") || line.isBlank()) {
        continue;
      }
      String[] parts = line.split(ARROW, 2);
      if (parts.length < 2 || parts[1].isBlank()) {
        throw new IllegalArgumentException("'" + line + "' has no reason; write NAME -> REASON");
      }
      if (reasons.put(parts[0], parts[1]) != null) {
        throw new IllegalArgumentException("'" + parts[0] + "' is repeated");
      }
    }
    return new NamedExceptions(reasons);
  }

  /** The violations that no exception allows. */
  List<Violation> notAllowed(Collection<Violation> violations) {
    return violations.stream().filter(each -> !reasons.containsKey(each.name())).toList();
  }

  /** The exceptions that no violation needs. */
  List<String> unneeded(Collection<Violation> violations) {
    Set<String> names = violations.stream().map(Violation::name).collect(Collectors.toSet());
    return reasons.keySet().stream().filter(name -> !names.contains(name)).toList();
  }
}
