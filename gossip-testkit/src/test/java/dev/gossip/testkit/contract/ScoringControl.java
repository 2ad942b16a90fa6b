package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.Discouragement;
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
import java.util.Optional;

/**
 * Gives points for misbehaviour and discourages peers that have too many, each time for longer. The
 * points are forgiven some time after the latest. All of it is kept in the node's records.
 */
class ScoringControl extends ToySpamControl {
  static final int DISCOURAGED_AT = 50;
  static final Duration FORGIVEN_AFTER = Duration.ofMinutes(10);
  private static final Duration LONGEST_BAN = Duration.ofHours(24);

  /** The time of day is asked for once, so that it does not jump. */
  private final long startWallMillis;

  private final long startNanos;

  ScoringControl(SpamContext context) {
    super(context);
    this.startWallMillis = context.wallMillis();
    this.startNanos = context.nowNanos();
  }

  @Override
  public boolean admit(Peer from, Cost cost, int amount) {
    return standing(from.id()) != Standing.DISCOURAGED && super.admit(from, cost, amount);
  }

  @Override
  public void onMisbehaviour(Peer peer, Misbehaviour kind) {
    if (kind != Misbehaviour.SLOW) {
      blame(peer.id());
    }
  }

  @Override
  public void onRejected(Rejection rejection) {
    if (rejection.reason() == Rejection.Reason.BAD_SIGNATURE) {
      blame(rejection.from().id());
    }
  }

  void blame(PeerId peer) {
    Score score = score(peer);
    if (score.points < DISCOURAGED_AT) {
      int points = points(peer) + 1;
      put(peer, points < DISCOURAGED_AT ? score.with(points, now()) : banned(score));
      if (points == DISCOURAGED_AT) {
        context.standingChanged(peer);
      }
    }
  }

  final Score banned(Score score) {
    int bans = forgetsBans(score) ? 1 : score.bans + 1;
    return new Score(DISCOURAGED_AT, bans, now(), now() + banMillis(bans));
  }

  boolean forgetsBans(Score score) {
    return now() - score.untilMillis >= LONGEST_BAN.toMillis();
  }

  long banMillis(int bans) {
    return Math.min(
        FORGIVEN_AFTER.toMillis() << Math.max(0, Math.min(bans - 1, 8)), LONGEST_BAN.toMillis());
  }

  /** The points of a peer; none if the latest is old enough. */
  int points(PeerId peer) {
    return score(peer).points;
  }

  /** What is known of a peer, without what time has forgiven. */
  final Score score(PeerId peer) {
    ByteString record = context.records().get(peer).orElse(ByteString.EMPTY);
    if (!canRead(record)) {
      return Score.NONE;
    }
    ByteBuffer fields = record.asReadOnlyByteBuffer();
    Score score = new Score(fields.getInt(), fields.getInt(), fields.getLong(), fields.getLong());
    if (!score.isLegal() || !isTimely(score)) {
      return Score.NONE;
    }
    boolean isForgiven =
        score.points < DISCOURAGED_AT
            ? now() - score.latestMillis >= FORGIVEN_AFTER.toMillis()
            : now() >= score.untilMillis;
    return isForgiven ? score.with(0, score.latestMillis) : score;
  }

  boolean canRead(ByteString record) {
    return record.size() == Score.BYTES;
  }

  /** Whether the clock was right when the record was written, and the bytes are the same since. */
  boolean isTimely(Score score) {
    return score.latestMillis <= now() && score.untilMillis <= now() + banMillis(score.bans);
  }

  final void put(PeerId peer, Score score) {
    context
        .records()
        .put(
            peer,
            ByteString.copyFrom(
                ByteBuffer.allocate(Score.BYTES)
                    .putInt(score.points)
                    .putInt(score.bans)
                    .putLong(score.latestMillis)
                    .putLong(score.untilMillis)
                    .flip()));
  }

  /** The time of day, except that it does not jump. */
  long now() {
    return startWallMillis + (context.nowNanos() - startNanos) / 1_000_000;
  }

  @Override
  public Standing standing(PeerId peer) {
    return points(peer) >= DISCOURAGED_AT ? Standing.DISCOURAGED : Standing.GOOD;
  }

  @Override
  public Optional<Discouragement> discouragement(PeerId peer) {
    Score score = score(peer);
    return score.points < DISCOURAGED_AT
        ? Optional.empty()
        : Optional.of(
            new Discouragement(
                "misbehaviour", score.points, Duration.ofMillis(score.untilMillis - now())));
  }

  @Override
  public List<Explanation> explain(PeerId peer) {
    int points = points(peer);
    return points == 0
        ? List.of()
        : List.of(new Explanation("misbehaviour", points, points + " points"));
  }

  /** What is known of a peer, in milliseconds of the time of day. */
  record Score(int points, int bans, long latestMillis, long untilMillis) {
    static final Score NONE = new Score(0, 0, 0, 0);
    static final int BYTES = 24;

    Score with(int newPoints, long newLatestMillis) {
      return new Score(newPoints, bans, newLatestMillis, untilMillis);
    }

    Score until(long newUntilMillis) {
      return new Score(points, bans, latestMillis, newUntilMillis);
    }

    boolean isLegal() {
      return points >= 0 && points <= DISCOURAGED_AT && bans >= 0 && bans < 1_000;
    }
  }
}
