package dev.gossip.udp.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.DropReason;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.datagram.RawInit;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.secure.SecureLab.Datagram;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Somebody on the path sees everything, sends copies of it, and forges what needs no key. */
class CopierTest {
  private static final long SEED = 20260805;
  private static final PeerAddress COPIER = PeerAddress.parse("192.0.2.66:6666");
  private static final int FRAMES = 60;
  private static final int DUE_MILLIS = 70;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final SecureLab lab = new SecureLab(SEED);
  private final SecureEnd alice = lab.end("203.0.113.1:5000");
  private final SecureEnd bob = lab.end("198.51.100.2:5000");
  private final List<Datagram> seen = new ArrayList<>();

  /**
   * @param copyMillis after which copies arrive; the genuine datagrams take 10
   * @param spoofs whether copies have the source of the original
   * @param duringHandshake whether it is there from the first datagram on
   */
  @ParameterizedTest
  @CsvSource({
    "1, false, false",
    "1, true, true",
    "9, false, false",
    "10, true, false",
    "10, false, true",
    "11, false, true",
    "40, true, true",
    "300, false, false",
    "2000, true, true",
  })
  void copiesAndForgeriesChangeNothingButCounters(
      int copyMillis, boolean spoofs, boolean duringHandshake) {
    if (!duringHandshake) {
      link();
    }
    lab.wire = datagram -> copyAndForge(datagram, Duration.ofMillis(copyMillis), spoofs);
    if (duringHandshake) {
      link();
    }
    exchange();
    lab.wire = List::of;
    lab.run(Duration.ofSeconds(10));

    assertThat(alice.notifications)
        .as("seed %d", SEED)
        .containsExactly("up OUTBOUND " + bob.address);
    assertThat(bob.notifications)
        .as("seed %d", SEED)
        .containsExactly("up INBOUND " + alice.address);
    assertThat(bob.dropsOf(DropReason.REPLAYED_DATAGRAM)).isPositive();
  }

  /**
   * It is there from the first datagram on, but a forger as well would keep the ends apart.
   *
   * @param delayMillis of genuine datagrams
   * @param copyMillis of copies
   */
  @ParameterizedTest
  @CsvSource({"10, 1", "10, 9", "10, 20", "200, 1", "240, 150"})
  void fasterCopierOfAHandshakeIsNotTheAddressOfTheLink(int delayMillis, int copyMillis) {
    Duration delay = Duration.ofMillis(delayMillis);
    Duration copyDelay = Duration.ofMillis(copyMillis);
    lab.wire =
        datagram -> {
          if (datagram.to().equals(COPIER)) {
            return List.of(datagram.toAddress(alice.address).fromAddress(COPIER).after(copyDelay));
          }
          return List.of(datagram.after(delay), datagram.fromAddress(COPIER).after(copyDelay));
        };
    link();
    exchange();
    // It can only stop to forward what it gets.
    lab.wire = datagram -> datagram.to().equals(COPIER) ? List.of() : List.of(datagram);
    lab.run(Duration.ofSeconds(10));
    alice.send("the end");
    bob.send("the end");
    lab.run(Duration.ofSeconds(1));

    assertThat(alice.notifications).containsExactly("up OUTBOUND " + bob.address);
    assertThat(bob.notifications).containsExactly("up INBOUND " + alice.address);
    assertThat(alice.texts()).endsWith("the end");
    assertThat(bob.texts()).endsWith("the end");
  }

  @Test
  void nodeThatAnswersFromAnotherAddressIsLinkedAfterAWhile() {
    lab.wire =
        datagram ->
            List.of(datagram.from().equals(bob.address) ? datagram.fromAddress(COPIER) : datagram);
    alice.dial(bob);
    lab.run(Duration.ofMillis(500));
    assertThat(alice.notifications).isEmpty();
    lab.run(Duration.ofMillis(300));
    exchange();

    assertThat(alice.notifications).containsExactly("up OUTBOUND " + bob.address);
    assertThat(bob.notifications).containsExactly("up INBOUND " + alice.address);
  }

  private void exchange() {
    List<String> toBob = new ArrayList<>();
    List<String> toAlice = new ArrayList<>();
    for (int i = 0; i < FRAMES; i++) {
      toBob.add("from alice to bob, number " + i);
      toAlice.add("from bob to alice, number " + i);
      alice.send(toBob.get(i));
      bob.send(toAlice.get(i));
      lab.run(Duration.ofMillis(DUE_MILLIS));
    }
    lab.run(Duration.ofSeconds(3));
    assertThat(bob.texts()).as("seed %d", SEED).containsExactlyElementsOf(toBob);
    assertThat(alice.texts()).as("seed %d", SEED).containsExactlyElementsOf(toAlice);
  }

  private void link() {
    alice.dial(bob);
    lab.run(Duration.ofSeconds(2));
  }

