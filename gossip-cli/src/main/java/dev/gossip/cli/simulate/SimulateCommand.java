package dev.gossip.cli.simulate;

import dev.gossip.cli.composition.CompositionOptions;
import dev.gossip.cli.composition.DiscoveryChoice;
import dev.gossip.cli.composition.UnsuitableSettings;
import dev.gossip.cli.text.JsonText;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.NodeSettings;
import dev.gossip.core.config.PluginKind;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.simulation.Simulation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a network of real nodes in virtual time and reports how messages spread. */
@Command(
    name = "simulate",
    description = {
      "Run a network of real nodes in virtual time, publish messages, and report how they spread.",
      "Write a time as 200ms, 2s or 5m, and a share as a number from 0 to 1 or as 20%%."
    },
    footer = {
      "",
      "Coverage is the mean over all messages of the share of the live nodes that have the message"
          + " at the end, including its origin. A node accepts as many links as the topology and a"
          + " spy give it, unless gossip.transport.udp.max-links is set. With --discovery the nodes"
          + " find each other: each starts with the address of the first one only. The messages are"
          + " published when all are connected and have as many outbound peers as they want, or"
          + " after 2 minutes; the results show when that was, and the shape of the network next to"
          + " that of one with as many links between random pairs, G(n, m). Latency covers all"
          + " deliveries. Redundancy (RMR) is payload transmissions per delivery, minus one; a tree"
          + " has 0. Spies name one node as the origin of each message that an honest node"
          + " published. Recall is the share of messages whose origin is named correctly. Precision"
          + " counts such a message as 1/n if the spies attribute n messages to that node. Both"
          + " hold for these spies; other seeds choose others. With --attack, coverage, latency and"
          + " hops are those of honest nodes and their messages, transmissions and bytes are those"
          + " of all; a run ends 20 s after the last message, since attackers are never quiet."
          + " Attackers discouraged are those that every honest node which they offended has"
          + " discouraged; honest pairs discouraged are mistakes. The exit code is 0 whatever the"
          + " coverage."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
public final class SimulateCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final long MEBIBYTE = 1 << 20;

  @Mixin private SimulationOptions options = new SimulationOptions();

  @Mixin private DiscoveryOptions discovery = new DiscoveryOptions();

  @Mixin private ConditionOptions conditions = new ConditionOptions();

  @Mixin private CompositionOptions composition = new CompositionOptions();

  @Option(
      names = "--compare",
      paramLabel = "ID,ID...",
      description =
          "Simulate each of these relay strategies on the same network with the same seed, instead"
              + " of the one of --relay.")
  private @Nullable String compare;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "Write every event to a file, one per line. Large, and slows the run down.")
  private @Nullable String trace;

  @Option(
      names = "--json",
      description = "Print the results as JSON, one object per relay strategy.")
  private boolean json;

  /**
   * The run of one relay, ready to start.
   *
   * @param outbound how many peers each node wants to choose, if the nodes find each other
   */
  private record Prepared(String relay, Simulation simulation, int outbound) {}

  @Override
  public Integer call() throws IOException {
    SimulationPlan plan = options.plan(conditions, discovery.plan(composition.choosesBootstrap()));
    List<Prepared> runs = prepare(plan);
    try (TraceFile file = TraceFile.open(trace)) {
      runAll(plan, runs, file);
      return 0;
    } catch (OutOfMemoryError e) {
      // The network is unreachable now, so there is memory again to report the error.
      System.err.println(outOfMemory(plan));
      return FAILED;
    }
  }

  private void runAll(SimulationPlan plan, List<Prepared> runs, TraceFile file) {
    List<SimulationOutcome> outcomes = new ArrayList<>();
    boolean visible = !json && Boolean.getBoolean("gossip.progress");
    plan.network().topology().notices().forEach(notice -> System.err.println("gossip: " + notice));
    for (Prepared prepared : runs) {
      String relay = prepared.relay;
      if (trace != null) {
        file.begin(relay + ", seed " + plan.seed());
        prepared.simulation.trace(file::line);
      }
      ProgressBar progress = new ProgressBar(System.err, visible, relay, System::nanoTime);
      Consumer<String> notices =
          notice -> {
            progress.clear();
            System.err.println("gossip: " + (runs.size() > 1 ? relay + ": " : "") + notice);
          };
      try {
        SimulationRun run =
            new SimulationRun(plan, prepared.simulation, prepared.outbound, progress, notices);
        if (!json && outcomes.isEmpty()) {
          // Printed before the run ends, so that the seed is known even if the run is aborted.
          progress.clear();
          SimulationTable.heading(plan, run.links()).forEach(System.out::println);
        }
        outcomes.add(run.finish(relay));
      } finally {
        progress.clear();
      }
      if (json) {
        int last = outcomes.size() - 1;
        System.out.println(JsonText.of(SimulationJson.of(outcomes.get(last), plan)));
      }
    }
    if (!json) {
      System.out.println();
      SimulationTable.of(outcomes).forEach(System.out::println);
    }
  }

  /** Prepares and validates all runs before the first, which may take long, is started. */
  private List<Prepared> prepare(SimulationPlan plan) {
    PluginCatalog catalog = composition.catalog();
    composition.reject(UnsuitableSettings.OF_A_SIMULATION, catalog);
    List<Prepared> runs = new ArrayList<>();
    for (@Nullable String relay : relays()) {
      Simulation simulation = plan.simulation();
      composition.configure(simulation, catalog);
      if (relay != null) {
        simulation.set("gossip.relay.use", relay, "--compare");
      }
      NodeConfig config = simulation.check();
      DiscoveryChoice.requireSimulated(config);
      if (plan.network().discovery() != null) {
        DiscoveryChoice.requireFinding(config);
      }
      int maxPayloadBytes = config.get(NodeSettings.MAX_PAYLOAD_BYTES);
      if (plan.payloadBytes() > maxPayloadBytes) {
        throw new ConfigurationException(
            "--payload: "
                + plan.payloadBytes()
                + " bytes exceed gossip.max-payload-bytes, which is "
                + maxPayloadBytes
                + "; use a smaller payload");
      }
      runs.add(
          new Prepared(
              config.fullIds(PluginKind.RELAY).get(0),
              simulation,
              OutboundTarget.of(config, catalog)));
    }
    return runs;
  }

  /** The relays to compare; a single null stands for the relay of the configuration. */
  private List<@Nullable String> relays() {
    List<@Nullable String> relays = new ArrayList<>();
    if (compare == null) {
      relays.add(null);
      return relays;
    }
    if (composition.choosesRelay()) {
      throw new ConfigurationException(
          "--compare and --relay exclude each other; add the relay to the list of --compare");
    }
    Set<String> named = new HashSet<>();
    for (String id : compare.split(",", -1)) {
      if (id.isBlank()) {
        throw new ConfigurationException(
            "--compare: '" + compare + "' has an empty name; write for example flooding,diffusion");
      }
      if (!named.add(PluginKind.RELAY.fullId(id.strip()))) {
        throw new ConfigurationException(
            "--compare: '" + compare + "' names '" + id.strip() + "' twice; list each relay once");
      }
      relays.add(id.strip());
    }
    return relays;
  }

  private static String outOfMemory(SimulationPlan plan) {
    long mebibytes = Runtime.getRuntime().maxMemory() / MEBIBYTE;
    return "gossip: "
        + mebibytes
        + " MiB of heap are not enough; use more, as in GOSSIP_JAVA_OPTS=-Xmx"
        + 2 * mebibytes
        + "m, or simulate fewer nodes or messages (seed "
        + plan.seed()
        + ")";
  }
}
