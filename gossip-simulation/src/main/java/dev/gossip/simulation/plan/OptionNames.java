package dev.gossip.simulation.plan;

/** How errors write options. */
public enum OptionNames {
  /** {@code --loss 0.05}. */
  COMMAND("--", " "),

  /** {@code loss=0.05}. */
  TEXT("", "=");

  private final String prefix;
  private final String separator;

  OptionNames(String prefix, String separator) {
    this.prefix = prefix;
    this.separator = separator;
  }

  /** The name of an option. */
  public String of(PlanOption<?> option) {
    return prefix + option.name();
  }

  /** Where the value of a setting comes from. */
  String ofSetting() {
    return this == COMMAND ? "--set" : "plan";
  }

  /** An option with its value. */
  public String of(PlanOption<?> option, String text) {
    return of(option) + separator + text;
  }
}
