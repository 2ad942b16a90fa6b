package dev.gossip.api;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Why a peer is discouraged, as it hears itself. Nothing else fits in, so that nobody learns which
 * message or which other peer gave it away.
 *
 * @param rule the rule that it violated, such as {@code bad-signature}: 1 to 32 characters, small
 *     letters and hyphens
 * @param count how often, at least 1
 * @param comeBackIn when it is accepted again, from now; zero if nobody knows
 */
public record Discouragement(String rule, int count, Duration comeBackIn) {
  private static final Pattern RULE = Pattern.compile("[a-z-]{1,32}");

  /**
   * Checks the rule, the count and the time.
   *
   * @throws IllegalArgumentException if one of them is not as described above
   */
  public Discouragement {
    requireNonNull(comeBackIn, "comeBackIn");
    if (!isRule(rule)) {
      throw new IllegalArgumentException(
          "'" + rule + "' is no rule: 1 to 32 small letters and hyphens");
    }
    if (count < 1) {
      throw new IllegalArgumentException("a rule is violated at least once, not " + count);
    }
    if (comeBackIn.isNegative()) {
      throw new IllegalArgumentException(comeBackIn + " is in the past");
    }
  }

  /** Whether a text can be the name of a rule. */
  public static boolean isRule(String text) {
    return RULE.matcher(text).matches();
  }

  /** One line for the other end, such as {@code discouraged for excess (20 times)}. */
  @Override
  public String toString() {
    String times = count == 1 ? "once" : count + " times";
    String then = comeBackIn.isZero() ? "" : "; come back in " + seconds() + " s";
    return "discouraged for " + rule + " (" + times + ")" + then;
  }

  /** Rounded up, since it is not accepted earlier. */
  private long seconds() {
    return comeBackIn.getNano() == 0 ? comeBackIn.getSeconds() : comeBackIn.getSeconds() + 1;
  }
}
