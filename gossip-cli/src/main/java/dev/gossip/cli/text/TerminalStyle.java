package dev.gossip.cli.text;

import java.util.regex.Pattern;

/** Text styles. They have an effect only if the launcher found that stdout is a terminal. */
public enum TerminalStyle {
  /** The text of a message. */
  MESSAGE("1"),
  /** Success, such as a link that is up. */
  GOOD("32"),
  /** Failure, such as a lost link. */
  BAD("31"),
  /** Details. */
  QUIET("2");

  private static final boolean COLOURS = Boolean.getBoolean("gossip.terminal");

  // \p{Cntrl} covers only ASCII. Terminals also obey U+009B, and bidirectional marks reorder text.
  private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  private final String code;

  TerminalStyle(String code) {
    this.code = code;
  }

  /** Returns the text in this style; unchanged if stdout is not a terminal. */
  public String of(String text) {
    return COLOURS ? "\033[" + code + "m" + text + "\033[0m" : text;
  }

  /** Makes text from other nodes safe to print: one line without control or format characters. */
  public static String sanitize(String text) {
    return UNSAFE.matcher(text).replaceAll("?");
  }
}
