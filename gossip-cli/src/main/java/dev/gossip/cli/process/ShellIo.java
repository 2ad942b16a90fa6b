package dev.gossip.cli.process;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The input and output of the demo's shell. The output is thread-safe. */
public interface ShellIo extends AutoCloseable {

  /**
   * Reads the next line; null at the end of the input.
   *
   * @throws java.io.InterruptedIOException if Ctrl-C is typed
   */
  @Nullable String readLine() throws IOException;

  /** Prints one or several lines. */
  void out(String lines);

  /** Prints an error or a warning. */
  void err(String line);

  /** Restores the terminal. May be called more than once, by any thread. */
  @Override
  void close();
}
