package dev.gossip.core.engine.peer;

import dev.gossip.api.Discouragement;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import java.time.Duration;
import java.util.List;

/**
 * Why there is no link with a node that this node dials.
 *
 * @param why the reason, and a better remedy after a semicolon if the other node knows one
 * @param remedy the remedy if the reason has none
 * @param otherAddresses addresses that the other node named instead
 * @param pause how long it is of no use to dial again
 */
record Refusal(String why, String remedy, List<PeerAddress> otherAddresses, Duration pause) {
  /** A liar must not keep this node away for longer: as long as the first ban of a node. */
  static final Duration MAX_WAIT = Duration.ofMinutes(10);

  /** Beyond any ban; after it, the next dial finds out. */
  private static final Duration MAX_OWN_WAIT = Duration.ofDays(1);

  private static final String END_OF_REASON = "; ";

  /** A refusal that may end at any time. */
  static Refusal of(String why, String remedy) {
    return new Refusal(why, remedy, List.of(), Duration.ZERO);
  }

  /** The other node has ended a link. */
  static Refusal by(DownReason reason, String detail, List<PeerAddress> otherAddresses) {
    Duration asked = reason.discouragement().map(Discouragement::comeBackIn).orElse(Duration.ZERO);
    return new Refusal(
        detail, "see the other node's own message", otherAddresses, atMost(asked, MAX_WAIT));
  }

  /** This node has ended a link. */
  static Refusal here(CloseReason reason) {
    String why = reason.detail();
    return reason
        .discouragement()
        .map(
            discouraged ->
                new Refusal(
                    // What follows is for the other node.
                    "it is " + why.split(END_OF_REASON, 2)[0],
                    Admission.remedyOf(reason),
                    List.of(),
                    atMost(discouraged.comeBackIn(), MAX_OWN_WAIT)))
        .orElseGet(() -> of(why, Admission.remedyOf(reason)));
  }

  private static Duration atMost(Duration time, Duration limit) {
    return time.compareTo(limit) < 0 ? time : limit;
  }
}
