package dev.gossip.cli.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gossip.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/** The result of a command run in this process; for commands that need no socket and no input. */
public record CliRun(int exitCode, List<String> out, List<String> err) {

  public static CliRun of(String... args) {
    PrintStream realOut = System.out;
    PrintStream realErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode;
    try {
      System.setOut(new PrintStream(out, true, UTF_8));
      System.setErr(new PrintStream(err, true, UTF_8));
      exitCode = Main.execute(args);
    } finally {
      System.setOut(realOut);
      System.setErr(realErr);
    }
    return new CliRun(exitCode, lines(out), lines(err));
  }

  public static CliRun of(List<String> args) {
    return of(args.toArray(String[]::new));
  }

  /** Runs {@code gossip simulate}. */
  public static CliRun simulate(String... options) {
    String[] args = new String[options.length + 1];
    args[0] = "simulate";
    System.arraycopy(options, 0, args, 1, options.length);
    return of(args);
  }

  private static List<String> lines(ByteArrayOutputStream bytes) {
    return bytes.toString(UTF_8).lines().toList();
  }
}
