package dev.gossip.cli.process;

import java.io.IOException;
import java.util.regex.Pattern;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** How many columns there are for text on a terminal. */
public final class TerminalWidth {
  private static final int DEFAULT_COLUMNS = 80;
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,3}");

  private TerminalWidth() {}

  /** COLUMNS if set, else the terminal's width, else 80. */
  public static int columns() {
    int set = parse(System.getenv("COLUMNS"));
    if (set > 0) {
      return set;
    }
    // The launcher says whether stdout is a terminal.
    return Boolean.getBoolean("gossip.terminal") ? queryTerminal() : DEFAULT_COLUMNS;
  }

  /** COLUMNS if set, else 80; no terminal is asked. For text on standard error. */
  public static int columnsOfVariable() {
    int set = parse(System.getenv("COLUMNS"));
    return set > 0 ? set : DEFAULT_COLUMNS;
  }

  private static int parse(@Nullable String variable) {
    return variable != null && NUMBER.matcher(variable).matches() ? Integer.parseInt(variable) : 0;
  }

  private static int queryTerminal() {
    try (Terminal terminal =
        TerminalBuilder.builder().system(true).dumb(true).graphemeCluster(false).build()) {
      return terminal.getColumns() > 0 ? terminal.getColumns() : DEFAULT_COLUMNS;
    } catch (IOException e) {
      return DEFAULT_COLUMNS;
    }
  }
}
