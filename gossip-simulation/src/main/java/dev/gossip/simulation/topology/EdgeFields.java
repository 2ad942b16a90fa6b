package dev.gossip.simulation.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a line of an edge list. The separator is the first comma, semicolon, tab or blank that is
 * not in quotes. In a table, blanks separate only if there is no other separator. A field may be
 * quoted; within quotes, {@code ""} is one quote (RFC 4180, section 2).
 */
final class EdgeFields {
  /** The format of {@code networkx.write_edgelist}: two names, and attributes in braces. */
  private static final Pattern WITH_ATTRIBUTES =
      Pattern.compile("([^\\s,;\"]+)\\s+([^\\s,;\"]+)\\s+(\\{.*)");

  private static final Pattern UNQUOTED = Pattern.compile("[^\"\\s,;][^\\s,;]*");

  private static final char BLANK = ' ';

  private final String line;
  private final char separator;
  private final List<String> fields = new ArrayList<>();
  private int at;

  private EdgeFields(String line, char separator) {
    this.line = line;
    this.separator = separator;
  }

  /**
   * The fields without quotes and surrounding blanks.
   *
   * @param line a line without leading and trailing blanks
   * @throws IllegalArgumentException if the line cannot be split; the message is one sentence
   */
  static List<String> of(String line, boolean isTable) {
    Matcher attributes = WITH_ATTRIBUTES.matcher(line);
    if (attributes.matches()) {
      return List.of(attributes.group(1), attributes.group(2), attributes.group(3));
    }
    EdgeFields split = new EdgeFields(line, separator(line, isTable));
    split.split();
    return split.fields;
  }

  /** Removes a comment, which starts at a {@code #} that is not in quotes. */
  static String withoutComment(String line) {
    boolean isQuoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      isQuoted ^= c == '"';
      if (c == '#' && !isQuoted) {
        return line.substring(0, i);
      }
    }
    // A quote that is not closed is reported when the line is split.
    return line;
  }

  private static char separator(String line, boolean isTable) {
    boolean isQuoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      isQuoted ^= c == '"';
      if (isQuoted) {
        continue;
      }
      if (c == ',' || c == ';' || c == '\t') {
        return c;
      }
      if (c == BLANK && !isTable) {
        return separatorAfterBlanks(line.substring(i).stripLeading());
      }
    }
    return BLANK;
  }

  private static char separatorAfterBlanks(String rest) {
    char first = rest.charAt(0);
    if (first == ',' || first == ';') {
      return first;
    }
    // Ambiguous, such as New York,Boston: a wrong guess would give another network.
    Matcher second = UNQUOTED.matcher(rest);
    if (second.lookingAt() && second.end() < rest.length() && rest.charAt(second.end()) != BLANK) {
      throw new IllegalArgumentException("a name that contains a blank must be in quotes");
    }
    return BLANK;
  }

  private void split() {
    while (at <= line.length()) {
      skipBlanks();
      fields.add(at < line.length() && line.charAt(at) == '"' ? quoted() : plain());
      skipBlanks();
      if (separator != BLANK) {
        // A separator is followed by a field, even at the end of the line.
        at++;
      } else if (at == line.length()) {
        return;
      }
    }
  }

  private String plain() {
    int begin = at;
    while (at < line.length() && !isEnd(line.charAt(at))) {
      at++;
    }
    return line.substring(begin, at).strip();
  }

  private String quoted() {
    StringBuilder text = new StringBuilder();
    for (at++; at < line.length(); at++) {
      if (line.charAt(at) != '"') {
        text.append(line.charAt(at));
      } else if (at + 1 < line.length() && line.charAt(at + 1) == '"') {
        text.append('"');
        at++;
      } else {
        at++;
        if (at < line.length() && !isEnd(line.charAt(at)) && !isBlank(line.charAt(at))) {
          break;
        }
        return text.toString();
      }
    }
    throw new IllegalArgumentException(
        "a quote is not closed, or text follows it; write a quote within a name as two quotes");
  }

  private boolean isEnd(char c) {
    return separator == BLANK ? isBlank(c) : c == separator;
  }

  private void skipBlanks() {
    while (at < line.length()
        && isBlank(line.charAt(at))
        && !(separator == '\t' && line.charAt(at) == '\t')) {
      at++;
    }
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c);
  }
}
