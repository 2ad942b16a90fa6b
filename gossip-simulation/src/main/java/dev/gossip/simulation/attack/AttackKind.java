package dev.gossip.simulation.attack;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The attacks that a node can run; see {@code docs/attacks.md}. */
public enum AttackKind {
  SPAMMER(
      Spammer::new,
      "sends each peer 200 new messages a second of an author of its own, all of them valid",
      "excess"),
  GARBAGE_FLOODER(
      GarbageFlooder::new,
      "sends each peer 50 frames a second of a known kind with random bytes in them",
      "malformed"),
  FORGER(
      Forger::new,
      "sends each message that it sends or receives once more, with a flipped bit in what it says"
          + " or in its signature; a frame that cannot be read if messages are not signed",
      "bad-signature"),
  REPLAYER(
      Replayer::new,
      "sends the latest 100 messages to each peer again, five times a second, once it has 25",
      "excess"),
  SELECTIVE_DROPPER(
      SelectiveDropper::new, "does not pass on the messages of a third of the authors"),
  PROMISE_BREAKER(
      PromiseBreaker::new,
      "announces ten messages a second that do not exist to each peer, sends nothing that it has"
          + " announced, and does not answer requests of a repairing relay",
      "broken-promise"),
  REQUESTER(
      Requester::new,
      "requests ten messages a second from each peer that were never announced",
      "unsolicited"),
  SYBIL(hands -> new IdleSybil(), "keeps its links, and sends nothing over them after the HELLO"),
  COVERT_FLASH(
      CovertFlash::new,
      "is honest for 15 seconds, then a forger and a garbage flooder",
      "malformed",
      "bad-signature"),
  FRESH_IDS(
      FreshIds::new,
      "is a garbage flooder that comes back under a new id, at most once a second, when it is"
          + " refused",
      "malformed"),
  SPOOFER(
      Spoofer::new,
      "sends 2,000 datagrams a second, at most 100,000, in the name of its peers to their peers:"
          + " random bytes, and datagrams that it has received, with and without a flipped bit"),
  SLOW(SlowPeer::new, "is honest, but holds every frame for 2 seconds, at most 1,000 of them");

  @SuppressWarnings("ImmutableEnumChecker") // a constructor
  private final Function<Hands, Attack> attack;

  private final String summary;

  @SuppressWarnings("ImmutableEnumChecker") // List.of
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
    return this == SLOW;
  }

  /** Whether it acts on its own as soon as it has peers, and not only on what they send. */
  boolean actsUnasked() {
    return this == SPAMMER
        || this == GARBAGE_FLOODER
        || this == PROMISE_BREAKER
        || this == REQUESTER
        || this == FRESH_IDS
        || this == SPOOFER;
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
