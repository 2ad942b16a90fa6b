package dev.gossip.cli;

/** Colours, where there is somebody to see them: the launcher says whether stdout is a terminal. */
enum Style {
  /** What people said. */
  MESSAGE("1"),
  /** What went well. */
  GOOD("32"),
  /** What went wrong. */
  BAD("31"),
  /** What matters less. */
  QUIET("2");

  private static final boolean COLOURS = Boolean.getBoolean("gossip.terminal");

  private final String code;

  Style(String code) {
    this.code = code;
  }

  String of(String text) {
    return COLOURS ? "\033[" + code + "m" + text + "\033[0m" : text;
  }

  /** Text from another node, fit for a terminal: one line, no control characters. */
  static String shown(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
