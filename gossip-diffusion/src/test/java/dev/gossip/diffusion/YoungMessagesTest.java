package dev.gossip.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.MessageId;
import dev.gossip.testkit.relay.RecordingRelayContext;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class YoungMessagesTest {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  // A monotonic clock may start anywhere.
  private static final long START = Long.MAX_VALUE - MINUTE;

  private final YoungMessages young = new YoungMessages(Duration.ofMinutes(2), 3);

  private static MessageId id(int number) {
    return RecordingRelayContext.message("m" + number).id();
  }

  @Test
  void messageIsYoungForTwoMinutesAlsoWhenTheClockOverflows() {
    young.add(id(1), START);

    assertThat(young.contains(id(1), START)).isTrue();
    assertThat(young.contains(id(1), START + 2 * MINUTE - 1)).isTrue();
    assertThat(young.contains(id(1), START + 2 * MINUTE)).isFalse();
    assertThat(young.contains(id(2), START)).isFalse();
  }

  @Test
  void oldMessagesAreForgotten() {
    young.add(id(1), START);
    young.add(id(2), START + MINUTE);
    young.add(id(3), START + 2 * MINUTE);
    assertThat(young.size()).isEqualTo(2);

    young.add(id(4), START + 10 * MINUTE);
    assertThat(young.size()).isEqualTo(1);
  }

  @Test
  void beyondTheBoundTheOldestIsNoLongerYoung() {
    for (int number = 1; number <= 4; number++) {
      young.add(id(number), START);
    }

    assertThat(young.size()).isEqualTo(3);
    assertThat(young.contains(id(1), START)).isFalse();
    assertThat(young.contains(id(2), START)).isTrue();
    assertThat(young.contains(id(4), START)).isTrue();
  }
}
