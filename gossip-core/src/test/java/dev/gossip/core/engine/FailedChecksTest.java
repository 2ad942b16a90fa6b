package dev.gossip.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

class FailedChecksTest {
  private static final long SECOND = 1_000_000_000;

  private final RecentForgeries failed = new RecentForgeries();

  private static Verification.Key key(long id, String signature) {
    return new Verification.Key(Messages.id(id), ByteString.copyFromUtf8(signature));
  }

  @Test
  void knowsTheVeryBytesAndNothingElse() {
    failed.add(key(1, "bad"), 0);

    assertThat(failed.contains(key(1, "bad"), 0)).isTrue();
    assertThat(failed.contains(key(1, "good"), 0)).isFalse();
    assertThat(failed.contains(key(2, "bad"), 0)).isFalse();
  }

  @Test
  void forgetsAfterTenSecondsWhereverTheClockBegan() {
    long now = Long.MAX_VALUE - SECOND;
    failed.add(key(1, "bad"), now);
    failed.add(key(2, "bad"), now + SECOND);

    assertThat(failed.contains(key(1, "bad"), now + 10 * SECOND)).isTrue();
    assertThat(failed.contains(key(1, "bad"), now + 10 * SECOND + 1)).isFalse();
    assertThat(failed.contains(key(2, "bad"), now + 10 * SECOND + 1)).isTrue();
  }

  @Test
  void aFloodPushesOutTheEldest() {
    for (int i = 0; i <= 1_024; i++) {
      failed.add(key(i, "bad"), 0);
    }

    assertThat(failed.contains(key(0, "bad"), 0)).isFalse();
    assertThat(failed.contains(key(1, "bad"), 0)).isTrue();
    assertThat(failed.contains(key(1_024, "bad"), 0)).isTrue();
  }
}
