package dev.gossip.reputation.score;

import dev.gossip.api.Direction;
import java.time.Duration;

/**
 * Makes fresh ids worth less. A new id costs nothing, so an attacker that is discouraged comes back
 * under another one, and would have ten offences for free each time. So each peer that is
 * discouraged soon after it came up makes the offences of other newcomers weigh more: the second id
 * has 5, the third 4, and the fifth and all later ones 2. Only offences that no honest peer commits
 * weigh more, and only bans for those count, so no honest newcomer notices.
 */
final class Newcomers {
  /** As long as the first ban: who reconnects under the same id is refused for so long. */
  static final Duration PERIOD = Duration.ofMinutes(10);

  private static final long PERIOD_NANOS = PERIOD.toNanos();

  /** Leaves each id a second offence, whatever others have done. */
  private static final double MAX_WEIGHT = 5;

  private final DecayingCount discouraged;

  Newcomers(long nowNanos) {
    discouraged = new DecayingCount(PERIOD_NANOS, nowNanos);
  }

  /** A peer is discouraged for a kind of evidence. */
  void onDiscouraged(PeerScore peer, Evidence evidence, long nowNanos) {
    if (isNeverHonest(evidence) && isNewcomer(peer, nowNanos)) {
      discouraged.add(nowNanos);
    }
  }

  /** How much one offence of a peer counts; at least 1. */
  double weight(PeerScore peer, Evidence evidence, long nowNanos) {
    return isNeverHonest(evidence) && isNewcomer(peer, nowNanos)
        ? Math.min(MAX_WEIGHT, 1 + Math.rint(discouraged.at(nowNanos)))
        : 1;
  }

  private static boolean isNeverHonest(Evidence evidence) {
    return evidence == Evidence.MALFORMED || evidence == Evidence.BAD_SIGNATURE;
  }

  private static boolean isNewcomer(PeerScore peer, long nowNanos) {
    return peer.peer().direction() == Direction.INBOUND && peer.upNanos(nowNanos) < PERIOD_NANOS;
  }
}
