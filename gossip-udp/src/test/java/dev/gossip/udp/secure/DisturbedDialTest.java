package dev.gossip.udp.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.udp.datagram.SecureDatagrams;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dials and links that strangers disturb who copy datagrams and forge their source. */
class DisturbedDialTest {
  private static final long SEED = 20261130;
  private static final Duration MILLI = Duration.ofMillis(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SecureLab lab = new SecureLab(SEED);
  private final SecureEnd alice = lab.end("203.0.113.1:5000");
  private final SecureEnd bob = lab.end("198.51.100.2:5000");

  @Test
  void ownDatagramsThatComeBackDoNotEndADial() {
    lab.wire =
        datagram ->
            datagram.from().equals(alice.address)
                ? List.of(
                    datagram,
                    datagram.fromAddress(bob.address).toAddress(alice.address).after(MILLI))
                : List.of(datagram);
    alice.dial(bob);
    lab.run(Duration.ofSeconds(3));

    assertThat(alice.notifications).containsExactly("up OUTBOUND " + bob.address);
  }

  @Test
  void heldHandshakeDoesNotEndTheSuccessorOfADeadLink() {
    alice.dial(bob);
    lab.run(SECOND);
    PeerAddress home = alice.address;
    SecureEnd mallory = lab.end("192.0.2.67:6666");
    // Mallory sees what is sent to Alice, and sends from her address, but stops nothing.
    lab.wire =
        datagram -> {
          if (datagram.from().equals(mallory.address)) {
            return List.of(datagram.fromAddress(home).after(MILLI));
          }
          return datagram.to().equals(home)
              ? List.of(
                  datagram.after(MILLI),
                  datagram.toAddress(mallory.address).fromAddress(bob.address).after(MILLI))
              : List.of(datagram.after(MILLI));
        };
    alice.restart(Map.of());
    mallory.dial(bob);
    lab.run(Duration.ofMillis(10));
    alice.dial(bob);
    lab.run(Duration.ofSeconds(2));

    assertThat(alice.notifications.subList(1, alice.notifications.size()))
        .containsExactly("up OUTBOUND " + bob.address);
    assertThat(bob.notifications)
        .containsExactly(
            "up INBOUND " + home, "down RESTARTED: it started again", "up INBOUND " + home);
  }

  /** As {@code CopierTest.anotherNodeAtTheAddressOfALinkDoesNotEndIt}, but during the dial. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anotherNodeAtTheAddressOfADialDoesNotEndTheDial(boolean isIdExpected) {
    SecureEnd mallory = lab.end("192.0.2.67:6666");
    lab.wire =
        datagram -> {
          if (datagram.from().equals(mallory.address)) {
            return List.of(datagram.fromAddress(bob.address).after(MILLI));
          }
          // Only the expected id distinguishes Bob from another node that answers the dial.
          boolean isCopied = isIdExpected || datagram.type() != SecureDatagrams.INIT;
          if (isCopied && datagram.from().equals(alice.address)) {
            return List.of(datagram, datagram.toAddress(mallory.address).after(MILLI));
          }
          return List.of(datagram);
        };
    alice.transport().dial(bob.address, isIdExpected ? Optional.of(bob.id) : Optional.empty());
    mallory.dial(alice);
    lab.run(Duration.ofSeconds(2));

    assertThat(alice.peers.values()).as("%s", alice.notifications).containsExactly(bob.id);
  }
}
