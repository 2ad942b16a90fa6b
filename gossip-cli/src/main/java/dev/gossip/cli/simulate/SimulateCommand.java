package dev.gossip.cli.simulate;

import static java.util.Objects.requireNonNull;

import dev.gossip.cli.composition.CompositionOptions;
import dev.gossip.cli.composition.DiscoveryChoice;
import dev.gossip.cli.composition.UnsuitableSettings;
import dev.gossip.cli.text.JsonText;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.PluginKind;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.OptionNames;
import dev.gossip.simulation.plan.PlanOptions;
import dev.gossip.simulation.run.PlanRun;
import dev.gossip.simulation.run.PreparedRun;
import dev.gossip.simulation.run.RunResult;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
          + " coverage. A run fails if a fault never hit anything although by its own probability"
          + " it should have."
    },
    sortOptions = false,
    modelTransformer = PlanArguments.class,
    mixinStandardHelpOptions = true)
public final class SimulateCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final long MEBIBYTE = 1 << 20;
  private static final int SIX_NODES = 6;

  /** The topology of networks that do not have six nodes, if none is named. */
  private static final String LARGE_TOPOLOGY = "random-regular:8";

  // A new seed is short, because users retype it.
  private static final int NEW_SEEDS = 1_000_000;

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
      description =
          "Write every event to a file, one line of JSON each, as docs/trace.md describes. Large, and"
              + " slows the run down.")
  private @Nullable String trace;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "Also write a page that shows the runs: how messages spread in the network, curves, and"
              + " all figures. One file, which any browser opens; docs/reports.md describes it.")
  private @Nullable String html;

  @Option(
      names = "--json",
      description = "Print the results as JSON, one object per relay strategy.")
  private boolean json;

  @Spec private @Nullable CommandSpec command;

  @Override
  public Integer call() throws IOException {
    PluginCatalog catalog = composition.catalog();
    NetworkPlan plan = plan(catalog);
    List<PreparedRun> runs = prepare(plan, catalog);
    try (RunFiles files = RunFiles.open(trace, html)) {
      runAll(runs, files);
      files.writePage(plan, !json && Boolean.getBoolean("gossip.progress"));
      return 0;
    } catch (OutOfMemoryError e) {
      // The network is unreachable now, so there is memory again to report the error.
      System.err.println(outOfMemory(plan));
      return FAILED;
    }
  }

  private NetworkPlan plan(PluginCatalog catalog) {
    NetworkPlan.Builder plan =
        NetworkPlan.seeded(new SecureRandom().nextInt(NEW_SEEDS)).names(OptionNames.COMMAND);
    PlanArguments.applyTo(plan, requireNonNull(command).commandLine().getParseResult());
    composition.configure(plan, catalog);
    return linked(plan);
  }

  /** Builds a plan, with the topology that large networks have if none is named. */
  static NetworkPlan linked(NetworkPlan.Builder plan) {
    NetworkPlan chosen = plan.build();
    return chosen.isDiscovered()
            || chosen.isSet(PlanOptions.TOPOLOGY)
            || chosen.nodes() == SIX_NODES
        ? chosen
        : plan.topology(LARGE_TOPOLOGY).build();
  }

  private void runAll(List<PreparedRun> runs, RunFiles files) {
    List<RunResult> results = new ArrayList<>();
    boolean visible = !json && Boolean.getBoolean("gossip.progress");
    runs.get(0)
        .plan()
        .get(PlanOptions.TOPOLOGY)
        .notices()
        .forEach(notice -> System.err.println("gossip: " + notice));
    for (PreparedRun prepared : runs) {
      String relay = prepared.relay();
      files.begin(prepared);
      ProgressBar progress = new ProgressBar(System.err, visible, relay, System::nanoTime);
      RunTerminal terminal = new RunTerminal(progress, runs.size() > 1 ? relay + ": " : "");
      try {
        PlanRun run = prepared.start(terminal, System::nanoTime);
        if (!json && results.isEmpty()) {
          // Printed before the run ends, so that the seed is known even if the run is aborted.
          progress.clear();
          SimulationTable.heading(prepared.plan(), run.network().edges().size())
              .forEach(System.out::println);
        }
        files.started(run);
        RunResult result = run.finish();
        results.add(result);
        files.ended(run, result, CommandText.of(arguments(), prepared.plan().seed()));
      } finally {
        progress.clear();
      }
      if (json) {
        int last = results.size() - 1;
        System.out.println(JsonText.of(SimulationJson.of(results.get(last))));
      }
    }
    if (!json) {
      System.out.println();
      SimulationTable.of(results).forEach(System.out::println);
    }
  }

  /** The arguments of the command as given. */
  private List<String> arguments() {
    return requireNonNull(command).root().commandLine().getParseResult().originalArgs();
  }

  /** Prepares and validates all runs before the first, which may take long, is started. */
  private List<PreparedRun> prepare(NetworkPlan plan, PluginCatalog catalog) {
    composition.reject(UnsuitableSettings.OF_A_SIMULATION, catalog);
    List<PreparedRun> runs = new ArrayList<>();
    for (@Nullable String relay : relays()) {
      PreparedRun run =
          new PreparedRun(
              relay == null
                  ? plan
                  : plan.toBuilder().set("gossip.relay.use", relay, "--compare").build());
      requireSimulated(run);
      runs.add(run);
    }
    return runs;
  }

  /**
   * Checks that a simulation can do what the plugins of a run need.
   *
   * @throws ConfigurationException if it cannot
   */
  static void requireSimulated(PreparedRun run) {
    DiscoveryChoice.requireSimulated(run.config());
    if (run.plan().isDiscovered()) {
      DiscoveryChoice.requireFinding(run.config());
    }
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

  private static String outOfMemory(NetworkPlan plan) {
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
