package dev.gossip.cli;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.Setting;
import dev.gossip.core.config.NodeSettings;
import dev.gossip.core.config.PluginKind;
import dev.gossip.core.plugin.PluginCatalog;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists what a node can be composed of. */
@Command(
    name = "plugins",
    description = "List every plugin found, its settings, their defaults and meaning.",
    mixinStandardHelpOptions = true)
final class PluginsCommand implements Callable<Integer> {

  @Option(
      names = "--plugins",
      paramLabel = "PATH[${sys:path.separator}PATH]",
      description = "More plugins: jars or class folders. Also read from GOSSIP_PLUGINS.")
  private @Nullable String plugins;

  @Override
  public Integer call() {
    // First, so that a list which cannot be complete is not begun.
    PluginCatalog catalog = CompositionOptions.catalog(plugins);
    PrintStream out = System.out;
    out.println(TerminalStyle.MESSAGE.of("the node itself"));
    printSettings(out, "gossip", NodeSettings.all());
    for (PluginKind kind : PluginKind.values()) {
      out.println(
          "  "
              + ("gossip." + kind.prefix() + ".use")
              + " = "
              + kind.defaultId()
              + TerminalStyle.QUIET.of("  which " + kind.prefix() + " plugin"));
    }
    for (GossipPlugin plugin : catalog.all()) {
      out.println();
      out.println(TerminalStyle.MESSAGE.of(plugin.id()) + "  " + plugin.summary());
      printSettings(out, "gossip." + plugin.id(), plugin.settings());
    }
    return 0;
  }

  private static void printSettings(PrintStream out, String prefix, List<Setting<?>> settings) {
    for (Setting<?> setting : settings) {
      String value = setting.defaultText().isEmpty() ? "(none)" : setting.defaultText();
      out.println(
          "  "
              + prefix
              + "."
              + setting.key()
              + " = "
              + value
              + TerminalStyle.QUIET.of("  " + setting.meaning()));
    }
  }
}
