package dev.gossip.simulation.plan;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time during which some nodes are cut off from the rest.
 *
 * @param share share of the nodes; 0 for no partition
 * @param from begin, after the first message
 * @param to end, after the first message
 */
public record PartitionPlan(double share, Duration from, Duration to) {
  /** No partition. */
  public static final PartitionPlan NONE = new PartitionPlan(0, Duration.ZERO, Duration.ZERO);

  private static final Pattern FORM = Pattern.compile("([^:]+):([^:-]+)-([^:-]+)");

  /** Whether there is none. */
  public boolean isNone() {
    return equals(NONE);
  }

  static PartitionPlan parse(String text) {
    if (text.strip().equals(OptionTexts.NONE)) {
      return NONE;
    }
    Matcher parts = OptionTexts.match(FORM, text, "SHARE:FROM-TO, as in 0.5:5s-20s");
    return new PartitionPlan(
        OptionTexts.share(parts.group(1)),
        OptionTexts.timeOrZero(parts.group(2)),
        OptionTexts.timeOrZero(parts.group(3)));
  }

  @Override
  public String toString() {
    return isNone()
        ? OptionTexts.NONE
        : share + ":" + OptionTexts.time(from) + "-" + OptionTexts.time(to);
  }
}
