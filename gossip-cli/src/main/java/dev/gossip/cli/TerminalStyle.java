package dev.gossip.cli;

import java.util.regex.Pattern;

/** Colours, where there is somebody to see them: the launcher says whether stdout is a terminal. */
enum TerminalStyle {
  /** What people said. */
  MESSAGE("1"),
  /** What went well. */
  GOOD("32"),
  /** What went wrong. */
  BAD("31"),
  /** What matters less. */
  QUIET("2");

  private static final boolean COLOURS = Boolean.getBoolean("gossip.terminal");

  // Cntrl alone is ASCII only; a terminal also obeys U+009B, and invisible marks turn text round.
  private static final Pattern UNFIT = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  private final String code;

  TerminalStyle(String code) {
    this.code = code;
  }

  String of(String text) {
    return COLOURS ? "\033[" + code + "m" + text + "\033[0m" : text;
  }

  /** Text from another node, fit for a terminal: one line, nothing that a terminal obeys. */
  static String shown(String text) {
    return UNFIT.matcher(text).replaceAll("?");
  }
}
