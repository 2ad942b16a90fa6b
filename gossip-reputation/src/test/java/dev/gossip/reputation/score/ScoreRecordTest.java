package dev.gossip.reputation.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import dev.gossip.api.Peer;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.spam.Standing;
import dev.gossip.reputation.SpamNode;
import dev.gossip.reputation.score.Ban.Moment;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScoreRecordTest {
  private static final Peer PEER = SpamNode.inbound(1);
  private static final long HOUR_MILLIS = 3_600_000;
  private static final Moment NOW = new Moment(-7, 1_700_000_000_000L);

  private final ScoreSettings settings =
      ScoreSettings.read(PluginSettings.defaultsOf(new ReputationPlugin()));

  private PeerScore offender() {
    PeerScore score = new PeerScore(PEER, settings, NOW.nanos());
    for (Evidence evidence : Evidence.COUNTED) {
      for (int i = 0; i <= evidence.index(); i++) {
        score.note(evidence, 0, NOW.nanos());
        score.count(evidence, 0.5, NOW.nanos());
      }
    }
    return score;
  }

  private PeerScore read(ByteString bytes, Moment now) {
    return ScoreRecord.read(bytes, PEER, settings, now);
  }

  private static ByteString write(PeerScore score) {
    ByteString bytes = ScoreRecord.of(score, NOW);
    assertThat(bytes).isNotNull();
    return bytes == null ? ByteString.EMPTY : bytes;
  }

  @Test
  void countersSurvive() {
    ByteString bytes = write(offender());

    PeerScore read = read(bytes, NOW);

    assertThat(bytes.size()).isEqualTo(103);
    for (Evidence evidence : Evidence.COUNTED) {
      assertThat(read.total(evidence)).isEqualTo(evidence.index() + 1);
      assertThat(read.count(evidence, NOW.nanos())).isEqualTo((evidence.index() + 1) / 2.0);
    }
  }

  @Test
  void countersDecayByTheClock() {
    ByteString bytes = write(offender());
    Moment later = new Moment(5, NOW.millis() + 60_000);

    assertThat(read(bytes, later).count(Evidence.BAD_SIGNATURE, later.nanos()))
        .isCloseTo(0.5, within(1e-12));
    Moment earlier = new Moment(5, NOW.millis() - HOUR_MILLIS);
    assertThat(read(bytes, earlier).count(Evidence.BAD_SIGNATURE, earlier.nanos())).isEqualTo(1);
  }

  @Test
  void bansSurvive() {
    PeerScore score = offender();
    Ban ban = score.ban(NOW);

    assertThat(read(write(score), NOW).latestBan()).isEqualTo(ban);
  }

  @Test
  void scoreBelowOnePointIsNotKept() {
    PeerScore score = new PeerScore(PEER, settings, NOW.nanos());
    assertThat(ScoreRecord.of(score, NOW)).isNull();

    score.note(Evidence.UNSOLICITED, 0, NOW.nanos());
    score.count(Evidence.UNSOLICITED, 1.99, NOW.nanos());
    assertThat(ScoreRecord.of(score, NOW)).isNull();

    score.count(Evidence.UNSOLICITED, 0.02, NOW.nanos());
    assertThat(ScoreRecord.of(score, NOW)).isNotNull();
  }

  @Test
  void recordsOfAnotherLengthOrVersionMeanNothing() {
    ByteString bytes = write(offender());

    for (int length = 0; length <= 1_024; length++) {
      byte[] changed = new byte[length];
      System.arraycopy(bytes.toByteArray(), 0, changed, 0, Math.min(length, bytes.size()));
      boolean isSame = length == bytes.size();
      assertThat(read(ByteString.copyFrom(changed), NOW).wasNoted(Evidence.MALFORMED))
          .as("length %d", length)
          .isEqualTo(isSame);
    }
    for (int version = 0; version < 256; version++) {
      byte[] changed = bytes.toByteArray();
      changed[0] = (byte) version;
      assertThat(read(ByteString.copyFrom(changed), NOW).wasNoted(Evidence.MALFORMED))
          .as("version %d", version)
          .isEqualTo(version == 1);
    }
  }

  @Test
  void anyBytesMeanSomethingPossible() {
    SplittableRandom random = new SplittableRandom(20_260_401);
    byte[] bytes = new byte[103];
    for (int i = 0; i < 100_000; i++) {
      random.nextBytes(bytes);
      bytes[0] = 1;
      bytes[1] = (byte) (random.nextInt(4) == 0 ? bytes[1] : random.nextInt(10));
      bytes[2] = (byte) (random.nextInt(4) == 0 ? bytes[2] : random.nextInt(11));
      if (random.nextBoolean()) {
        // Near now, so that some bans are running.
        ByteBuffer.wrap(bytes)
            .putLong(7, NOW.millis() + random.nextLong(-HOUR_MILLIS, 2 * HOUR_MILLIS))
            .putLong(15, NOW.millis() + random.nextLong(-HOUR_MILLIS, HOUR_MILLIS));
      }
      requirePossible(read(ByteString.copyFrom(bytes), NOW), "record " + i);
    }
  }

  private static void requirePossible(PeerScore score, String description) {
    Ban ban = score.latestBan();
    if (ban != null) {
      assertThat(ban.number()).as(description).isBetween(1, Ban.MAX_NUMBER);
      assertThat(ban.count()).as(description).isPositive();
      assertThat(ban.leftNanos(NOW.nanos()))
          .as(description)
          .isBetween(0L, Ban.lengthNanos(ban.number(), 600_000_000_000L));
      assertThat(ban.remembered(NOW.millis())).as(description).isBetween(0, Ban.MAX_NUMBER);
    }
    assertThat(score.badness(NOW.nanos())).as(description).isFinite().isNotNegative();
    boolean isBanned = score.isBanned(NOW.nanos());
    assertThat(score.standing(NOW.nanos()) == Standing.DISCOURAGED)
        .as(description)
        .isEqualTo(isBanned);
  }
}
