package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.Rejection;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.Standing;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * Gives points for misbehaviour and discourages peers that have too many. Each point is forgiven
 * after a while. The points are kept in the node's records.
 */
class ScoringControl extends ToySpamControl {
  static final int DISCOURAGED_AT = 50;
  static final Duration FORGIVEN_AFTER = Duration.ofMinutes(10);
  private static final int RECORD_BYTES = 12;

  ScoringControl(SpamContext context) {
    super(context);
  }

  @Override
  public boolean admit(Peer from, Cost cost, int amount) {
    return standing(from.id()) != Standing.DISCOURAGED && super.admit(from, cost, amount);
  }

  @Override
  public void onMisbehaviour(Peer peer, Misbehaviour kind) {
    blame(peer.id());
  }

  @Override
  public void onRejected(Rejection rejection) {
    if (rejection.fault() == Rejection.Fault.CARRIER) {
      blame(rejection.from().id());
    }
  }

  void blame(PeerId peer) {
    int points = Math.min(points(peer) + 1, DISCOURAGED_AT);
    context.records().put(peer, record(points, context.nowNanos()));
    if (points == DISCOURAGED_AT) {
      context.standingChanged(peer);
    }
  }

  /** The points of a peer; none if the latest is old enough. */
  int points(PeerId peer) {
    ByteString record = context.records().get(peer).orElse(ByteString.EMPTY);
    if (record.size() != RECORD_BYTES) {
      return 0;
    }
    ByteBuffer fields = record.asReadOnlyByteBuffer();
    int points = fields.getInt();
    boolean forgiven = context.nowNanos() - fields.getLong() >= FORGIVEN_AFTER.toNanos();
    return forgiven ? 0 : points;
  }

  private static ByteString record(int points, long nowNanos) {
    return ByteString.copyFrom(
        ByteBuffer.allocate(RECORD_BYTES).putInt(points).putLong(nowNanos).flip());
  }

  @Override
  public Standing standing(PeerId peer) {
    return points(peer) >= DISCOURAGED_AT ? Standing.DISCOURAGED : Standing.GOOD;
  }

  @Override
  public List<Explanation> explain(PeerId peer) {
    int points = points(peer);
    return points == 0
        ? List.of()
        : List.of(new Explanation("misbehaviour", points, points + " points"));
  }
}
