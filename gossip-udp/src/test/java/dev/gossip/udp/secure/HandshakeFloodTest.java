package dev.gossip.udp.secure;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.udp.datagram.RawInit;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.secure.SecureLab.Datagram;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests a node that a flood of dials reaches: from sources that never answer, and that do. */
class HandshakeFloodTest {
  private static final long SEED = 20260803;
  private static final Duration FAR = Duration.ofMillis(150);
  private static final Duration FLOOD = Duration.ofSeconds(6);
  private static final Duration TICK = Duration.ofMillis(2);

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final SecureLab lab = new SecureLab(SEED);
  private final SecureEnd node = lab.end("192.0.2.1:5000");
  private final SecureEnd friend = lab.end("192.0.3.1:5000");
  private final Map<PeerAddress, Map<Long, byte[]>> inits = new HashMap<>();
  private final Set<PeerAddress> sources = new HashSet<>();
  private final List<SecureEnd> newcomers = new ArrayList<>();
  private final Map<SecureEnd, Long> dialedNanos = new HashMap<>();
  private int answers;
  private int mostHalfOpen;
  private boolean answersRetries;

  HandshakeFloodTest() {
    friend.dial(node);
    lab.run(Duration.ofSeconds(1));
    lab.wire = this::carry;
  }

  private List<Datagram> carry(Datagram datagram) {
    if (sources.contains(datagram.to())) {
      onSource(datagram);
      return List.of();
    }
    boolean isFar =
        newcomers.stream()
            .anyMatch(
                far -> far.address.equals(datagram.to()) || far.address.equals(datagram.from()));
    return List.of(isFar ? datagram.after(FAR) : datagram);
  }

  private void onSource(Datagram datagram) {
    if (datagram.type() == SecureDatagrams.ANSWER) {
      answers++;
    }
    Map<Long, byte[]> sent = inits.getOrDefault(datagram.to(), Map.of());
    byte[] init = sent.get(SecureDatagrams.connectionId(datagram.bytes()));
    if (init != null && datagram.type() == SecureDatagrams.RETRY) {
      sent.remove(SecureDatagrams.connectionId(datagram.bytes()));
      lab.deliver(
          new Datagram(
              datagram.to(),
              node.address,
              RawInit.withCookie(init, datagram.bytes()),
              SecureLab.DELAY));
    }
  }

  private void sendInit(PeerAddress from) {
    byte[] init = RawInit.of(random);
    if (answersRetries) {
      inits
          .computeIfAbsent(from, source -> new HashMap<>())
          .put(ByteBuffer.wrap(init).getLong(SecureDatagrams.INIT_CONNECTION_ID_OFFSET), init);
    }
    sources.add(from);
    lab.deliver(new Datagram(from, node.address, init, SecureLab.DELAY));
  }

  private void dialFromAfar(int number) {
    SecureEnd newcomer = lab.end("198.51." + (100 + number) + ".1:5000");
    newcomers.add(newcomer);
    dialedNanos.put(newcomer, lab.nowNanos());
    newcomer.dial(node);
  }

  /** Runs a flood, during which newcomers dial the node and its friend goes on sending. */
  private void flood(int initsPerTick, IntFunction<PeerAddress> source) {
    long ticks = FLOOD.dividedBy(TICK);
    int next = 0;
    for (int tick = 0; tick < ticks; tick++) {
      for (int i = 0; i < initsPerTick; i++) {
        sendInit(source.apply(next++));
      }
      if (tick % 250 == 100) {
        dialFromAfar(newcomers.size());
        friend.send("f" + tick);
        node.send("n" + tick);
      }
      lab.run(TICK);
      mostHalfOpen = Math.max(mostHalfOpen, node.halfOpenLinks());
    }
    lab.run(Duration.ofSeconds(2));
  }

  private void assertNobodyIsKeptOut() {
    for (SecureEnd newcomer : newcomers) {
      assertThat(newcomer.notifications)
          .as("seed %d", SEED)
          .containsExactly("up OUTBOUND " + node.address);
      assertThat(newcomer.upNanos() - requireNonNull(dialedNanos.get(newcomer)))
          .as("seed %d, time until %s is up", SEED, newcomer.address)
          .isLessThanOrEqualTo(Duration.ofSeconds(2).toNanos());
    }
    List<String> numbers =
        IntStream.range(0, newcomers.size()).mapToObj(i -> "" + (250 * i + 100)).toList();
    assertThat(node.texts()).containsExactlyElementsOf(numbers.stream().map("f"::concat).toList());
    assertThat(friend.texts())
        .containsExactlyElementsOf(numbers.stream().map("n"::concat).toList());
    assertThat(friend.notifications).hasSize(1);
  }

  @Test
  void sourcesThatNeverAnswerCostCookiesOnly() {
    flood(20, i -> new PeerAddress("203." + i % 200 + "." + i / 200 % 250 + ".1", 1 + i % 60_000));

    assertNobodyIsKeptOut();
    assertThat(answers).isZero();
    assertThat(mostHalfOpen).isLessThanOrEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 20, 1})
  void sourcesThatAnswerKeepNobodyOut(int groups) {
    answersRetries = true;
    flood(8, i -> source(i % 1000, groups));

    assertNobodyIsKeptOut();
    // The burst, and 200 a second until the last request that waits is served.
    assertThat(answers).isBetween(50, 1000 + 200 * (int) FLOOD.plusSeconds(5).toSeconds());
    assertThat(mostHalfOpen).isLessThan(1700);
  }

  @Test
  void sourcesOfAPrivateNetworkKeepNobodyOut() {
    answersRetries = true;
    flood(8, i -> new PeerAddress("10.0." + i % 1000 / 250 + "." + i % 250, 5000));

    assertNobodyIsKeptOut();
    assertThat(mostHalfOpen).isLessThan(1700);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nodesOfOneHostAllGetIn(boolean isBurstUsedUp) {
    node.restart(Map.of("max-links", "300"));
    if (isBurstUsedUp) {
      answersRetries = true;
      for (int i = 0; i < 1100; i++) {
        sendInit(new PeerAddress("10.0." + i / 250 + "." + i % 250, 5000));
      }
      lab.run(SecureLab.DELAY.multipliedBy(4));
    }
    List<SecureEnd> nodes = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      SecureEnd one = lab.end("127.0.0.1:" + (6000 + i));
      nodes.add(one);
      one.onGone = gone -> one.dial(node);
      one.dial(node);
    }
    lab.run(isBurstUsedUp ? Duration.ofSeconds(3) : SecureLab.DELAY.multipliedBy(6));

    assertThat(nodes.stream().filter(one -> one.up.size() == 1).count())
        .as("seed %d, nodes that are linked", SEED)
        .isEqualTo(200);
    assertThat(node.up).hasSize(200);
  }

  private static PeerAddress source(int number, int groups) {
    int group = number % groups;
    return new PeerAddress(
        "203." + group / 250 + "." + group % 250 + "." + (1 + number / groups % 250),
        5000 + number / groups / 250);
  }
}
