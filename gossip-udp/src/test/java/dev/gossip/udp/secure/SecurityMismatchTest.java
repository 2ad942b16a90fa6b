package dev.gossip.udp.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.udp.datagram.RawInit;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.secure.SecureLab.Datagram;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Tests dials between nodes that do not speak the same datagram format. */
class SecurityMismatchTest {
  private static final String REMEDY = "set gossip.transport.udp.security alike at both";

  private final SecureLab lab = new SecureLab(20260808);
  private final SecureEnd alice = lab.end("203.0.113.1:5000");
  private final SecureEnd bob = lab.end("198.51.100.2:5000");

  private void dial() {
    alice.dial(bob);
    lab.run(Duration.ofSeconds(4));
  }

  private static void assertNamedOnce(SecureEnd end, SecureEnd other, String... parts) {
    assertThat(end.notifications)
        .isNotEmpty()
        .allSatisfy(
            said -> assertThat(said).startsWith("refused " + other.address).contains(parts));
    assertThat(end.notifications.stream().distinct()).hasSize(1);
  }

  @Test
  void secureDialerAndPlainAcceptorNameBothSettings() {
    bob.restart(Map.of("security", "none"));
    dial();

    assertThat(alice.notifications).hasSize(1);
    assertNamedOnce(alice, bob, "its security is none and this node's is noise", REMEDY);
    assertNamedOnce(bob, alice, "its security is noise and this node's is none", REMEDY);
  }

  @Test
  void plainDialerAndSecureAcceptorNameBothSettings() {
    alice.restart(Map.of("security", "none"));
    dial();

    assertThat(alice.notifications).hasSize(1);
    assertNamedOnce(alice, bob, "its security is noise and this node's is none", REMEDY);
    assertNamedOnce(bob, alice, "its security is none and this node's is noise", REMEDY);
  }

  @Test
  void plainNodesLinkWithoutKeys() {
    alice.restart(Map.of("security", "none"));
    bob.restart(Map.of("security", "none"));
    alice.dial(bob);
    lab.run(Duration.ofMillis(500));
    alice.send("plain");
    lab.run(Duration.ofMillis(500));

    assertThat(alice.up).hasSize(1);
    assertThat(bob.up).hasSize(1);
    assertThat(bob.texts()).containsExactly("plain");
  }

  @Test
  void dialOfANodeWithAnotherVersionNamesTheVersions() {
    lab.wire = datagram -> List.of(withVersion(datagram, 7));
    dial();

    assertThat(alice.notifications)
        .containsExactly("failed " + bob.address + ": nobody answers there");
    assertNamedOnce(bob, alice, "it speaks version 7 of the datagram format, this node version 2");
  }

  @Test
  void floodInAnotherVersionIsReportedAtMostTwoHundredTimesASecond() {
    SplittableRandom random = new SplittableRandom(20260812);
    for (int i = 0; i < 2000; i++) {
      byte[] init = RawInit.of(random);
      init[2] = 7;
      PeerAddress from = new PeerAddress("203.0.113.5", 1 + i);
      lab.deliver(new Datagram(from, bob.address, init, Duration.ofNanos(i)));
    }
    lab.run(Duration.ofMillis(900));

    assertThat(bob.notifications).hasSize(200);
    assertThat(lab.log).isEmpty();
  }

  @Test
  void answerInAnotherVersionIsNamedWhenTheDialTimesOut() {
    lab.wire =
        datagram ->
            List.of(datagram.from().equals(bob.address) ? withVersion(datagram, 7) : datagram);
    dial();

    assertThat(alice.notifications).hasSize(1);
    assertNamedOnce(alice, bob, "it speaks version 7 of the datagram format, this node version 2");
  }

  private static Datagram withVersion(Datagram datagram, int version) {
    byte[] changed = datagram.bytes().clone();
    changed[2] = (byte) version;
    return datagram.with(changed);
  }

  @Test
  void unknownSuiteIsNamedWhenTheDialTimesOut() {
    lab.wire =
        datagram -> {
          if (datagram.type() != SecureDatagrams.INIT) {
            return List.of(datagram);
          }
          byte[] changed = datagram.bytes().clone();
          changed[SecureDatagrams.HEAD_BYTES] = 2;
          return List.of(datagram.with(changed));
        };
    dial();

    assertThat(alice.notifications).hasSize(1);
    assertNamedOnce(alice, bob, "it knows other ways to encrypt", "run the same version at both");
  }

  @Test
  void forgedHintsDoNotEndADial() {
    lab.wire =
        datagram -> {
          if (datagram.type() != SecureDatagrams.INIT) {
            return List.of(datagram);
          }
          long id =
              ByteBuffer.wrap(datagram.bytes()).getLong(SecureDatagrams.INIT_CONNECTION_ID_OFFSET);
          Datagram note =
              new Datagram(
                  bob.address,
                  alice.address,
                  SecureDatagrams.note(id, SecureDatagrams.PLAIN_HERE),
                  Duration.ofMillis(1));
          return List.of(note, withVersion(note, 1), withVersion(note, 9), datagram);
        };
    dial();

    assertThat(alice.notifications).containsExactly("up OUTBOUND " + bob.address);
  }
}
