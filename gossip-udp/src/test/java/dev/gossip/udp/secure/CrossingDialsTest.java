package dev.gossip.udp.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.link.LinkTransitions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes dial each other at about the same time, and one of their datagrams is lost. */
class CrossingDialsTest {
  private static final long SEED = 20260811;
  private static final int DATAGRAMS = 16;

  /** No datagram has this type. */
  private static final byte NONE = 0;

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

  /**
   * The lower node has precedence, so the other one waits for its finish, which is lost, and then
   * brings its own dial up. The lower node has its link already, and closes that second one.
   */
  @Test
  void linkThatTheOtherEndClosesAsTheSecondOneIsReplaced() {
    Pair pair = new Pair(SecureDatagrams.FINISH);

    pair.higher.dial(pair.lower);
    pair.lab.run(SecureLab.DELAY);
    pair.lower.dial(pair.higher);
    pair.lab.run(Duration.ofSeconds(4));

    assertThat(pair.higher.notifications)
        .containsExactly(
            "up OUTBOUND " + pair.lower.address,
            "down REPLACED: " + LinkTransitions.LINKED_ELSEWHERE,
            "up INBOUND " + pair.lower.address);
    assertThat(pair.lower.notifications).containsExactly("up OUTBOUND " + pair.higher.address);
  }

  @Test
  void waitingDialEndsWithoutAFailureWhenTheOtherOneIsUp() {
    Pair pair = new Pair(NONE);

    pair.higher.dial(pair.lower);
    pair.lower.dial(pair.higher);
    pair.lab.run(Duration.ofSeconds(4));

    assertThat(pair.higher.notifications).containsExactly("up OUTBOUND " + pair.lower.address);
    assertThat(pair.lower.notifications).containsExactly("up OUTBOUND " + pair.higher.address);
  }

  /** Two nodes, and a wire that loses the first datagram of a type. */
  private static final class Pair {
    final SecureLab lab = new SecureLab(SEED);
    final SecureEnd lower;
    final SecureEnd higher;
    private boolean isLost;

    Pair(byte lostType) {
      SecureEnd one = lab.end("203.0.113.1:5000");
      SecureEnd two = lab.end("198.51.100.2:5000");
      boolean isLower = one.id.compareTo(two.id) < 0;
      lower = isLower ? one : two;
      higher = isLower ? two : one;
      lab.wire =
          datagram -> {
            boolean isNowLost = !isLost && datagram.type() == lostType;
            isLost |= isNowLost;
            return isNowLost ? List.of() : List.of(datagram);
          };
    }
  }

  private static void dialEachOther(int offsetMillis, int lost, boolean lowerFirst) {
    Pair pair = new Pair(NONE);
    SecureLab lab = pair.lab;
    SecureEnd first = lowerFirst ? pair.lower : pair.higher;
    SecureEnd second = lowerFirst ? pair.higher : pair.lower;
    int[] next = {0};
    lab.wire = datagram -> next[0]++ == lost ? List.of() : List.of(datagram);

    first.dial(second);
    lab.run(Duration.ofMillis(offsetMillis));
    if (first.up.isEmpty() && second.up.isEmpty()) {
      second.dial(first);
    }
    lab.run(Duration.ofSeconds(4));

    String what =
        String.format(
            Locale.ROOT,
            "datagram %d lost, lower id first: %s, %s, %s",
            lost,
            lowerFirst,
            first.notifications,
            second.notifications);
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
