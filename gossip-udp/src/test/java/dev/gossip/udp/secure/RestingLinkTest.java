package dev.gossip.udp.secure;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.DropReason;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.secure.SecureLab.Datagram;
import dev.gossip.udp.session.SecureSession;
import dev.gossip.udp.table.Link;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links that carry nothing but pings for a while forget what they know of their traffic. */
class RestingLinkTest {
  private static final long SEED = 20261130;
  private static final Duration REST = Duration.ofSeconds(13);
  private static final Duration A_WHILE = Duration.ofSeconds(1);
  private static final List<String> SOME = List.of(" a", " b", " c", " d", " e");

  private final SecureLab lab = new SecureLab(SEED);
  private final SecureEnd alice = lab.end("203.0.113.1:5000");
  private final SecureEnd bob = lab.end("198.51.100.2:5000");

  private void link(Map<String, String> settings) {
    alice.restart(settings);
    bob.restart(settings);
    alice.dial(bob);
    // A plain link is up at Bob's end with the first frame only.
    lab.run(A_WHILE.dividedBy(2));
    makeBusy(alice);
    makeBusy(bob);
    alice.frames.clear();
    bob.frames.clear();
    alice.send("before");
    lab.run(A_WHILE);
    bob.send("before");
    lab.run(A_WHILE);
    assertAwake();
  }

  /** A plain link that has carried hardly anything rests at once. */
  private void makeBusy(SecureEnd end) {
    IntStream.range(0, 20).forEach(i -> end.send("busy " + i));
    lab.run(A_WHILE);
  }

  /** So many frames in a row that the other end acknowledges, and neither rests. */
  private void sendSome(SecureEnd from, String text) {
    SOME.forEach(number -> from.send(text + number));
    lab.run(A_WHILE);
  }

  private static List<String> some(String... texts) {
    return Stream.of(texts).flatMap(text -> SOME.stream().map(number -> text + number)).toList();
  }

  private static Link link(SecureEnd end) {
    return (Link) end.link();
  }

  private void assertAtRest() {
    for (SecureEnd end : List.of(alice, bob)) {
      assertThat(link(end).flow).isNull();
      assertThat(link(end).flowTimer).isNull();
      assertThat(link(end).resting).isNotNull();
    }
  }

