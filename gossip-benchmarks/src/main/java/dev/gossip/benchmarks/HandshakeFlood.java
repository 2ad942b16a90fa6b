package dev.gossip.benchmarks;

import com.google.protobuf.ByteString;
import dev.gossip.GossipNode;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.node.PublishOutcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * How floods of handshakes from many sources affect the messages of a peer that is linked already:
 * the median latency with rubbish of the same size and rate, with dials whose sender never answers,
 * and with dials that are answered up to the key agreement.
 *
 * <pre>
 * java -cp benchmarks.jar dev.gossip.benchmarks.HandshakeFlood [rate [seconds [rounds]]]
 * </pre>
 */
public final class HandshakeFlood {
  private static final int SOURCES = 1000;
  private static final int HONEST_PER_SECOND = 100;
  private static final int INIT_BYTES = 68;
  private static final int COOKIE_OFFSET = 16;
  private static final int COOKIE_BYTES = 20;
  private static final int RETRY_BYTES = 32;
  private static final int RETRY_COOKIE_OFFSET = 12;
  private static final double NANOS = 1e9;

  private final GossipNode victim;
  private final GossipNode honest;
  private final List<Source> sources = new ArrayList<>();
  private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
  private final int rate;
  private final int seconds;

  private enum Kind {
    RUBBISH,
    UNANSWERED,
    ANSWERED
  }

  /** A socket and its init; the public key in it is random, which is a valid one in most cases. */
  private static final class Source {
    final DatagramChannel channel;
    final ByteBuffer init = ByteBuffer.allocate(INIT_BYTES);
    final ByteBuffer reply = ByteBuffer.allocate(1500);

    Source(SocketAddress victim, SplittableRandom random) throws IOException {
      channel = DatagramChannel.open();
      channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      channel.configureBlocking(false);
      channel.connect(victim);
      renew(random);
    }

    /** Starts another dial. */
    void renew(SplittableRandom random) {
      random.nextBytes(init.array());
      init.putShort(0, (short) 0x476f).put(2, (byte) 2).put(3, (byte) 1);
      init.put(4, (byte) 1).put(5, (byte) 1).put(6, (byte) 1).put(7, (byte) 1);
      Arrays.fill(init.array(), COOKIE_OFFSET, COOKIE_OFFSET + COOKIE_BYTES, (byte) 0);
      init.put(INIT_BYTES - 1, (byte) (init.get(INIT_BYTES - 1) & 0x7f));
    }

    void send(Kind kind, SplittableRandom random) throws IOException {
      if (kind == Kind.RUBBISH) {
        random.nextBytes(init.array());
      } else if (kind == Kind.UNANSWERED || !takeCookie()) {
        renew(random);
      }
      channel.write(init.rewind());
    }

    /** Puts the cookie of the latest retry into the init; returns false if there is none. */
    private boolean takeCookie() throws IOException {
      boolean found = false;
      while (channel.read(reply.clear()) > 0) {
        if (reply.position() == RETRY_BYTES) {
          init.put(COOKIE_OFFSET, reply, RETRY_COOKIE_OFFSET, COOKIE_BYTES);
          found = true;
        }
      }
      return found;
    }
  }

  private HandshakeFlood(GossipNode victim, GossipNode honest, int rate, int seconds)
      throws IOException {
    this.victim = victim;
    this.honest = honest;
    this.rate = rate;
    this.seconds = seconds;
    SplittableRandom random = new SplittableRandom(1);
    SocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), victim.address().port());
    for (int i = 0; i < SOURCES; i++) {
      sources.add(new Source(address, random));
    }
  }

  /** Runs the benchmark; by default 5,000 datagrams a second for 3 seconds in each of 5 rounds. */
  public static void main(String[] args) throws Exception {
    int rate = args.length > 0 ? Integer.parseInt(args[0]) : 5_000;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
    try (GossipNode victim = GossipNode.builder().start();
        GossipNode honest = GossipNode.builder().peer(victim.address().toString()).start()) {
      honest.ready().join();
      new HandshakeFlood(victim, honest, rate, seconds).run(rounds);
    }
  }

  private void run(int rounds) throws Exception {
    victim.subscribe(
        GossipMessage.DEFAULT_TOPIC,
        delivery ->
            latencies.add(
                System.nanoTime() - delivery.message().payload().asReadOnlyByteBuffer().getLong()),
        Runnable::run);
    Map<Kind, List<Double>> medians = new EnumMap<>(Kind.class);
    for (int round = -1; round < rounds; round++) {
      for (Kind kind : Kind.values()) {
        double median = turn(kind);
        System.out.printf(
            Locale.ROOT, "%s%-10s p50 %.3f ms%n", round < 0 ? "(warm-up) " : "", kind, median);
        if (round >= 0) {
          medians.computeIfAbsent(kind, unused -> new ArrayList<>()).add(median);
        }
      }
    }
    double rubbish = median(medians.getOrDefault(Kind.RUBBISH, List.of()));
    for (Kind kind : Kind.values()) {
      double of = median(medians.getOrDefault(kind, List.of()));
      System.out.printf(
          Locale.ROOT, "median %-10s %.3f ms, of rubbish %.2f%n", kind, of, of / rubbish);
    }
    System.out.println("peers of the victim: " + victim.peers().size());
  }

  private double turn(Kind kind) throws Exception {
    latencies.clear();
    SplittableRandom random = new SplittableRandom(2);
    long began = System.nanoTime();
    long sent = 0;
    int published = 0;
    for (long now = began; now - began < seconds * NANOS; now = System.nanoTime()) {
      double elapsed = (now - began) / NANOS;
      for (; sent < elapsed * rate; sent++) {
        sources.get((int) (sent % SOURCES)).send(kind, random);
      }
      for (; published < elapsed * HONEST_PER_SECOND; published++) {
        ByteBuffer payload = ByteBuffer.allocate(Long.BYTES).putLong(0, System.nanoTime());
        if (!(honest.publish(GossipMessage.DEFAULT_TOPIC, ByteString.copyFrom(payload))
            instanceof PublishOutcome.Accepted)) {
          throw new IllegalStateException("the honest peer did not accept a message");
        }
      }
      LockSupport.parkNanos(200_000);
    }
    if (latencies.size() < published * 9 / 10) {
      throw new IllegalStateException(
          "only " + latencies.size() + " of " + published + " honest messages arrived");
    }
    return median(latencies.stream().map(nanos -> nanos / 1e6).toList());
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
