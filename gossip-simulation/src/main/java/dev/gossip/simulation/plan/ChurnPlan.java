package dev.gossip.simulation.plan;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Repeated crashes and restarts of some nodes, after exponentially distributed times.
 *
 * @param share share of the nodes; 0 for none
 * @param meanUp mean time until a crash
 * @param meanDown mean time until the restart
 */
public record ChurnPlan(double share, Duration meanUp, Duration meanDown) {
  /** No churn. */
  public static final ChurnPlan NONE = new ChurnPlan(0, Duration.ZERO, Duration.ZERO);

  /**
   * The shortest mean time. A node that crashes more often does nothing, and the crashes are so
   * many that a run does not end.
   */
  public static final Duration SHORTEST = Duration.ofMillis(1);

  private static final Pattern FORM = Pattern.compile("([^:]+):([^:]+):([^:]+)");

  /**
   * Checks the times.
   *
   * @throws IllegalArgumentException if there is churn and a mean time is below {@link #SHORTEST}
   */
  public ChurnPlan {
    Duration shorter = meanUp.compareTo(meanDown) < 0 ? meanUp : meanDown;
    boolean isNone = share == 0 && meanUp.isZero() && meanDown.isZero();
    if (!isNone && shorter.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "a mean time of "
              + OptionTexts.time(shorter)
              + " is too short for a node to do anything; use "
              + OptionTexts.time(SHORTEST)
              + " or more, as in 0.2:60s:5s");
    }
  }

  /** Whether there is none. */
  public boolean isNone() {
    return equals(NONE);
  }

  static ChurnPlan parse(String text) {
    if (text.strip().equals(OptionTexts.NONE)) {
      return NONE;
    }
    Matcher parts = OptionTexts.match(FORM, text, "SHARE:UP:DOWN, as in 0.2:60s:5s");
    return new ChurnPlan(
        OptionTexts.share(parts.group(1)),
        OptionTexts.time(parts.group(2)),
        OptionTexts.time(parts.group(3)));
  }

  @Override
  public String toString() {
    return isNone()
        ? OptionTexts.NONE
        : share + ":" + OptionTexts.time(meanUp) + ":" + OptionTexts.time(meanDown);
  }
}