  private void assertAwake() {
    for (SecureEnd end : List.of(alice, bob)) {
      assertThat(link(end).flow).isNotNull();
      assertThat(link(end).resting).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"noise", "none"})
  void idleLinkForgetsItsFlowAndWorksAgain(String security) {
    link(Map.of("security", security));
    for (int i = 0; i < 4; i++) {
      lab.run(REST);
      assertAtRest();
      sendSome(alice, "alice " + i);
      sendSome(bob, "bob " + i);
      assertAwake();
    }
    assertThat(bob.texts())
        .startsWith("before")
        .endsWith("alice 3 e")
        .containsAll(some("alice 0", "alice 1", "alice 2", "alice 3"))
        .hasSize(21);
    assertThat(alice.texts())
        .startsWith("before")
        .endsWith("bob 3 e")
        .containsAll(some("bob 0", "bob 1", "bob 2", "bob 3"))
        .hasSize(21);
    assertThat(alice.notifications).hasSize(1);
    assertThat(bob.notifications).hasSize(1);
    assertThat(alice.drops).isEmpty();
    assertThat(bob.drops).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"noise", "none"})
  void questionsAboutALinkDoNotEndItsRest(String security) {
    link(Map.of("security", security));
    var limits = alice.transport().limits(alice.link());
    var roundTrip = alice.stats().roundTrip();
    assertThat(roundTrip).isPresent();
    lab.run(REST);
    assertThat(alice.transport().limits(alice.link())).isEqualTo(limits);
    assertThat(alice.stats().roundTrip()).isEqualTo(roundTrip);
    assertThat(alice.stats().datagramBytes()).isEqualTo(1_200);
    assertAtRest();
  }

  @ParameterizedTest
  @ValueSource(strings = {"noise", "none"})
  void restFreesTheBuffersForData(String security) {
    link(Map.of("security", security));
    for (int i = 0; i < 2; i++) {
      alice.send("a".repeat(1_000));
      lab.run(A_WHILE);
      assertThat(bufferBytes("out")).isGreaterThan(1_000);
      lab.run(REST);
      assertAtRest();
      // Pings need a little of them.
      assertThat(bufferBytes("out") + bufferBytes("sealed")).isLessThanOrEqualTo(128);
    }
    assertThat(bob.texts()).hasSize(3);
  }

  private int bufferBytes(String name) {
    return assertThat(alice.transport())
        .extracting("sender." + name)
        .asInstanceOf(type(ByteBuffer.class))
        .actual()
        .capacity();
  }

  @ParameterizedTest
  @ValueSource(strings = {"noise", "none"})
  void linkWithTrafficDoesNotRest(String security) {
    link(Map.of("security", security));
    for (int i = 0; i < 20; i++) {
      sendSome(alice, "alice " + i);
      assertAwake();
    }
    assertThat(bob.texts()).hasSize(101);
  }

  @ParameterizedTest
  @ValueSource(strings = {"noise", "none"})
  void largeFramesArriveAfterARestInSpiteOfLoss(String security) {
    link(Map.of("security", security));
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 3; i++) {
      lab.run(REST);
      assertAtRest();
      lab.wire = datagram -> random.nextInt(5) == 0 ? List.of() : List.of(datagram);
      alice.send(i + "a".repeat(50_000));
      bob.send(i + "b".repeat(50_000));
      lab.run(Duration.ofSeconds(5));
      lab.wire = List::of;
      alice.send("a");
      bob.send("b");
      lab.run(A_WHILE);
    }
    assertThat(bob.texts()).as("seed %d", SEED).hasSize(7);
    assertThat(alice.texts()).as("seed %d", SEED).hasSize(7);
    assertThat(alice.notifications).hasSize(1);
  }

  /** Its keys are ready again only then. */
  @Test
  void loneFrameEndsTheRestOfASecureLinkAtItsSenderOnly() {
    link(Map.of());
    lab.run(REST);
    assertAtRest();
    lab.log.clear();
    alice.send("lone");
    assertThat(link(alice).flow).isNotNull();
    lab.run(A_WHILE);
    assertThat(bob.texts()).containsExactly("before", "lone");
    assertThat(link(bob).flow).isNull();
    assertThat(lab.log.stream().filter(datagram -> datagram.type() == SecureDatagrams.DATA))
        .as("no acknowledgement")
        .hasSize(1);
    lab.run(REST);
    assertAtRest();
  }

  @Test
  void keysChangeDuringARest() {
    alice.rekeyAfter = Optional.of(Duration.ofSeconds(3));
    bob.rekeyAfter = Optional.of(Duration.ofSeconds(3));
    link(Map.of());
    int before = highestEpoch();
    lab.run(REST);
    assertAtRest();
    int after = highestEpoch();
    assertThat(after).isGreaterThanOrEqualTo(before + 2);
    IntStream.range(0, 50).forEach(i -> alice.send("alice " + i));
    IntStream.range(0, 50).forEach(i -> bob.send("bob " + i));
    lab.run(A_WHILE);
    assertThat(bob.texts()).hasSize(51).doesNotHaveDuplicates();
    assertThat(alice.texts()).hasSize(51).doesNotHaveDuplicates();
    assertThat(bob.drops).isEmpty();
    lab.run(REST);
    assertAtRest();
  }

  private int highestEpoch() {
    return lab.log.stream()
        .filter(datagram -> datagram.type() >= SecureDatagrams.DATA)
        .mapToInt(datagram -> ByteBuffer.wrap(datagram.bytes()).getInt(12) >>> 8)
        .max()
        .orElse(0);
  }

  @Test
  void datagramFromBeforeARestIsNotAcceptedAgain() {
    link(Map.of());
    List<Datagram> old = List.copyOf(lab.log);
    lab.run(REST);
    old.stream().filter(datagram -> datagram.type() == SecureDatagrams.DATA).forEach(lab::deliver);
    lab.run(A_WHILE);
    assertThat(bob.texts()).containsExactly("before");
    assertThat(alice.texts()).containsExactly("before");
    assertThat(bob.dropsOf(DropReason.REPLAYED_DATAGRAM)).isPositive();
    assertAtRest();
  }

  @Test
  void linkMovesDuringARest() {
    link(Map.of());
    lab.run(REST);
    lab.move(alice, PeerAddress.parse("203.0.113.9:6000"));
    alice.send("from elsewhere");
    lab.run(Duration.ofSeconds(3));
    bob.send("to elsewhere");
    lab.run(A_WHILE);
    assertThat(bob.texts()).containsExactly("before", "from elsewhere");
    assertThat(alice.texts()).containsExactly("before", "to elsewhere");
    assertThat(link(bob).remote).isEqualTo(alice.address);
    lab.run(REST);
    assertAtRest();
  }

  @Test
  void otherEndThatDoesNotAcknowledgeIsDeafAlsoAfterARest() {
    link(Map.of());
    lab.wire = datagram -> datagram.type() == SecureDatagrams.DATA ? List.of() : List.of(datagram);
    alice.send("lost");
    lab.run(REST);
    assertAtRest();
    long start = lab.nowNanos();
    for (int i = 0; i < 500 && alice.notifications.size() == 1; i++) {
      alice.send("x".repeat(10_000));
      lab.run(Duration.ofMillis(20));
    }
    assertThat(Duration.ofNanos(lab.nowNanos() - start)).isGreaterThan(Duration.ofSeconds(6));
    assertThat(alice.notifications).hasSize(2);
    assertThat(alice.notifications.get(1)).startsWith("down").contains("nothing acknowledged");
  }

  @Test
  void linkThatEndsLeavesItsKeysInNoCipherOfOtherLinks() {
    link(Map.of());
    SecureSession session = requireNonNull(link(alice).session);
    lab.run(REST);
    assertThat(session).extracting("keys.sending.spare.cipher").as("after a ping").isNotNull();
    alice.close();
    assertThat(session).extracting("keys.sending.spare.cipher").isNull();
  }

  /** With pauses about as long as it takes until a link rests. */
  @ParameterizedTest
  @ValueSource(strings = {"noise", "none"})
  void everythingArrivesOnceThoughOldDatagramsComeAgainAndAddressesChange(String security) {
    boolean isSecure = security.equals("noise");
    link(Map.of("security", security));
    SplittableRandom random = new SplittableRandom(SEED);
    List<Integer> millis = List.of(9_000, 9_900, 9_999, 10_000, 10_001, 10_100, 11_000, 25_000);
    List<String> toBob = new ArrayList<>(List.of("before"));
    List<String> toAlice = new ArrayList<>(List.of("before"));
    int rests = 0;
    int ends = 0;
    for (int i = 0; i < 60; i++) {
      String text = i + "x".repeat(random.nextInt(4) == 0 ? random.nextInt(20_000) : 10);
      boolean isFromAlice = random.nextBoolean();
      boolean wasAtRest = link(isFromAlice ? alice : bob).resting != null;
      // A lone frame does not end the rest of a plain link.
      boolean isLone = text.length() > 1_000 || random.nextBoolean();
      for (int frames = isLone ? 1 : 5; frames > 0; frames--) {
        (isFromAlice ? alice : bob).send(text + frames);
        (isFromAlice ? toBob : toAlice).add(text + frames);
      }
      ends += wasAtRest && link(isFromAlice ? alice : bob).resting == null ? 1 : 0;
      lab.run(Duration.ofMillis(millis.get(random.nextInt(millis.size()))));
      rests += link(alice).resting == null ? 0 : 1;
      rests += link(bob).resting == null ? 0 : 1;
      if (isSecure && random.nextInt(3) == 0) {
        lab.deliver(lab.log.get(random.nextInt(lab.log.size())).after(Duration.ZERO));
        lab.run(Duration.ofMillis(random.nextInt(1_500)));
      }
      if (isSecure && random.nextInt(10) == 0) {
        lab.move(alice, PeerAddress.parse("203.0.113.9:" + (6_000 + i)));
        // A datagram shows where she is.
        alice.send("moved " + i);
        toBob.add("moved " + i);
        lab.run(Duration.ofSeconds(3));
      }
      assertThat(bob.texts()).as("seed %d, step %d", SEED, i).isEqualTo(toBob);
      assertThat(alice.texts()).as("seed %d, step %d", SEED, i).isEqualTo(toAlice);
      assertThat(alice.stats().roundTrip()).isPresent();
      assertThat(bob.stats().datagramsLost()).as("seed %d, step %d", SEED, i).isZero();
    }
    assertThat(rests).isGreaterThan(20);
    assertThat(ends).isGreaterThan(10);
    for (SecureEnd end : List.of(alice, bob)) {
      assertThat(end.notifications)
          .filteredOn(notification -> !notification.startsWith("moved"))
          .hasSize(1);
      assertThat(end.dropsOf(DropReason.BAD_ACKNOWLEDGEMENT)).isZero();
    }
  }
}
