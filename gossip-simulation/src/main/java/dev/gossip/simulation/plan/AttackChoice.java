package dev.gossip.simulation.plan;

import dev.gossip.simulation.attack.AttackKind;
import java.util.Optional;

/**
 * How many nodes attack, and how.
 *
 * @param share share of the nodes that attack
 */
public record AttackChoice(double share, AttackKind kind) {

  static Optional<AttackChoice> parse(String text) {
    if (text.strip().equals(OptionTexts.NONE)) {
      return Optional.empty();
    }
    String[] parts = text.strip().split(":", 2);
    if (parts.length < 2) {
      throw new IllegalArgumentException(
          "'" + text + "' is invalid; write SHARE:KIND, as in 0.2:spammer");
    }
    AttackKind kind = AttackKind.parse(parts[1].strip());
    return Optional.of(new AttackChoice(OptionTexts.share(parts[0]), kind));
  }

  @Override
  public String toString() {
    return share + ":" + kind.id();
  }
}
