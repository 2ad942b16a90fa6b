package dev.gossip.benchmarks;

import com.google.protobuf.ByteString;
import dev.gossip.GossipNode;
import dev.gossip.GossipNodeBuilder;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.node.PublishOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Measures how 2 MB/s of garbage from one peer over a valid link affect the messages of an honest
 * peer. Each kind of attack alternates with no attack, and with the same number of datagrams of the
 * same size that are dropped as soon as their header is read. Prints a Markdown table.
 *
 * <pre>
 * java -cp benchmarks.jar dev.gossip.benchmarks.AttackBench [seconds [rounds [kind...]]]
 * </pre>
 */
public final class AttackBench {
  private static final int HONEST_PER_SECOND = 200;
  private static final long DRAIN_NANOS = 3_000_000_000L;
  private static final long POLL_NANOS = 500_000;

  private final GossipNode victim;
  private final GossipNode honest;
  private final HostilePeer hostile;
  private final int messages;
  private final Map<Long, Long> latencies = new ConcurrentHashMap<>();
  private long published;

  private AttackBench(GossipNode victim, GossipNode honest, HostilePeer hostile, int seconds) {
    this.victim = victim;
    this.honest = honest;
    this.hostile = hostile;
    this.messages = seconds * HONEST_PER_SECOND;
  }

  /**
   * The result of one measurement.
   *
   * @param p50Millis the median latency of the honest peer's messages
   * @param lost how many of these messages did not arrive
   * @param perSecond datagrams of the hostile peer per second
   */
  private record Turn(double p50Millis, int lost, double perSecond) {}

  /** Runs the benchmark; by default every kind of attack for 1 second in each of 2 rounds. */
  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 1;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 2;
    List<AttackKind> kinds =
        args.length > 2
            ? Arrays.stream(args).skip(2).map(AttackKind::valueOf).toList()
            : List.of(AttackKind.values());
    System.out.println(
        "| attack | datagrams/s | ms, none | ms, garbage | ms, attack | ratio | lost | links lost"
            + " |");
    System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for (String relay : List.of("flooding", "diffusion", "repair")) {
      List<AttackKind> chosen = kinds.stream().filter(kind -> kind.relay().equals(relay)).toList();
      if (!chosen.isEmpty()) {
        run(relay, chosen, seconds, rounds);
      }
    }
  }

  private static void run(String relay, List<AttackKind> kinds, int seconds, int rounds)
      throws Exception {
    try (GossipNode victim = node(relay).set("gossip.spam.use", "rate-limit").start();
        GossipNode honest = node(relay).peer(victim.address().toString()).start();
        HostilePeer hostile = new HostilePeer(victim.address().toString())) {
      honest.ready().join();
      hostile.awaitReady();
      new AttackBench(victim, honest, hostile, seconds).run(kinds, rounds);
    }
  }

  private static GossipNodeBuilder node(String relay) {
    GossipNodeBuilder node =
        GossipNode.builder()
            .set("gossip.signing.use", "ed25519")
            .set("gossip.transport.udp.security", "none")
            .set("gossip.relay.use", relay);
    // The relay's default delays would hide the effect of an attack.
    return relay.equals("diffusion")
        ? node.set("gossip.relay.diffusion.outbound-mean", "1ms")
            .set("gossip.relay.diffusion.inbound-mean", "1ms")
        : node;
  }

  private void run(List<AttackKind> kinds, int rounds) throws InterruptedException {
    AtomicReference<@Nullable GossipMessage> known = new AtomicReference<>();
    victim.subscribe(
        GossipMessage.DEFAULT_TOPIC,
        delivery -> {
          ByteBuffer payload = delivery.message().payload().asReadOnlyByteBuffer();
          long number = payload.getLong();
          latencies.put(number, System.nanoTime() - payload.getLong());
          known.set(delivery.message());
        },
        Runnable::run);
    turn(null); // Warms up.
    turn(null);
    GossipMessage message = known.get();
    if (message == null) {
      throw new IllegalStateException("no honest message arrives, even without an attack");
    }
    for (AttackKind kind : kinds) {
      measure(kind, message, rounds);
    }
  }

  private void measure(AttackKind kind, GossipMessage message, int rounds)
      throws InterruptedException {
    HostilePeer.Attack attack = kind.against(message, hostile.hello());
    List<Turn> none = new ArrayList<>();
    List<Turn> garbage = new ArrayList<>();
    List<Turn> attacked = new ArrayList<>();
    int linksLost = hostile.linksLost();
    for (int round = 0; round < rounds; round++) {
      none.add(turn(null));
      garbage.add(turn(AttackKind.garbageOfSameSize(attack)));
      attacked.add(turn(attack));
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %.0f | %.2f | %.2f | %.2f | %.2f | %d of %d | %d |%n",
        kind.label(),
        attacked.stream().mapToDouble(Turn::perSecond).average().orElse(0),
        median(none),
        median(garbage),
        median(attacked),
        median(attacked) / median(garbage),
        attacked.stream().mapToInt(Turn::lost).sum(),
        rounds * messages,
        hostile.linksLost() - linksLost);
  }

  private Turn turn(HostilePeer.@Nullable Attack attack) throws InterruptedException {
    hostile.awaitReady();
    long first = published;
    latencies.clear();
    long sent = hostile.sent();
    hostile.attack(attack);
    long began = System.nanoTime();
    for (int i = 0; i < messages; i++) {
      long due = began + i * 1_000_000_000L / HONEST_PER_SECOND;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      publish();
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    double perSecond = (hostile.sent() - sent) / seconds;
    for (long end = System.nanoTime() + DRAIN_NANOS;
        latencies.keySet().stream().filter(number -> number >= first).count() < messages
            && System.nanoTime() < end; ) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    hostile.attack(null);
    // Without late messages of the previous measurement.
    long[] sorted =
        latencies.entrySet().stream()
            .filter(entry -> entry.getKey() >= first)
            .mapToLong(Map.Entry::getValue)
            .sorted()
            .toArray();
    double p50 = sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2] / 1e6;
    return new Turn(p50, messages - sorted.length, perSecond);
  }

  private void publish() {
    ByteBuffer payload =
        ByteBuffer.allocate(2 * Long.BYTES).putLong(published++).putLong(System.nanoTime());
    if (!(honest.publish(GossipMessage.DEFAULT_TOPIC, ByteString.copyFrom(payload.flip()))
        instanceof PublishOutcome.Accepted)) {
      throw new IllegalStateException("the honest peer did not accept a message; publish fewer");
    }
  }

  private static double median(List<Turn> turns) {
    double[] sorted = turns.stream().mapToDouble(Turn::p50Millis).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
