package dev.gossip.simulation.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a line of an edge list. The separator is the first of comma, semicolon, tab and blanks
 * that is not in quotes; in a table, blanks separate only where nothing else does. A field may be
 * in quotes, in which {@code ""} stands for one (RFC 4180, section 2).
 */
final class EdgeFields {
  /** As {@code networkx.write_edgelist} writes it: two names and the attributes in braces. */
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
   * The fields without their quotes, each stripped of blanks around it.
   *
   * @param line without blanks at its ends
   * @throws IllegalArgumentException in one sentence, if it cannot be split
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

  /** Cuts off what follows a {@code #} that is not in quotes. */
  static String withoutComment(String line) {
    boolean isQuoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      isQuoted ^= c == '"';
      if (c == '#' && !isQuoted) {
        return line.substring(0, i);
      }
    }
    // An open quote hides no comment: what is wrong with it shows when the line is split.
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
        return separatorBehindBlanks(line.substring(i).stripLeading());
      }
    }
    return BLANK;
  }

  private static char separatorBehindBlanks(String rest) {
    char first = rest.charAt(0);
    if (first == ',' || first == ';') {
      return first;
    }
    // New York,Boston: a guess would make another network of it.
    Matcher second = UNQUOTED.matcher(rest);
    if (second.lookingAt() && second.end() < rest.length() && rest.charAt(second.end()) != BLANK) {
      throw new IllegalArgumentException("a name with a blank in it is written in quotes");
    }
    return BLANK;
  }

  private void split() {
    while (at <= line.length()) {
      skipBlanks();
      fields.add(at < line.length() && line.charAt(at) == '"' ? quoted() : plain());
      skipBlanks();
      if (separator != BLANK) {
        // Behind it comes a field even if the line ends there.
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
        "a quote does not end, or not with its name; write a quote in a name as two");
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
