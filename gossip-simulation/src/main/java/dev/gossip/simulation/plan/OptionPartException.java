package dev.gossip.simulation.plan;

/** A part of the value of an option is invalid. */
final class OptionPartException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final String part;
  private final String problem;

  /**
   * @param part the beginning of the value, which is valid
   */
  OptionPartException(String part, IllegalArgumentException cause) {
    super(part + " " + cause.getMessage(), cause);
    this.part = part;
    this.problem = String.valueOf(cause.getMessage());
  }

  String part() {
    return part;
  }

  String problem() {
    return problem;
  }
}
