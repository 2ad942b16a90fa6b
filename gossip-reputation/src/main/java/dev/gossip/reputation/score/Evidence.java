package dev.gossip.reputation.score;

import dev.gossip.api.Misbehaviour;
import dev.gossip.api.spam.Rejection;
import dev.gossip.api.spam.Rejection.Reason;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What speaks against a peer. Proven evidence is charged at once. Inferred evidence may have a
 * common cause, for instance this node itself; see {@link CommonCause}.
 *
 * <p>The limits and the rates are chosen together: a peer that does nothing else reaches a limit
 * after 3 to 5 s, but the hiccup of a second is far from it.
 */
enum Evidence {
  /** A session authenticates its frames, so no transmission error looks like this. */
  MALFORMED(Kind.PROVEN, 0, "frames that cannot be decoded"),
  /** A node verifies before it relays. */
  BAD_SIGNATURE(Kind.PROVEN, 0, "messages with a bad signature"),
  /** Late requests and answers are tolerated before they are reported. */
  UNSOLICITED(Kind.PROVEN, 4, "frames that nobody has asked for"),
  /** With 5 % loss, three tries fail together for one request in a thousand. */
  BROKEN_PROMISE(Kind.PROVEN, 5, "announced messages that were not sent on request"),
  /** More of one author, or more copies, than an honest peer can have to pass on. */
  EXCESS(Kind.PROVEN, 4, "more messages or copies than an honest peer has"),
  /** The validators of this node decide what is valid, and they may be wrong. */
  INVALID(Kind.INFERRED, 1, "unsigned messages that are not valid"),
  /** The link of this node may be the slow one. */
  SLOW(Kind.INFERRED, 1, "announced messages that came late"),
  /** Where there is nothing to deliver, nobody delivers. */
  FEW_DELIVERIES(Kind.INFERRED, 0, "periods with too few first copies"),
  /**
   * A peer that signs in another way cannot check what it passes on, but anyone can say so in a
   * HELLO and forge. Where a network changes its signing, many show it.
   */
  UNCHECKED_SIGNATURE(Kind.INFERRED, 1, "bad signatures of a peer that signs in another way"),
  /** How many peers are in the same address group; not counted. */
  CO_LOCATION(Kind.COMPUTED, 0, "peers in the same address group"),
  /** What the application thinks; not counted. */
  APPLICATION(Kind.COMPUTED, 0, "points of the application");

  /** The evidence with a counter, in the order of the constants. */
  static final List<Evidence> COUNTED =
      List.of(values()).stream().filter(evidence -> evidence.kind != Kind.COMPUTED).toList();

  private final Kind kind;
  private final String rule;
  private final int perSecond;
  private final String phrase;

  private enum Kind {
    PROVEN,
    INFERRED,
    COMPUTED
  }

  Evidence(Kind kind, int perSecond, String phrase) {
    this.kind = kind;
    this.rule = name().toLowerCase(Locale.ROOT).replace('_', '-');
    this.perSecond = perSecond;
    this.phrase = phrase;
  }

  /** The evidence of a report; null if it is none against the peer that is named. */
  static @Nullable Evidence of(Misbehaviour kind) {
    return switch (kind) {
      case MALFORMED_FRAME -> MALFORMED;
      case BROKEN_PROMISE -> BROKEN_PROMISE;
      case UNSOLICITED -> UNSOLICITED;
      case EXCESS -> EXCESS;
      case SLOW -> SLOW;
    };
  }

  /** The evidence of a rejection; null if the peer that carried the message is not at fault. */
  static @Nullable Evidence of(Rejection rejection) {
    if (rejection.reason() == Reason.UNCHECKED_SIGNATURE) {
      return UNCHECKED_SIGNATURE;
    }
    if (rejection.fault() != Rejection.Fault.CARRIER) {
      return null;
    }
    return rejection.reason() == Reason.BAD_SIGNATURE ? BAD_SIGNATURE : INVALID;
  }

  /** Its place in {@link #COUNTED}, if it is there, and in records. */
  @SuppressWarnings("EnumOrdinal")
  int index() {
    return ordinal();
  }

  /** Its name in settings, explanations, and reasons. */
  String rule() {
    return rule;
  }

  /** Whether an honest peer never does it, if ids are proven. */
  boolean isProven() {
    return kind == Kind.PROVEN;
  }

  /** How much of it counts within a second; 0 for all. */
  int perSecond() {
    return perSecond;
  }

  /** What it is, for people. */
  String phrase() {
    return phrase;
  }
}
