package dev.gossip.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the help of a command, as its option {@code --help} does. */
@Command(
    name = "help",
    description = "Show the help of a command, as its option --help does.",
    mixinStandardHelpOptions = true)
final class HelpCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "COMMAND",
      description = "A command, such as simulate or sweep merge. Default: gossip itself.")
  private List<String> words = new ArrayList<>();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec != null) {
      CommandLine command = spec.root().commandLine();
      for (String word : words) {
        CommandLine next = command.getSubcommands().get(word);
        if (next == null) {
          throw new ParameterException(
              command,
              "there is no command '"
                  + word
                  + "' to show the help of; "
                  + (command.getSubcommands().isEmpty()
                      ? "remove it"
                      : "see the list of commands"));
        }
        command = next;
      }
      command.usage(spec.commandLine().getOut());
    }
    return 0;
  }
}
