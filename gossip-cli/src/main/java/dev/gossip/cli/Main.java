package dev.gossip.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gossip.cli.capture.DecryptCommand;
import dev.gossip.cli.completion.CompletionCommand;
import dev.gossip.cli.demo.DemoCommand;
import dev.gossip.cli.keys.KeygenCommand;
import dev.gossip.cli.lint.LintScoresCommand;
import dev.gossip.cli.node.NodeCommand;
import dev.gossip.cli.plugins.PluginsCommand;
import dev.gossip.cli.report.ReportCommand;
import dev.gossip.cli.simulate.SimulateCommand;
import dev.gossip.cli.sweep.SweepCommand;
import dev.gossip.cli.text.TerminalStyle;
import dev.gossip.cli.text.WholeWords;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.engine.services.NodeFailure;
import dev.gossip.simulation.RunFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.Security;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;

/**
 * The {@code gossip} command, with the subcommands {@code demo}, {@code node}, {@code simulate},
 * {@code sweep}, {@code report}, {@code plugins}, {@code keygen}, {@code lint-scores}, {@code
 * decrypt}, {@code completion} and {@code help}.
 */
@Command(
    name = "gossip",
    description = "Gossip networks over UDP, composed from plugins.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      NodeCommand.class,
      SimulateCommand.class,
      SweepCommand.class,
      ReportCommand.class,
      PluginsCommand.class,
      KeygenCommand.class,
      LintScoresCommand.class,
      DecryptCommand.class,
      CompletionCommand.class,
      HelpCommand.class,
      WarmUpCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class Main implements Runnable {
  private static final int FAILED = 1;
  private static final String COMMANDS =
      "use demo, node, simulate, sweep, report, plugins, keygen, lint-scores, decrypt, completion or"
          + " help";

  // The JVM replaces argument bytes that are invalid in the locale's encoding by this character.
  private static final char UNDECODABLE = '\uFFFD';

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  /** Runs the command and exits with its code: 0 clean, 2 usage or configuration, 1 other. */
  public static void main(String[] args) {
    StandardStreams.useUtf8();
    OutOfMemoryExit.install();
    System.exit(execute(args));
  }

  /** Runs the command in this process and returns its exit code. */
  public static int execute(String... args) {
    resolveNamesAtEveryDial();
    CommandLine command = command();
    if (Arrays.stream(args).anyMatch(arg -> arg.indexOf(UNDECODABLE) >= 0)) {
      command
          .getErr()
          .println(
              "gossip: an argument has characters that this locale cannot represent; set"
                  + " LC_ALL=C.UTF-8 and write it in UTF-8");
      return ExitCode.USAGE;
    }
    return command
        .setExecutionExceptionHandler(
            (exception, failed, parsed) -> report(exception, failed.getErr()))
        .setParameterExceptionHandler(Main::reportUsage)
        .setExpandAtFiles(false)
        .execute(args);
  }

  /** The command line, with writers in UTF-8; picocli's own use the locale's encoding. */
  static CommandLine command() {
    CommandLine command = new CommandLine(new Main());
    WholeWords.use(command, System.out);
    command.setErr(new PrintWriter(System.err, true, UTF_8));
    return command;
  }

  /**
   * Disables the JVM's DNS cache. A restarted container may have a new address under the same name,
   * and the JVM would keep the old one. The JVM reads these properties once, so they are set before
   * the network is used.
   */
  private static void resolveNamesAtEveryDial() {
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
  }

  /** The version in the manifest of the command's jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"gossip " + (version == null ? "(not packaged)" : version)};
    }
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "no command given; " + COMMANDS);
    }
  }

  /** Prints one line for errors that a user can fix. Others are bugs and get a stack trace. */
  private static int report(Exception exception, PrintWriter err) throws Exception {
    if (exception instanceof ConfigurationException) {
      err.println("gossip: " + sanitized(String.valueOf(exception.getMessage())));
      return ExitCode.USAGE;
    }
    if (exception instanceof IOException
        || exception instanceof NodeFailure
        || exception instanceof RunFailure) {
      // A plugin's message may have line breaks.
      String message = String.valueOf(exception.getMessage()).replaceAll("\\s*\\R\\s*", " ");
      err.println("gossip: " + TerminalStyle.sanitize(message));
      return FAILED;
    }
    throw exception;
  }

  /** Names of files may have control characters, which would change the terminal. */
  private static String sanitized(String message) {
    return message.lines().map(TerminalStyle::sanitize).collect(Collectors.joining("\n"));
  }

  private static int reportUsage(ParameterException exception, String[] args) {
    CommandLine command = exception.getCommandLine();
    command.getErr().println("gossip: " + sanitized(UsageErrors.message(exception, COMMANDS)));
    command
        .getErr()
        .println("Run '" + command.getCommandSpec().qualifiedName() + " --help' for usage.");
    return ExitCode.USAGE;
  }
}
