package dev.gossip.udp.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Discouragement;
import dev.gossip.api.transport.CloseReason;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a discouraged node hears. */
class DiscouragementTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Discouragement WHY =
      new Discouragement("bad-signature", 10, Duration.ofMinutes(10));

  private final SecureLab lab = new SecureLab(1);
  private final SecureEnd alice = lab.end("203.0.113.1:5000");
  private final SecureEnd bob = lab.end("198.51.100.2:5000");

  private void dial() {
    alice.dial(bob);
    lab.run(SECOND);
  }

  @Test
  void closeSaysWhyAndForHowLong() {
    dial();
    bob.close(CloseReason.of(WHY));
    lab.run(SECOND);

    assertThat(alice.discouragements).containsExactly(WHY);
    assertThat(alice.notifications)
        .endsWith(
            "down REFUSED_BY_PEER: discouraged for bad-signature (10 times); come back in 600 s");
  }

  @Test
  void nodeThatComesBackTooEarlyHearsItAgain() {
    bob.refused.add(alice.id);
    bob.refusal = CloseReason.of(WHY);
    dial();

    assertThat(alice.discouragements).containsExactly(WHY);
  }

  @Test
  void dialerThatDiscouragesTheNodeItReachesSaysSoOnlyToItsUser() {
    alice.refused.add(bob.id);
    alice.refusal = CloseReason.of(WHY);
    dial();

    assertThat(alice.notifications)
        .singleElement()
        .asString()
        .contains("accepts no link with node " + bob.id.hex(), "see gossip.spam.use")
        .doesNotContain("allow it");
    assertThat(alice.notAccepted).containsExactly(bob.id);
    assertThat(bob.notifications).singleElement().asString().doesNotContain("discouraged");
  }

  @Test
  void otherReasonsDiscourageNobody() {
    dial();
    bob.close();
    lab.run(SECOND);

    assertThat(alice.notifications).endsWith("down CLOSED_BY_PEER: done");
    assertThat(alice.discouragements).isEmpty();
  }

  @Test
  void timeIsRoundedUpToMilliseconds() {
    dial();
    bob.close(CloseReason.of(new Discouragement("excess", 1, Duration.ofNanos(1))));
    lab.run(SECOND);

    assertThat(alice.discouragements)
        .containsExactly(new Discouragement("excess", 1, Duration.ofMillis(1)));
  }

  @Test
  void plainLinkSaysItOnlyToPeople() {
    alice.restart(Map.of("security", "none"));
    bob.restart(Map.of("security", "none"));
    alice.dial(bob);
    lab.run(SecureLab.DELAY.multipliedBy(2));
    alice.send("hello");
    lab.run(SECOND);
    bob.close(CloseReason.of(WHY));
    lab.run(SECOND);

    assertThat(alice.notifications)
        .endsWith(
            "down REFUSED_BY_PEER: discouraged for bad-signature (10 times); come back in 600 s");
    assertThat(alice.discouragements).isEmpty();
  }
}
