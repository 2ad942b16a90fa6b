package dev.gossip.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.engine.NodeFailure;
import dev.gossip.simulation.RunFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.Security;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;

/**
 * The command's entry: {@code gossip demo}, {@code gossip node}, {@code gossip simulate}, {@code
 * gossip plugins}, {@code gossip keygen}.
 */
@Command(
    name = "gossip",
    description = "Gossip networks over UDP, composed from plugins.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      NodeCommand.class,
      SimulateCommand.class,
      PluginsCommand.class,
      KeygenCommand.class,
      WarmUpCommand.class
    },
    mixinStandardHelpOptions = true,
    version = "gossip 0.1.0-SNAPSHOT")
public final class Main implements Runnable {
  private static final int FAILED = 1;

  // What the JVM makes of bytes that are no text in the locale's encoding.
  private static final char UNDECODABLE = '\uFFFD';

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  /** Runs the command and leaves with its exit code: 0 clean, 2 usage or configuration, 1 other. */
  public static void main(String[] args) {
    StandardStreams.useUtf8();
    OutOfMemoryExit.install();
    System.exit(execute(args));
  }

  static int execute(String... args) {
    resolveNamesAtEveryDial();
    CommandLine command = new CommandLine(new Main());
    // picocli's own would encode by the locale.
    command.setOut(new PrintWriter(System.out, true, UTF_8));
    command.setErr(new PrintWriter(System.err, true, UTF_8));
    if (Arrays.stream(args).anyMatch(arg -> arg.indexOf(UNDECODABLE) >= 0)) {
      command
          .getErr()
          .println(
              "gossip: an argument is not text in this locale; set LC_ALL=C.UTF-8 and write it in"
                  + " UTF-8");
      return ExitCode.USAGE;
    }
    return command
        .setExecutionExceptionHandler(
            (exception, failed, parsed) -> report(exception, failed.getErr()))
        .setParameterExceptionHandler(Main::reportUsage)
        .setExpandAtFiles(false)
        .execute(args);
  }

  /**
   * A peer's container that is started again has another address under the same name, and the JVM
   * would remember the old one. It reads this once, so it is set before anything uses the network.
   */
  private static void resolveNamesAtEveryDial() {
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(
          spec.commandLine(), "name a command: demo, node, simulate, plugins or keygen");
    }
  }

  /** One line for what the user can mend; everything else is a bug and shows where it is. */
  private static int report(Exception exception, PrintWriter err) throws Exception {
    if (exception instanceof ConfigurationException) {
      err.println("gossip: " + exception.getMessage());
      return ExitCode.USAGE;
    }
    if (exception instanceof IOException
        || exception instanceof NodeFailure
        || exception instanceof RunFailure) {
      // What a plugin threw may have line breaks.
      String message = String.valueOf(exception.getMessage()).replaceAll("\\s*\\R\\s*", " ");
      err.println("gossip: " + TerminalStyle.shown(message));
      return FAILED;
    }
    throw exception;
  }

  private static int reportUsage(ParameterException exception, String[] args) {
    CommandLine command = exception.getCommandLine();
    String message = exception.getMessage();
    command.getErr().println("gossip: " + message);
    command
        .getErr()
        .println("'" + command.getCommandSpec().qualifiedName() + " --help' shows what there is.");
    return ExitCode.USAGE;
  }
}
