package dev.gossip.udp.secure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes dial each other at about the same time, and one of their datagrams is lost. */
class CrossingDialsTest {
  private static final int DATAGRAMS = 16;

  /**
   * @param offsetMillis by which the second node dials later
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 10, 11, 15, 19, 20, 21, 25, 30, 35, 39, 40, 41, 45, 50, 55, 60, 65})
  void twoDialsEndInOneLinkWhicheverDatagramIsLost(int offsetMillis) {
    for (int lost = -1; lost < DATAGRAMS; lost++) {
      dialEachOther(offsetMillis, lost, true);
      dialEachOther(offsetMillis, lost, false);
    }
  }

  private static void dialEachOther(int offsetMillis, int lost, boolean lowerFirst) {
    SecureLab lab = new SecureLab(20260811);
    SecureEnd one = lab.end("203.0.113.1:5000");
    SecureEnd two = lab.end("198.51.100.2:5000");
    boolean isLower = one.id.compareTo(two.id) < 0;
    SecureEnd first = isLower == lowerFirst ? one : two;
    SecureEnd second = isLower == lowerFirst ? two : one;
    int[] next = {0};
    lab.wire = datagram -> next[0]++ == lost ? List.of() : List.of(datagram);

    first.dial(second);
    lab.run(Duration.ofMillis(offsetMillis));
    if (first.up.isEmpty() && second.up.isEmpty()) {
      second.dial(first);
    }
    lab.run(Duration.ofSeconds(4));

    String what =
        "datagram %d lost, lower id first: %s, %s, %s"
            .formatted(lost, lowerFirst, first.notifications, second.notifications);
    assertThat(first.up).as(what).hasSize(1);
    assertThat(second.up).as(what).hasSize(1);
    assertThat(first.notifications).as(what).noneMatch(said -> said.startsWith("two"));
    assertThat(second.notifications).as(what).noneMatch(said -> said.startsWith("two"));
    assertThat(first.notifications).as(what).noneMatch(said -> said.startsWith("failed"));
    assertThat(second.notifications).as(what).noneMatch(said -> said.startsWith("failed"));
    lab.wire = List::of;
    first.send("to second");
    second.send("to first");
    lab.run(Duration.ofSeconds(1));
    assertThat(second.texts()).as(what).containsExactly("to second");
    assertThat(first.texts()).as(what).containsExactly("to first");
    assertThat(first.halfOpenLinks() + second.halfOpenLinks()).as(what).isZero();
  }
}
