package dev.gossip.simulation.attack;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The attacks that a node can run; see {@code docs/attacks.md}. */
public enum AttackKind {
  GARBAGE_FLOODER(
      GarbageFlooder::new,
      "sends each peer 50 frames a second of a known kind with random bytes in them",
      "malformed");

  private final Function<Hands, Attack> attack;
  private final String summary;
  private final List<String> rules;

  AttackKind(Function<Hands, Attack> attack, String summary, String... rules) {
    this.attack = attack;
    this.summary = summary;
    this.rules = List.of(rules);
  }

  /**
   * The kind with an id.
   *
   * @throws IllegalArgumentException if there is none; the message lists all
   */
  public static AttackKind parse(String text) {
    for (AttackKind kind : values()) {
      if (kind.id().equals(text)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "there is no attack '"
            + text
            + "'; there is "
            + Arrays.stream(values()).map(AttackKind::id).collect(Collectors.joining(", ")));
  }

  /** The name in lower case with dashes, such as {@code garbage-flooder}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What the node does, in one line. */
  public String summary() {
    return summary;
  }

  /** The names of the rules that it breaks; empty if it breaks none that a peer can prove. */
  public List<String> rules() {
    return rules;
  }

  /** Whether its peers can prove what it does. */
  public boolean isProven() {
    return !rules.isEmpty();
  }

  /** Whether an honest node could be like that, so that nobody may discourage it. */
  public boolean isHonest() {
    return false;
  }

  /** Makes the attack of one node. */
  Attack create(Hands hands) {
    return attack.apply(hands);
  }

  @Override
  public String toString() {
    return id();
  }
}
