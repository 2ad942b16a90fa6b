package dev.gossip.udp.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Discouragement;
import dev.gossip.udp.proto.Close;
import dev.gossip.udp.proto.Discouraged;
import java.time.Duration;
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
    assertThat(Discouragements.decode(close("a", 1, Long.MAX_VALUE)))
        .contains(new Discouragement("a", 1, Duration.ofMillis(Long.MAX_VALUE)));
  }

  @Test
  void endlessTimeIsSentAsManyYears() {
    Discouraged sent =
        Discouragements.encode(new Discouragement("a", 1, Duration.ofSeconds(Long.MAX_VALUE)));

    assertThat(Duration.ofMillis(sent.getComeBackMillis())).isGreaterThan(Duration.ofDays(3_650));
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
