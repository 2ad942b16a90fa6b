package dev.gossip.core.engine.peer;

import dev.gossip.api.Discouragement;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why there is no link with a node that this node dials.
 *
 * @param node the node that gets no link; null for any node there
 * @param why the reason, and a better remedy after a semicolon if the other node knows one
 * @param remedy the remedy if the reason has none
 * @param otherAddresses addresses that the other node named instead
 * @param pause how long it is of no use to dial again
 */
record Refusal(
    @Nullable PeerId node,
    String why,
    String remedy,
    List<PeerAddress> otherAddresses,
    Duration pause) {
  /**
   * A liar must not keep this node away for longer; and another node may be at the address of one
   * that this node discourages. As long as the first ban of a node; the next dial finds out.
   */
  static final Duration MAX_WAIT = Duration.ofMinutes(10);

  private static final String END_OF_REASON = "; ";

  /** A refusal that may end at any time. */
  static Refusal of(String why, String remedy) {
    return new Refusal(null, why, remedy, List.of(), Duration.ZERO);
  }

  /** The other node has ended a link. */
  static Refusal by(DownReason reason, String detail, List<PeerAddress> otherAddresses) {
    Duration asked = reason.discouragement().map(Discouragement::comeBackIn).orElse(Duration.ZERO);
    return new Refusal(
        null, detail, "see the other node's own message", otherAddresses, atMostMaxWait(asked));
  }

  /** This node has ended a link, or gives none. */
  static Refusal here(PeerId node, CloseReason reason) {
    String why = reason.detail();
    return reason
        .discouragement()
        .map(
            discouraged ->
                new Refusal(
                    node,
                    // What follows is for the other node.
                    "it is " + why.split(END_OF_REASON, 2)[0],
                    Admission.remedyOf(reason),
                    List.of(),
                    atMostMaxWait(discouraged.comeBackIn())))
        .orElseGet(
            () -> new Refusal(node, why, Admission.remedyOf(reason), List.of(), Duration.ZERO));
  }

  private static Duration atMostMaxWait(Duration time) {
    return time.compareTo(MAX_WAIT) < 0 ? time : MAX_WAIT;
  }
}
