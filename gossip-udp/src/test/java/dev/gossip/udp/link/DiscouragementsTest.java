package dev.gossip.udp.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Discouragement;
import dev.gossip.udp.proto.Close;
import dev.gossip.udp.proto.Discouraged;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscouragementsTest {
  private static Close close(String rule, int count, long millis) {
    return Close.newBuilder()
        .setDiscouraged(
            Discouraged.newBuilder().setRule(rule).setCount(count).setComeBackMillis(millis))
        .build();
  }

  @Test
  void largestTimeIsKept() {
    assertThat(Discouragements.decode(close("a", 1, 2_147_483_647_000L)))
        .contains(new Discouragement("a", 1, Duration.ofSeconds(Integer.MAX_VALUE)));
  }

  @Test
  void longerTimeIsSentAsTheLargestOne() {
    for (long seconds : List.of((long) Integer.MAX_VALUE, Long.MAX_VALUE)) {
      Duration time = Duration.ofSeconds(seconds).plusNanos(999_999_999);
      Discouraged sent = Discouragements.encode(new Discouragement("a", 1, time));

      assertThat(sent.getComeBackMillis()).isEqualTo(2_147_483_647_000L);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'',1,1",
    "A,1,1",
    "bad signature,1,1",
    "rule2,1,1",
    "abcdefghijklmnopqrstuvwxyzabcdefg,1,1",
    "a,0,1",
    "a,-1,1",
    "a,1,2147483647001",
    "a,1,9223372036854775807",
    "a,1,-1"
  })
  void whatIsOutOfBoundsIsIgnoredAsAWhole(String rule, int count, long millis) {
    assertThat(Discouragements.decode(close(rule, count, millis))).isEmpty();
  }

  @Test
  void closeWithoutItDiscouragesNobody() {
    assertThat(Discouragements.decode(Close.getDefaultInstance())).isEmpty();
  }
}