  private List<Datagram> copyAndForge(Datagram datagram, Duration copyAfter, boolean spoofs) {
    if (datagram.to().equals(COPIER)) {
      // It answers for the other end as fast as it can.
      PeerAddress real = datagram.from().equals(alice.address) ? bob.address : alice.address;
      return List.of(datagram.toAddress(real).fromAddress(COPIER).after(copyAfter));
    }
    seen.add(datagram);
    List<Datagram> carried = new ArrayList<>();
    carried.add(datagram);
    Datagram copy = datagram.after(copyAfter);
    carried.add(spoofs ? copy : copy.fromAddress(COPIER));
    carried.add(seen.get(random.nextInt(seen.size())).after(copyAfter));
    // Back to its sender, as if it came from the receiver.
    carried.add(new Datagram(datagram.to(), datagram.from(), datagram.bytes(), copyAfter));
    for (byte[] forged : forgeries(datagram)) {
      carried.add(datagram.with(forged).after(copyAfter));
      carried.add(new Datagram(datagram.to(), datagram.from(), forged, copyAfter));
    }
    return carried;
  }

  /** What somebody without keys can make of what was seen. */
  private List<byte[]> forgeries(Datagram datagram) {
    List<byte[]> forged = new ArrayList<>();
    byte[] flipped = datagram.bytes().clone();
    flipped[4 + random.nextInt(flipped.length - 4)] ^= (byte) (1 << random.nextInt(8));
    forged.add(flipped);
    for (long connectionId : connectionIds(datagram.bytes())) {
      forged.add(unsealed(SecureDatagrams.RESET, connectionId, SecureDatagrams.RESET_BYTES));
      forged.add(unsealed(SecureDatagrams.RETRY, connectionId, SecureDatagrams.RETRY_BYTES));
      forged.add(unsealed(SecureDatagrams.CLOSE, connectionId, 60));
      byte code = (byte) (1 + random.nextInt(3));
      forged.add(SecureDatagrams.note(connectionId, code));
      ByteBuffer plainClose = ByteBuffer.allocate(22);
      Datagrams.putHeader(plainClose, Datagrams.CLOSE, connectionId, 1);
      forged.add(plainClose.put(new byte[] {8, 2}).array());
    }
    byte[] otherVersion = datagram.bytes().clone();
    otherVersion[2] = (byte) (3 + random.nextInt(5));
    if (!alice.up.isEmpty() && !bob.up.isEmpty()) {
      // Before that, the node reports a dial in another version.
      forged.add(otherVersion);
    }
    forged.add(RawInit.datagram(Datagrams.VERSION, Datagrams.ACCEPT, 60, random));
    forged.add(RawInit.datagram(Datagrams.VERSION, Datagrams.RESET, 20, random));
    return forged;
  }

  private byte[] unsealed(byte type, long connectionId, int bytes) {
    byte[] datagram = RawInit.datagram(SecureDatagrams.VERSION, type, bytes, random);
    ByteBuffer.wrap(datagram).putLong(SecureDatagrams.HEAD_BYTES, connectionId);
    return datagram;
  }

  private static List<Long> connectionIds(byte[] datagram) {
    ByteBuffer bytes = ByteBuffer.wrap(datagram);
    return datagram[3] == SecureDatagrams.INIT
        ? List.of(bytes.getLong(SecureDatagrams.INIT_CONNECTION_ID_OFFSET))
        : List.of(bytes.getLong(SecureDatagrams.HEAD_BYTES));
  }

  @Test
  void anotherNodeAtTheAddressOfALinkDoesNotEndIt() {
    link();
    SecureEnd mallory = lab.end("192.0.2.67:6666");
    PeerAddress inBetween = mallory.address;
    lab.wire =
        datagram -> {
          if (datagram.from().equals(inBetween)) {
            return List.of(datagram.fromAddress(alice.address));
          }
          return datagram.to().equals(alice.address)
              ? List.of(datagram, datagram.toAddress(inBetween).fromAddress(bob.address))
              : List.of(datagram);
        };
    mallory.dial(bob);
    exchange();

    assertThat(bob.notifications).containsExactly("up INBOUND " + alice.address);
    assertThat(alice.notifications).containsExactly("up OUTBOUND " + bob.address);
  }

  @Test
  void nodeThatStartsAgainWithAnotherKeyReplacesItsOldLinkAtOnce() {
    link();
    // The old process is gone.
    alice.restart(Map.of());
    SecureEnd another = lab.end(alice.address.toString(), 99);
    another.dial(bob);
    lab.run(Duration.ofMillis(400));

    assertThat(bob.notifications)
        .containsExactly(
            "up INBOUND " + alice.address,
            "down RESTARTED: another node is at its address, or it started again with another key",
            "up INBOUND " + alice.address);
    another.send("hello");
    lab.run(Duration.ofSeconds(1));
    assertThat(bob.texts()).containsExactly("hello");
  }
}
