package dev.gossip.reputation.strict;

import com.google.protobuf.ByteString;
import dev.gossip.api.Discouragement;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.Rejection;
import dev.gossip.api.spam.Rejection.Reason;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.spam.Standing;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Discourages a peer at its first provable violation; see {@link StrictPlugin}. */
final class Strict implements SpamControl {
  private static final int SECRET_BYTES = 16;
  private static final String MALFORMED = "malformed";
  private static final String BAD_SIGNATURE = "bad-signature";

  /** The filter remembers that a node is discouraged, but not why. */
  private static final String FORGOTTEN_RULE = "violation";

  private final SpamContext context;
  private final DiscouragedIds discouraged;
  // The peers that are up, with the rule that they violated, or an empty text.
  private final Map<PeerId, String> up = new HashMap<>();

  Strict(SpamContext context, int capacity) {
    byte[] secret = new byte[SECRET_BYTES];
    context.random().nextBytes(secret);
    this.context = context;
    this.discouraged =
        new DiscouragedIds(capacity, ByteString.copyFrom(secret), context.nowNanos());
  }

  @Override
  public void onPeerUp(Peer peer) {
    String rule = discouraged.mayContain(peer.id(), context.nowNanos()) ? FORGOTTEN_RULE : "";
    up.putIfAbsent(peer.id(), rule);
  }

  @Override
  public void onPeerDown(Peer peer) {
    up.remove(peer.id());
  }

  @Override
  public boolean admit(Peer from, Cost cost, int amount) {
    return standing(from.id()) == Standing.GOOD;
  }

  @Override
  public void onMisbehaviour(Peer peer, Misbehaviour kind) {
    if (kind == Misbehaviour.MALFORMED_FRAME) {
      discourage(peer.id(), MALFORMED);
    }
  }

  @Override
  public void onRejected(Rejection rejection) {
    if (rejection.reason() == Reason.BAD_SIGNATURE
        && rejection.fault() == Rejection.Fault.CARRIER) {
      discourage(rejection.from().id(), BAD_SIGNATURE);
    }
  }

  /** Further violations of a discouraged peer change nothing. */
  private void discourage(PeerId peer, String rule) {
    if (up.containsKey(peer) && standing(peer) == Standing.GOOD) {
      up.put(peer, rule);
      if (context.provesIds()) {
        discouraged.add(peer, context.nowNanos());
      }
      context.standingChanged(peer);
    }
  }

  /**
   * An id that is not proven is discouraged as long as its link is up. Asked for each frame, so the
   * filter is asked only for peers that came up with a violation or committed one.
   */
  @Override
  public Standing standing(PeerId peer) {
    String rule = up.get(peer);
    if (rule != null && rule.isEmpty()) {
      return Standing.GOOD;
    }
    boolean isDiscouraged =
        context.provesIds() ? discouraged.mayContain(peer, context.nowNanos()) : rule != null;
    return isDiscouraged ? Standing.DISCOURAGED : Standing.GOOD;
  }

  @Override
  public Optional<Discouragement> discouragement(PeerId peer) {
    if (standing(peer) == Standing.GOOD) {
      return Optional.empty();
    }
    Duration comeBackIn = discouraged.forgottenIn(peer, context.nowNanos());
    return Optional.of(new Discouragement(rule(peer), 1, comeBackIn));
  }

  private String rule(PeerId peer) {
    String rule = up.getOrDefault(peer, "");
    return rule.isEmpty() ? FORGOTTEN_RULE : rule;
  }

  @Override
  public List<Explanation> explain(PeerId peer) {
    if (standing(peer) == Standing.GOOD) {
      return List.of();
    }
    Duration left = discouraged.forgottenIn(peer, context.nowNanos());
    String until =
        left.isZero()
            ? "while its link is up"
            : "for at most " + (left.toMinutes() + 1) + " min from now";
    String detail =
        rule(peer).equals(FORGOTTEN_RULE)
            ? "one provable violation, of which no more is remembered"
            : "one provable violation is enough";
    return List.of(new Explanation(rule(peer), 1, detail + "; discouraged " + until));
  }
}
