package dev.gossip.cli.sweep;

import dev.gossip.cli.simulate.CellSimulation;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.simulation.sweep.SweepCell;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;

/** Checks every combination of a plan before the first run, which may take long, is started. */
final class PlanCheck {
  private final SweepPlan plan;

  PlanCheck(SweepPlan plan) {
    this.plan = plan;
  }

  /**
   * Checks the options of each combination.
   *
   * @throws ConfigurationException if one is not valid; names the line of the parameter
   */
  void check(CellSimulation simulation) {
    for (SortedMap<String, String> parameters : plan.combinations()) {
      SweepCell cell = new SweepCell(parameters, plan.seeds().get(0), "");
      try {
        simulation.check(parameters, cell.seed());
      } catch (ConfigurationException e) {
        String message = String.valueOf(e.getMessage());
        throw new ConfigurationException(
            origin(message) + message + "; the cell is " + cell.command(List.of()), e);
      }
    }
  }

  /** Where the parameter is set that an error names; else the plan. */
  private String origin(String message) {
    return plan.origins().entrySet().stream()
            .filter(entry -> names(message, entry.getKey()))
            // The one that is named first, which is the one at fault.
            .min(Comparator.comparingInt(entry -> message.indexOf(entry.getKey())))
            .map(Map.Entry::getValue)
            .orElse(plan.file().toString())
        + ": ";
  }

  private static boolean names(String message, String parameter) {
    String text = SweepCell.isSetting(parameter) ? parameter : "--" + parameter;
    return Pattern.compile("(?<![\\w.-])" + Pattern.quote(text) + "(?![\\w-])")
        .matcher(message)
        .find();
  }
}
