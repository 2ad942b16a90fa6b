package dev.gossip.simulation.plan;

import java.util.List;

/**
 * How spies guess origins.
 *
 * @param name one of {@link #NAMES}
 * @param ties one of {@link #TIES}
 */
public record EstimatorChoice(String name, String ties) {
  /** The estimators. */
  public static final List<String> NAMES = List.of("first-spy", "reporting-centrality");

  /** The rules for several candidates. */
  public static final List<String> TIES = List.of("strict", "fair", "weak");

  private static final String DEFAULT_TIES = "fair";
  private static final String FORMS =
      "write first-spy or reporting-centrality, and after it :strict, :fair or :weak for ties";

  /**
   * Parses an estimator: {@code first-spy}, {@code first-spy:weak}, {@code reporting-centrality}.
   * Ties are broken fairly by default.
   *
   * @throws IllegalArgumentException if there is no such estimator; the message is one sentence
   */
  public static EstimatorChoice parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length == 2 && !TIES.contains(parts[1])) {
      throw new IllegalArgumentException(
          "'" + text + "' has an unknown tie-breaking rule; " + FORMS);
    }
    if (parts.length > 2 || !NAMES.contains(parts[0])) {
      throw new IllegalArgumentException("'" + text + "' is not an estimator; " + FORMS);
    }
    return new EstimatorChoice(parts[0], parts.length == 2 ? parts[1] : DEFAULT_TIES);
  }

  /** Whether the first report of each message decides. */
  boolean usesFirstReports() {
    return name.equals(NAMES.get(0));
  }

  /** The name, followed by the rule for ties unless that is the default. */
  @Override
  public String toString() {
    return ties.equals(DEFAULT_TIES) ? name : name + ":" + ties;
  }
}
