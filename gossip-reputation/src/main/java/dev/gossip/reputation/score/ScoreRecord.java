package dev.gossip.reputation.score;

import com.google.protobuf.ByteString;
import dev.gossip.api.Peer;
import dev.gossip.reputation.score.Ban.Moment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that are kept of a score while its peer is down: version, latest ban, time of writing,
 * and for each kind of evidence a counter and a total; 103 bytes. Any bytes can be read: those that
 * nobody has written mean a peer of which nothing is known, or one that did something possible.
 */
final class ScoreRecord {
  /** Below, a score is not worth a place among the 10,000 records of a node. */
  private static final double MIN_PENALTY = 1;

  private static final byte VERSION = 1;
  private static final int BYTES =
      1
          + 1
          + 1
          + Integer.BYTES
          + 3 * Long.BYTES
          + Evidence.COUNTED.size() * (Float.BYTES + Integer.BYTES);

  /** More than any counter reaches, and few enough that no sum overflows. */
  private static final float MAX_COUNT = 1e6f;

  /** After a day nothing is left of a counter, even with the longest half-life. */
  private static final long MAX_ELAPSED_MILLIS = Duration.ofDays(1).toMillis();

  private ScoreRecord() {}

  /** The record of a score; null if nothing is worth keeping. */
  static @Nullable ByteString of(PeerScore score, Moment now) {
    Ban ban = score.latestBan();
    int bans = ban == null ? 0 : ban.remembered(now.millis());
    if (bans == 0 && score.decayingPenalty(now.nanos()) < MIN_PENALTY) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.put(VERSION);
    if (ban == null) {
      bytes.put((byte) 0).put((byte) 0).putInt(0).putLong(0).putLong(0);
    } else {
      bytes.put((byte) ban.number()).put((byte) ban.rule().index()).putInt(ban.count());
      bytes.putLong(ban.untilMillis()).putLong(ban.atMillis());
    }
    bytes.putLong(now.millis());
    for (Evidence evidence : Evidence.COUNTED) {
      bytes.putFloat((float) score.count(evidence, now.nanos())).putInt(score.total(evidence));
    }
    return ByteString.copyFrom(bytes.flip());
  }

  /** The score of a peer that has just come up, or is down, from its record. */
  static PeerScore read(ByteString bytes, Peer peer, ScoreSettings settings, Moment now) {
    PeerScore score = new PeerScore(peer, settings, now.nanos());
    if (bytes.size() == BYTES && bytes.byteAt(0) == VERSION) {
      ByteBuffer fields = bytes.asReadOnlyByteBuffer();
      fields.get();
      Ban ban = readBan(fields, settings, now);
      score.restore(readCounters(fields, now), ban, now.nanos());
    }
    return score;
  }

  /**
   * A ban that would begin in the future means that the clock was set back, so nobody knows when it
   * ends: it has ended.
   */
  private static @Nullable Ban readBan(ByteBuffer fields, ScoreSettings settings, Moment now) {
    int number = fields.get();
    int rule = fields.get();
    int count = fields.getInt();
    long untilMillis = fields.getLong();
    long atMillis = fields.getLong();
    List<Evidence> rules = List.of(Evidence.values());
    if (number < 1 || number > Ban.MAX_NUMBER || rule < 0 || rule >= rules.size() || count < 1) {
      return null;
    }
    long lengthMillis = Ban.lengthNanos(number, settings.banNanos()) / 1_000_000;
    // Exact or refused: a difference of any two numbers may overflow.
    boolean isRunning = untilMillis > now.millis() && untilMillis - lengthMillis <= now.millis();
    long leftMillis = isRunning ? untilMillis - now.millis() : 0;
    long untilNanos = now.nanos() + leftMillis * 1_000_000;
    return new Ban(number, rules.get(rule), count, untilNanos, untilMillis, atMillis);
  }

  private static Counters readCounters(ByteBuffer fields, Moment now) {
    long written = fields.getLong();
    long elapsedMillis =
        written >= now.millis() ? 0 : Math.min(MAX_ELAPSED_MILLIS, now.millis() - written);
    // An overflow means that it was written very long ago.
    long elapsed = (elapsedMillis < 0 ? MAX_ELAPSED_MILLIS : elapsedMillis) * 1_000_000;
    Counters counters = new Counters();
    for (Evidence evidence : Evidence.COUNTED) {
      float count = fields.getFloat();
      int total = fields.getInt();
      if (count > 0 && total > 0) {
        counters.set(evidence, Math.min(count, MAX_COUNT), total, now.nanos() - elapsed);
      }
    }
    return counters;
  }
}
