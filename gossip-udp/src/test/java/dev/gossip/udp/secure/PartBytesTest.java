package dev.gossip.udp.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.udp.datagram.SecureDatagrams;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many bytes of large frames a link says that it has received. */
class PartBytesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int BYTES = 20_000;

  private final SecureLab lab = new SecureLab(1);
  private final SecureEnd alice = lab.end("203.0.113.1:5000");
  private final SecureEnd bob = lab.end("198.51.100.2:5000");

  @BeforeEach
  void link() {
    alice.dial(bob);
    lab.run(SECOND);
  }

  @Test
  void smallFramesHaveNoParts() {
    alice.send("small");
    lab.run(SECOND);

    assertThat(bob.texts()).containsExactly("small");
    assertThat(bob.stats().partBytes()).isZero();
  }

  @Test
  void eachByteOfALargeFrameCountsOnce() {
    lab.wire =
        datagram ->
            datagram.type() == SecureDatagrams.DATA
                ? List.of(datagram, datagram.after(SecureLab.DELAY.multipliedBy(2)))
                : List.of(datagram);
    alice.send("x".repeat(BYTES));
    lab.run(SECOND);

    assertThat(bob.texts()).hasSize(1);
    assertThat(bob.stats().partBytes()).isEqualTo(BYTES);
    assertThat(alice.stats().partBytes()).isZero();
  }

  @Test
  void partsOfAFrameThatIsNotCompleteCount() {
    int[] passed = {0};
    lab.wire =
        datagram ->
            datagram.bytes().length < 1_000 || passed[0]++ < 3 ? List.of(datagram) : List.of();
    alice.send("x".repeat(BYTES));
    lab.run(SECOND);

    assertThat(bob.texts()).isEmpty();
    assertThat(bob.stats().partBytes()).isBetween(2_000L, BYTES / 2L);
  }
}
