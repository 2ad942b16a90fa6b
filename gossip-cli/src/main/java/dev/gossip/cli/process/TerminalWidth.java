package dev.gossip.cli.process;

import java.io.IOException;
import java.util.regex.Pattern;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** How many columns there are for text on standard output. */
public final class TerminalWidth {
  private static final int DEFAULT_COLUMNS = 80;
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,3}");

  private TerminalWidth() {}

  /** COLUMNS if set, else the terminal's width, else 80. */
  public static int columns() {
    @Nullable String variable = System.getenv("COLUMNS");
    if (variable != null && NUMBER.matcher(variable).matches()) {
      return Integer.parseInt(variable);
    }
    // The launcher says whether stdout is a terminal.
    return Boolean.getBoolean("gossip.terminal") ? queryTerminal() : DEFAULT_COLUMNS;
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
