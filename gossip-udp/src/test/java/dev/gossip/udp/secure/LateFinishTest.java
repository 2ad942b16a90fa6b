package dev.gossip.udp.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.secure.SecureLab.Datagram;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Finishes that come late, again, or after the link that they began was lost. */
class LateFinishTest {
  private static final long SEED = 20261130;
  private static final Duration MILLI = Duration.ofMillis(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SecureLab lab = new SecureLab(SEED);
  private final SecureEnd alice = lab.end("203.0.113.1:5000");
  private final SecureEnd bob = lab.end("198.51.100.2:5000");

  @Test
  void finishOfAnEarlierProcessDoesNotEndTheLinkOfTheNext() {
    boolean[] isHeld = {true};
    lab.wire =
        datagram ->
            List.of(
                datagram.type() == SecureDatagrams.FINISH && isHeld[0]
                    ? datagram.after(Duration.ofMillis(1500))
                    : datagram);
    alice.dial(bob);
    lab.run(Duration.ofMillis(200));
    isHeld[0] = false;
    alice.restart(Map.of());
    alice.onGone = gone -> lab.schedule(SECOND, () -> alice.dial(bob));
    alice.dial(bob);
    lab.run(Duration.ofSeconds(10));

    assertThat(bob.notifications).containsExactly("up INBOUND " + alice.address);
  }

  @Test
  void anythingThatLooksLikeAFinishCausesFewPongs() {
    alice.dial(bob);
    lab.run(SECOND);
    byte[] finish =
        lab.log.stream()
            .filter(d -> d.type() == SecureDatagrams.FINISH)
            .findFirst()
            .orElseThrow()
            .bytes();
    for (int i = 12; i < finish.length; i++) {
      finish[i] = 0;
    }
    lab.log.clear();
    for (int i = 0; i < 1000; i++) {
      lab.deliver(new Datagram(alice.address, bob.address, finish, MILLI));
    }
    lab.run(Duration.ofMillis(100));

    assertThat(lab.log.stream().filter(d -> d.type() == SecureDatagrams.PONG).count())
        .isLessThan(20);
  }

  /** Both have been linked; the higher one has lost the link, whose close was lost, and dials. */
  @Test
  void dialOfAPeerThatHasLostItsLinkReplacesIt() {
    SecureEnd lower = alice.id.compareTo(bob.id) < 0 ? alice : bob;
    SecureEnd higher = lower == alice ? bob : alice;
    lower.dial(higher);
    lab.run(Duration.ofMillis(500));
    lab.wire = datagram -> datagram.type() == SecureDatagrams.CLOSE ? List.of() : List.of(datagram);
    higher.close();
    lab.run(Duration.ofMillis(100));
    lab.wire = List::of;
    higher.dial(lower);
    lab.run(Duration.ofMillis(500));

    assertThat(higher.notifications)
        .containsExactly("up INBOUND " + lower.address, "up OUTBOUND " + lower.address);
  }
}
