package dev.gossip.core.engine;

/** Why the engine dropped something. A transport has reasons of its own. */
final class Drop {
  static final String BEFORE_HELLO = "before-hello";
  static final String TOO_MANY_HELLOS = "too-many-hellos";
  static final String MALFORMED_FRAME = "malformed-frame";
  static final String SPAM = "refused-by-spam-control";
  static final String EXPIRED = "expired";
  static final String FROM_THE_FUTURE = "from-the-future";
  static final String LIFETIME_TOO_LONG = "lifetime-too-long";
  static final String BAD_SIGNATURE = "bad-signature";
  static final String BAD_SIGNATURE_AGAIN = "bad-signature-again";
  static final String STRANGER_REFUSED = "stranger-refused";
  static final String STRANGER_WARNING = "stranger-warning";
  static final String UNSIGNED = "unsigned";
  static final String UNPROVEN = "unproven-signature";
  static final String UNTRUSTED_AUTHOR = "untrusted-author";
  static final String REPLAY = "possible-replay";
  static final String TOO_MANY_CHECKS = "too-many-checks";
  static final String CHECK_FAILED = "check-failed";
  static final String NODE_STOPPED = "node-stopped";
  static final String SEEN_LOG = "seen-log-failed";
  static final String IGNORED = "ignored";
  static final String REJECTED = "rejected";
  static final String PEER_NOT_UP = "peer-not-up";
  static final String FRAME_TOO_LARGE = "frame-too-large";
  static final String NO_ROOM = "no-room";
  static final String NOT_AWAITING_DELIVERY = "not-awaiting-delivery";
  static final String LINK_CLOSED = "link-closed";
  static final String SEEN_EVICTED_EARLY = "seen-evicted-early";
  static final String NEVER_DELIVERED = "never-delivered";

  private Drop() {}
}
