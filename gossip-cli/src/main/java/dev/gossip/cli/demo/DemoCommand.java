package dev.gossip.cli.demo;

import dev.gossip.api.plugin.Setting;
import dev.gossip.cli.composition.CompositionOptions;
import dev.gossip.cli.composition.UnsuitableSettings;
import dev.gossip.cli.process.PipedIo;
import dev.gossip.cli.process.ShellIo;
import dev.gossip.cli.process.TerminalIo;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.plugin.PluginCatalog;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the example network of six nodes in one process, over real UDP. */
@Command(
    name = "demo",
    description = "Run a network of six nodes and type commands; 'help' lists them.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  private static final int MAX_BASE = 65_485;

  @Option(
      names = "--port",
      paramLabel = "BASE",
      description =
          "UDP port of the first node; the other five have BASE+10 to BASE+50. Default: 5000, or"
              + " the next multiple of 100 from which all six are free.")
  private @Nullable String port;

  @Option(names = "--json", description = "Print events as JSON, one object per line.")
  private boolean json;

  @Mixin private CompositionOptions composition = new CompositionOptions();

  @Override
  public Integer call() throws IOException {
    PluginCatalog catalog = composition.catalog();
    composition.reject(UnsuitableSettings.OF_THE_DEMO, catalog);
    try (DemoPorts ports = ports();
        ShellIo io = json ? new PipedIo() : TerminalIo.openOrPiped()) {
      return new Demo(ports, () -> composition.compose(catalog), io, json).run();
    }
  }

  private DemoPorts ports() throws IOException {
    return port == null
        ? DemoPorts.firstFree(notice -> System.err.println("gossip: " + notice))
        : DemoPorts.from(base(port));
  }

  private static int base(String text) {
    try {
      return Setting.integer("port", DemoPorts.DEFAULT_BASE, 1, MAX_BASE, "").parse(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("--port: " + e.getMessage(), e);
    }
  }
}
