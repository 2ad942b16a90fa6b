package dev.gossip.udp.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that have lost their address, and go on sending with it as a forged source. */
class FormerOwnerTest {
  private static final long SEED = 20261130;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SecureLab lab = new SecureLab(SEED);
  private final SecureEnd alice = lab.end("203.0.113.1:5000");

  /**
   * The former owner of an address goes on sending from it, but receives nothing there any more.
   *
   * @param isDialing whether Alice dials the new owner, or the new owner dials her
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void formerOwnerThatOnlySendsDoesNotKeepTheNextOneOut(boolean isDialing) {
    SecureEnd mallory = lab.end("192.0.2.67:6666");
    PeerAddress former = mallory.address;
    mallory.restart(Map.of("down-after", "1h", "rekey-after", "2h"));
    mallory.dial(alice);
    lab.run(SECOND);
    lab.move(mallory, PeerAddress.parse("192.0.2.99:9"));
    SecureEnd carol = lab.end(former.toString(), 77);
    lab.wire =
        datagram ->
            datagram.from().equals(mallory.address)
                ? List.of(datagram.fromAddress(former))
                : datagram.to().equals(mallory.address) ? List.of() : List.of(datagram);
    for (int i = 0; i < 600; i++) {
      mallory.send("m" + i);
      if (i % 20 == 0 && carol.up.isEmpty()) {
        (isDialing ? alice : carol)
            .transport()
            .dial(
                isDialing ? carol.address : alice.address,
                isDialing ? Optional.of(carol.id) : Optional.of(alice.id));
      }
      lab.run(Duration.ofMillis(100));
    }

    assertThat(carol.up)
        .as("alice %s, carol %s", alice.notifications, carol.notifications)
        .hasSize(1);
  }

  @Test
  void addressWhoseOwnerNeverAnswersGetsNoTrafficForLong() {
    SecureEnd mallory = lab.end("192.0.2.67:6666");
    PeerAddress former = mallory.address;
    mallory.restart(Map.of("down-after", "1h", "rekey-after", "2h"));
    mallory.dial(alice);
    lab.run(SECOND);
    lab.move(mallory, PeerAddress.parse("192.0.2.99:9"));
    SecureEnd victim = lab.end(former.toString(), 77);
    lab.wire =
        datagram ->
            datagram.from().equals(mallory.address)
                ? List.of(datagram.fromAddress(former))
                : datagram.to().equals(mallory.address) ? List.of() : List.of(datagram);
    for (int i = 0; i < 60 && !alice.up.isEmpty(); i++) {
      mallory.send("m");
      alice.send("a".repeat(1000));
      lab.run(SECOND);
    }

    assertThat(alice.notifications)
        .as("the victim dropped %s, and answered each with a reset", victim.drops)
        .anyMatch(said -> said.startsWith("down"));
  }
}
