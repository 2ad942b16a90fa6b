package dev.gossip.cli.process;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** The console of this process. */
public final class SystemConsole {
  private SystemConsole() {}

  /** The console if both stdin and stdout are a terminal, else null. */
  public static @Nullable Console find() {
    // From JDK 22 on, other providers return a console even without a terminal.
    System.setProperty("jdk.console", "java.base");
    return System.console();
  }
}
