package dev.gossip.cli.completion;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.core.config.PluginKind;
import dev.gossip.core.plugin.PluginCatalog;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that completes commands, options and plugins in a shell. */
@Command(
    name = "completion",
    description = {
      "Print a script that completes the words of gossip commands in a shell.",
      "For one session: source <(gossip completion bash)"
    },
    mixinStandardHelpOptions = true)
public final class CompletionCommand implements Callable<Integer> {

  /** A shell with a script. */
  enum Shell {
    bash,
    zsh
  }

  @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
  private @Nullable Shell shell;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec != null && shell != null) {
      // Another one, since its options get the names of plugins.
      CommandLine gossip = new CommandLine(spec.root().userObject().getClass());
      List<GossipPlugin> plugins = List.copyOf(PluginCatalog.load(List.of()).all());
      gossip
          .getSubcommands()
          .values()
          .forEach(command -> addPlugins(command.getCommandSpec(), plugins));
      addCommands(gossip.getSubcommands());
      // picocli writes one script for both shells.
      System.out.println(AutoComplete.bash("gossip", gossip));
    }
    return 0;
  }

  /** Lets {@code gossip help} complete the names of commands. */
  private static void addCommands(Map<String, CommandLine> commands) {
    CommandLine help = commands.get("help");
    if (help != null) {
      CommandSpec command = help.getCommandSpec();
      PositionalParamSpec words = command.positionalParameters().get(0);
      command.remove(words);
      command.addPositional(words.toBuilder().completionCandidates(names(commands)).build());
    }
  }

  private static List<String> names(Map<String, CommandLine> commands) {
    return commands.entrySet().stream()
        .filter(command -> !command.getValue().getCommandSpec().usageMessage().hidden())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static void addPlugins(CommandSpec command, List<GossipPlugin> plugins) {
    for (PluginKind kind : PluginKind.values()) {
      OptionSpec option = command.findOption("--" + kind.prefix());
      List<String> names =
          plugins.stream()
              .map(GossipPlugin::id)
              .filter(kind::isKindOf)
              .map(id -> id.substring(kind.prefix().length() + 1))
              .sorted()
              .toList();
      if (option != null && !names.isEmpty()) {
        command.remove(option);
        // picocli names a variable of the script after the label, which must not be that of others.
        command.addOption(
            option.toBuilder().completionCandidates(names).paramLabel(kind.name()).build());
      }
    }
  }
}
