package dev.gossip.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where the demo reads what is typed, and shows what happens. The output is thread-safe. */
interface ShellIo extends AutoCloseable {

  /**
   * The next line, or null when there are no more.
   *
   * @throws java.io.InterruptedIOException when Ctrl-C is typed instead
   */
  @Nullable String readLine() throws IOException;

  /** Shows a line or several. */
  void out(String lines);

  /** Shows what is wrong. */
  void err(String line);

  /** Leaves the terminal as it was. May be called more than once, by any thread. */
  @Override
  void close();
}
