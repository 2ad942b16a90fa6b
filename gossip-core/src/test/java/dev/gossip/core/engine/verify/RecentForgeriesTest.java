package dev.gossip.core.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.core.engine.Messages;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentForgeriesTest {
  private static final long SECOND = 1_000_000_000;

  private final RecentForgeries forgeries = new RecentForgeries();

  private static Verification.Key key(long id, String signature) {
    return new Verification.Key(Messages.id(id), ByteString.copyFromUtf8(signature));
  }

  @Test
  void onlyTheSameIdAndSignatureAreFound() {
    forgeries.add(key(1, "bad"), 0);

    assertThat(forgeries.contains(key(1, "bad"), 0)).isTrue();
    assertThat(forgeries.contains(key(1, "good"), 0)).isFalse();
    assertThat(forgeries.contains(key(2, "bad"), 0)).isFalse();
  }

  @Test
  void entriesExpireAfterTenSecondsForAnyClockOrigin() {
    long now = Long.MAX_VALUE - SECOND;
    forgeries.add(key(1, "bad"), now);
    forgeries.add(key(2, "bad"), now + SECOND);

    assertThat(forgeries.contains(key(1, "bad"), now + 10 * SECOND)).isTrue();
    assertThat(forgeries.contains(key(1, "bad"), now + 10 * SECOND + 1)).isFalse();
    assertThat(forgeries.contains(key(2, "bad"), now + 10 * SECOND + 1)).isTrue();
  }

  @Test
  void floodEvictsTheOldestEntry() {
    for (int i = 0; i <= 1_024; i++) {
      forgeries.add(key(i, "bad"), 0);
    }

    assertThat(forgeries.contains(key(0, "bad"), 0)).isFalse();
    assertThat(forgeries.contains(key(1, "bad"), 0)).isTrue();
    assertThat(forgeries.contains(key(1_024, "bad"), 0)).isTrue();
  }

  /** They have the same hash code; a hash map finds one of them fast only if they are ordered. */
  @Test
  void signaturesOfOneMessageAreOrderedAsTheyAreEqual() {
    List<Verification.Key> keys =
        List.of(key(1, ""), key(1, "a"), key(1, "aa"), key(1, "ab"), key(1, "\u00e4"), key(2, ""));
    for (int i = 0; i < keys.size(); i++) {
      for (int j = 0; j < keys.size(); j++) {
        assertThat(Integer.signum(keys.get(i).compareTo(keys.get(j))))
            .as("%s and %s", keys.get(i), keys.get(j))
            .isEqualTo(Integer.compare(i, j));
      }
    }
    assertThat(key(1, "ab")).isEqualByComparingTo(key(1, "ab")).isEqualTo(key(1, "ab"));
  }

  @Test
  void manySignaturesOfOneMessageAreFound() {
    for (int i = 0; i < 1_024; i++) {
      forgeries.add(key(1, "bad " + i), 0);
    }

    for (int i = 0; i < 1_024; i++) {
      assertThat(forgeries.contains(key(1, "bad " + i), 0)).as("signature %d", i).isTrue();
    }
    assertThat(forgeries.contains(key(1, "good"), 0)).isFalse();
  }
}
