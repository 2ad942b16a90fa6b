package dev.gossip.cli.simulate;

import com.google.gson.JsonObject;
import dev.gossip.cli.composition.CompositionOptions;
import dev.gossip.cli.composition.UnsuitableSettings;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.simulation.RunFailure;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.OptionNames;
import dev.gossip.simulation.plan.PlanOption;
import dev.gossip.simulation.plan.PlanOptions;
import dev.gossip.simulation.run.CheckedNodes;
import dev.gossip.simulation.run.PreparedRun;
import dev.gossip.simulation.run.RunListener;
import dev.gossip.simulation.run.RunResult;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Runs of {@code gossip simulate} inside another command, with the same options and results. An
 * object is for one thread; several may run at once.
 */
public final class CellSimulation {
  private final PluginCatalog catalog;
  private final CheckedNodes checked = new CheckedNodes();

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

  /** The names of the options that a cell may have, without dashes. */
  public static Set<String> optionNames() {
    Set<String> names = new TreeSet<>();
    for (PlanOption<?> option : PlanOptions.all()) {
      // The seed is not a parameter, and a file may differ between machines.
      if (option != PlanOptions.SEED && option != PlanOptions.CONFIG) {
        names.add(option.name());
      }
    }
    return names;
  }

  /**
   * Checks the parameters of a run without starting it.
   *
   * @param parameters options and settings by name
   * @throws ConfigurationException if they are not valid
   */
  public void check(SortedMap<String, String> parameters, long seed) {
    prepare(parameters, seed);
  }

  /**
   * Runs a network to its end.
   *
   * @param parameters options and settings by name
   * @throws ConfigurationException if they are not valid
   * @throws RunFailure if a plugin fails
   */
  public Result run(SortedMap<String, String> parameters, long seed) {
    RunResult result = prepare(parameters, seed).start(RunListener.NONE, System::nanoTime).finish();
    JsonObject json = SimulationJson.of(result);
    json.remove("wallMillis");
    json.remove("framesPerSecond");
    return new Result(json, result.wallMillis(), result.framesPerSecond());
  }

  private PreparedRun prepare(SortedMap<String, String> parameters, long seed) {
    UnsuitableSettings.OF_A_SIMULATION.forEach(
        (key, reason) -> {
          if (parameters.containsKey(key)) {
            throw new ConfigurationException(key + ": " + reason);
          }
        });
    NetworkPlan.Builder plan = NetworkPlan.seeded(seed).names(OptionNames.COMMAND).catalog(catalog);
    parameters.forEach(plan::set);
    PreparedRun run = new PreparedRun(SimulateCommand.linked(plan), checked);
    SimulateCommand.requireSimulated(run);
    return run;
  }
}
