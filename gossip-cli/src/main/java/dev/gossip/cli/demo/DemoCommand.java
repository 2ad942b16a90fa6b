package dev.gossip.cli.demo;

import dev.gossip.api.plugin.Setting;
import dev.gossip.cli.composition.CompositionOptions;
import dev.gossip.cli.composition.DiscoveryChoice;
import dev.gossip.cli.composition.RepairOption;
import dev.gossip.cli.composition.UnsuitableSettings;
import dev.gossip.cli.control.ControlOptions;
import dev.gossip.cli.control.ControlPort;
import dev.gossip.cli.process.PipedIo;
import dev.gossip.cli.process.ShellIo;
import dev.gossip.cli.process.TerminalIo;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.plugin.PluginCatalog;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a network of nodes in one process, over real UDP: the example of six, or one that grows. */
@Command(
    name = "demo",
    description = {
      "Run a network of six nodes, or 2 to 50 with --nodes, and type commands; 'help' lists them.",
      "With --nodes, the nodes know only the first one and find each other."
    },
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  private static final int SIX = 6;
  // A guess: they share one process with a heap of 256 MiB.
  private static final int MAX_NODES = 50;
  // Less than the default, which would link each of a dozen nodes with nearly all others.
  private static final String OUTBOUND = "3";
  private static final String DISCOVERY = "gossip.discovery.use";
  // Links stay as configured; the nodes still pass on the addresses that they know.
  private static final Map<String, String> LINKED =
      Map.of(DISCOVERY, "bootstrap", "gossip.membership.use", "configured");

  @Option(
      names = "--port",
      paramLabel = "BASE",
      description =
          "UDP port of the first node; the others have BASE+10, BASE+20 and so on. Default: 5000,"
              + " or the next multiple of 100 from which all are free.")
  private @Nullable String port;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description =
          "Instead of the six, start N nodes that know only the first one and find each other: 2"
              + " to 50.")
  private @Nullable String nodes;

  @Option(names = "--json", description = "Print events as JSON, one object per line.")
  private boolean json;

  @Mixin private CompositionOptions composition = new CompositionOptions();

  @Mixin private RepairOption repair = new RepairOption();

  @Mixin private ControlOptions control = new ControlOptions();

  @Override
  public Integer call() throws IOException {
    PluginCatalog catalog = composition.catalog();
    composition.reject(UnsuitableSettings.OF_THE_DEMO, catalog);
    int count = nodes == null ? SIX : number("nodes", nodes, 2, MAX_NODES);
    if (nodes != null) {
      DiscoveryChoice.requireFinding(composition.parse(catalog, finding(catalog)));
    }
    try (ControlPort port = control.open();
        DemoPorts ports = ports(count);
        ShellIo io = json ? new PipedIo() : TerminalIo.openOrPiped()) {
      DemoNodes composed =
          new DemoNodes(
              count,
              nodes != null,
              () -> repair.compose(composition, catalog, LINKED),
              () -> repair.compose(composition, catalog, finding(catalog)),
              repair.describe(composition, catalog, LINKED));
      return new Demo(ports, composed, io, json, port).run();
    }
  }

  private static Map<String, String> finding(PluginCatalog catalog) {
    // The very first node has no seed, which would be what makes this the default.
    return catalog.find("membership.outbound").isPresent()
        ? Map.of(DISCOVERY, "bootstrap", "gossip.membership.outbound.outbound", OUTBOUND)
        : Map.of(DISCOVERY, "bootstrap");
  }

  private DemoPorts ports(int count) throws IOException {
    return port == null
        ? DemoPorts.firstFree(count, notice -> System.err.println("gossip: " + notice))
        : DemoPorts.from(number("port", port, 1, DemoPorts.maxBase(count)), count);
  }

  private static int number(String option, String text, int min, int max) {
    try {
      return Setting.integer(option, min, min, max, "").parse(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("--" + option + ": " + e.getMessage(), e);
    }
  }
}
