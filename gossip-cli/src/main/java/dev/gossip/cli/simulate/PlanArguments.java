package dev.gossip.cli.simulate;

import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.PlanOption;
import dev.gossip.simulation.plan.PlanOptions;
import java.util.List;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options of a command that simulates: one for each option of a plan. */
public final class PlanArguments implements IModelTransformer {
  // Before the options that a class declares, whose order is -1.
  private static final int FIRST = -1_000;

  @Override
  public CommandSpec transform(CommandSpec command) {
    List<PlanOption<?>> options = PlanOptions.ofNetworks();
    for (int i = 0; i < options.size(); i++) {
      PlanOption<?> option = options.get(i);
      command.addOption(
          OptionSpec.builder(flag(option))
              .type(String.class)
              .paramLabel(option.placeholder())
              .description(option.description().replace("%", "%%").split("\n", -1))
              .order(FIRST + i)
              .build());
    }
    return command;
  }

  private static String flag(PlanOption<?> option) {
    return "--" + option.name();
  }

  /**
   * Sets the options that were given.
   *
   * @throws dev.gossip.core.config.ConfigurationException if a value is invalid
   */
  static void applyTo(NetworkPlan.Builder plan, ParseResult arguments) {
    for (PlanOption<?> option : PlanOptions.ofNetworks()) {
      String text = arguments.matchedOptionValue(flag(option), (String) null);
      if (text != null) {
        plan.set(option.name(), text);
      }
    }
  }
}
