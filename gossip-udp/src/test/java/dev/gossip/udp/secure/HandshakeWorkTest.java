package dev.gossip.udp.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.DropReason;
import dev.gossip.udp.datagram.RawInit;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.secure.SecureLab.Datagram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Tests how many key agreements others can cause, and what a second dial adds to the first. */
class HandshakeWorkTest {
  private static final long SEED = 20261130;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final SecureLab lab = new SecureLab(SEED);
  private final SecureEnd alice = lab.end("203.0.113.1:5000");
  private final SecureEnd bob = lab.end("198.51.100.2:5000");

  @Test
  void forgedAnswersCauseFewKeyAgreementsBetweenRepetitionsOfTheInit() {
    List<Datagram> genuine = new ArrayList<>();
    lab.wire =
        datagram -> {
          if (datagram.type() != SecureDatagrams.ANSWER) {
            return List.of(datagram);
          }
          boolean isFirst = genuine.isEmpty();
          genuine.add(datagram);
          return isFirst ? forgeries(datagram, 200) : List.of(datagram);
        };
    alice.dial(bob);
    lab.run(Duration.ofMillis(240));

    assertThat(alice.dropsOf(DropReason.BAD_HANDSHAKE)).as("seed %d", SEED).isEqualTo(16);
    assertThat(alice.dropsOf(DropReason.UNEXPECTED_HANDSHAKE)).isEqualTo(184);
    lab.run(Duration.ofSeconds(1));
    assertThat(alice.notifications)
        .as("the answer to the next init is read")
        .containsExactly("up OUTBOUND " + bob.address);
  }

  /** One after the other, so that no more than one is being read at a time. */
  private List<Datagram> forgeries(Datagram answer, int count) {
    List<Datagram> forged = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] bytes = answer.bytes().clone();
      bytes[bytes.length - 1 - random.nextInt(30)] ^= (byte) (1 << random.nextInt(8));
      forged.add(answer.with(bytes).after(SecureLab.DELAY.plusNanos(500_000L * i)));
    }
    return forged;
  }

  @Test
  void secondDialToAnAddressSetsTheExpectedId() {
    SecureEnd carol = lab.end("192.0.2.3:5000");
    alice.dial(bob);
    alice.transport().dial(bob.address, Optional.of(carol.id));
    lab.run(Duration.ofSeconds(2));

    assertThat(alice.notifications)
        .singleElement()
        .asString()
        .contains("refused " + bob.address, bob.id.hex(), carol.id.hex());
    assertThat(bob.up).isEmpty();
  }

  @Test
  void expectedIdCountsAlsoWhileTheDialWaitsForTheOtherOne() {
    SecureEnd lower = alice.id.compareTo(bob.id) < 0 ? alice : bob;
    SecureEnd higher = lower == alice ? bob : alice;
    // The dial of the lower id has precedence, but never ends.
    lab.wire =
        datagram ->
            datagram.type() == SecureDatagrams.FINISH && datagram.from().equals(lower.address)
                ? List.of()
                : List.of(datagram);
    higher.dial(lower);
    lower.dial(higher);
    lab.run(Duration.ofMillis(100));
    assertThat(higher.notifications).isEmpty();
    higher.transport().dial(lower.address, Optional.of(higher.id));
    lab.run(Duration.ofSeconds(2));

    assertThat(higher.notifications)
        .singleElement()
        .asString()
        .contains(
            "refused " + lower.address, "has the id " + lower.id.hex(), "not " + higher.id.hex());
  }

  @Test
  void secondDialDoesNotChangeTheExpectedIdOfTheFirst() {
    alice.transport().dial(bob.address, Optional.of(alice.id));
    alice.transport().dial(bob.address, Optional.of(bob.id));
    alice.dial(bob);
    lab.run(Duration.ofSeconds(2));

    assertThat(alice.notifications).singleElement().asString().contains("refused", alice.id.hex());
  }

  @Test
  void fewAnswersAreCalculatedAtTheSameTimeAndAllInTheEnd() {
    int inits = 60;
    bob.offloadDelay = Duration.ofMillis(20);
    Map<PeerAddress, byte[]> sent = new HashMap<>();
    Set<PeerAddress> answered = new HashSet<>();
    lab.wire =
        datagram -> {
          byte[] init = sent.get(datagram.to());
          if (init != null && datagram.type() == SecureDatagrams.RETRY) {
            byte[] proven = RawInit.withCookie(init, datagram.bytes());
            return List.of(new Datagram(datagram.to(), bob.address, proven, SecureLab.DELAY));
          }
          if (datagram.type() == SecureDatagrams.ANSWER) {
            answered.add(datagram.to());
          }
          return List.of(datagram);
        };
    for (int i = 0; i < inits; i++) {
      PeerAddress from = new PeerAddress("203.0." + i + ".1", 5000);
      sent.put(from, RawInit.of(random));
      lab.deliver(new Datagram(from, bob.address, sent.get(from), SecureLab.DELAY));
    }
    int most = 0;
    for (int i = 0; i < 300; i++) {
      lab.run(Duration.ofMillis(1));
      most = Math.max(most, bob.pending("offload"));
    }

    assertThat(most).as("seed %d", SEED).isEqualTo(8);
    assertThat(answered).as("seed %d", SEED).hasSize(inits);
  }
}
