package dev.gossip.cli.simulate;

import com.google.gson.JsonObject;
import dev.gossip.cli.composition.CompositionOptions;
import dev.gossip.cli.composition.DiscoveryChoice;
import dev.gossip.cli.composition.UnsuitableSettings;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.NodeSettings;
import dev.gossip.core.config.PluginKind;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.simulation.RunFailure;
import dev.gossip.simulation.Simulation;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/**
 * Runs of {@code gossip simulate} inside another command, from the same options. An object is for
 * one thread; several may run at once.
 */
public final class CellSimulation {
  /** What a caller of many runs sets itself, or what would not be the same on every machine. */
  private static final List<String> NOT_OF_A_CELL =
      List.of("--seed", "--set", "--config", "--plugins");

  private final PluginCatalog catalog;

  /**
   * Loads the plugins.
   *
   * @param plugins as for the option {@code --plugins}; null for none
   * @throws ConfigurationException if one cannot be loaded
   */
  public CellSimulation(@Nullable String plugins) {
    this.catalog = CompositionOptions.catalog(plugins);
  }

  /**
   * The results of a run.
   *
   * @param json those of {@code gossip simulate --json} that are the same on every machine
   * @param wallMillis how long it took, in milliseconds
   * @param framesPerSecond frames that were simulated per second of real time
   */
  public record Result(JsonObject json, long wallMillis, long framesPerSecond) {}

  /** The options, as {@code gossip simulate} has them. */
  @Command
  private static final class Options {
    @Mixin private SimulationOptions network = new SimulationOptions();
    @Mixin private DiscoveryOptions discovery = new DiscoveryOptions();
    @Mixin private ConditionOptions conditions = new ConditionOptions();
    @Mixin private CompositionOptions composition = new CompositionOptions();
  }

  /** A run that is ready to start. */
  private record Prepared(SimulationPlan plan, Simulation simulation, NodeConfig config) {}

  /** The names of the options that a cell may have, without dashes. */
  public static Set<String> optionNames() {
    Set<String> names = new TreeSet<>();
    for (String name : new CommandLine(new Options()).getCommandSpec().optionsMap().keySet()) {
      if (!NOT_OF_A_CELL.contains(name)) {
        names.add(name.substring(2));
      }
    }
    return names;
  }

  /**
   * Checks the options of a run without starting it.
   *
   * @param options in pairs of name and value
   * @throws ConfigurationException if they are not valid
   */
  public void check(List<String> options) {
    prepare(options);
  }

  /**
   * Runs a network to its end.
   *
   * @param options in pairs of name and value
   * @throws ConfigurationException if they are not valid
   * @throws RunFailure if a plugin fails
   */
  public Result run(List<String> options) {
    Prepared prepared = prepare(options);
    ProgressBar hidden = new ProgressBar(System.err, false, "", System::nanoTime);
    SimulationRun run =
        new SimulationRun(
            prepared.plan,
            prepared.simulation,
            OutboundTarget.of(prepared.config, catalog),
            hidden,
            notice -> {});
    SimulationOutcome outcome = run.finish(prepared.config.fullIds(PluginKind.RELAY).get(0));
    JsonObject json = SimulationJson.of(outcome, prepared.plan);
    json.remove("wallMillis");
    json.remove("framesPerSecond");
    return new Result(json, outcome.wallMillis(), outcome.framesPerSecond());
  }

  private Prepared prepare(List<String> options) {
    Options parsed = new Options();
    CommandLine command = new CommandLine(parsed).setExpandAtFiles(false);
    String[] args = new String[options.size() / 2];
    for (int i = 0; i < args.length; i++) {
      args[i] = options.get(2 * i) + "=" + options.get(2 * i + 1);
    }
    try {
      command.parseArgs(args);
    } catch (ParameterException e) {
      throw new ConfigurationException(String.valueOf(e.getMessage()), e);
    }
    SimulationPlan plan =
        parsed.network.plan(
            parsed.conditions, parsed.discovery.plan(parsed.composition.choosesBootstrap()));
    parsed.composition.reject(UnsuitableSettings.OF_A_SIMULATION, catalog);
    Simulation simulation = plan.simulation();
    parsed.composition.configure(simulation, catalog);
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
    return new Prepared(plan, simulation, config);
  }
}
