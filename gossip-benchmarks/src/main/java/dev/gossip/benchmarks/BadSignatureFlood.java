package dev.gossip.benchmarks;

import com.google.protobuf.ByteString;
import dev.gossip.GossipNode;
import dev.gossip.GossipNodeBuilder;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.simulation.attack.Forgery;
import dev.gossip.simulation.attack.HostileRelay;
import dev.gossip.simulation.attack.MessageAttack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A peer sends 20,000 messages with bad signatures per second over real UDP, alternating with no
 * attack. Measures what this costs a node with {@code spam.rate-limit}, and how it affects messages
 * from an honest peer.
 *
 * <pre>
 * java -cp benchmarks.jar dev.gossip.benchmarks.BadSignatureFlood [rounds [seconds]]
 * </pre>
 */
public final class BadSignatureFlood {
  private static final int PER_SECOND = 20_000;
  private static volatile boolean attacking;

  private BadSignatureFlood() {}

  /** The result of one measurement with the attack on or off. */
  private record Turn(HonestTraffic.Turn honest, long checks, long refused) {}

  /** Runs the benchmark; by default 7 rounds of 4 seconds on and 4 seconds off. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 7;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 4;
    try (GossipNode victim =
            GossipNode.builder()
                .set("gossip.signing.use", "ed25519")
                .set("gossip.spam.use", "rate-limit")
                .start();
        GossipNode honest = peerOf(victim).start();
        GossipNode hostile =
            peerOf(victim).with(new HostileRelay("relay.flooding", Flood::new)).start()) {
      honest.ready().join();
      hostile.ready().join();
      HonestTraffic traffic = new HonestTraffic(victim, honest);
      List<Turn> off = new ArrayList<>();
      List<Turn> on = new ArrayList<>();
      for (int round = -1; round < rounds; round++) {
        for (boolean attack : new boolean[] {false, true}) {
          attacking = attack;
          Turn turn = turn(victim, traffic, seconds);
          print(attack ? "attack on " : "attack off", turn);
          if (round >= 0) {
            (attack ? on : off).add(turn);
          }
        }
      }
      double p50On = HonestTraffic.median(on, turn -> turn.honest().p50Millis());
      double p50Off = HonestTraffic.median(off, turn -> turn.honest().p50Millis());
      System.out.printf(
          Locale.ROOT,
          "medians: p50 %.3f ms on, %.3f ms off, ratio %.2f; %.0f checks/s on; %.0f %% of a core"
              + " on, %.0f %% off%n",
          p50On,
          p50Off,
          p50On / p50Off,
          HonestTraffic.median(on, turn -> turn.checks() / (double) seconds),
          100 * HonestTraffic.median(on, turn -> turn.honest().cpu()),
          100 * HonestTraffic.median(off, turn -> turn.honest().cpu()));
    }
  }

  private static GossipNodeBuilder peerOf(GossipNode victim) {
    return GossipNode.builder()
        .set("gossip.signing.use", "ed25519")
        .peer(victim.address().toString());
  }

  private static Turn turn(GossipNode victim, HonestTraffic traffic, int seconds) {
    long checks = metric(victim, Metric.SIGNATURE_CHECKS.label());
    long refused = metric(victim, DropReason.REFUSED_BY_SPAM_CONTROL.metricName());
    HonestTraffic.Turn honest = traffic.turn(seconds);
    if (honest.arrived() < 0.9) {
      throw new IllegalStateException(
          "only " + 100 * honest.arrived() + " % of the honest messages arrived");
    }
    return new Turn(
        honest,
        metric(victim, Metric.SIGNATURE_CHECKS.label()) - checks,
        metric(victim, DropReason.REFUSED_BY_SPAM_CONTROL.metricName()) - refused);
  }

  private static long metric(GossipNode node, String name) {
    return node.metrics().asMap().getOrDefault(name, 0L);
  }

  private static void print(String what, Turn turn) {
    System.out.printf(
        Locale.ROOT,
        "%s: honest p50 %.3f ms, p99 %.3f ms; %d checks, %d frames refused; %.0f %% of a core%n",
        what,
        turn.honest().p50Millis(),
        turn.honest().p99Millis(),
        turn.checks(),
        turn.refused(),
        100 * turn.honest().cpu());
  }

  /** Sends copies of one honest message with other payloads and random signatures. */
  private static final class Flood implements MessageAttack {
    private static final Duration INTERVAL = Duration.ofMillis(2);
    private static final int SIGNATURE_BYTES = 64;
    private final RelayContext context;
    private final List<GossipMessage> templates = new ArrayList<>();
    private long number;

    Flood(RelayContext context) {
      this.context = context;
    }

    @Override
    public List<GossipMessage> onMessage(GossipMessage message) {
      if (templates.isEmpty()) {
        templates.add(message);
      }
      return List.of();
    }

    @Override
    public List<GossipMessage> onInterval() {
      List<GossipMessage> forged = new ArrayList<>();
      for (GossipMessage template : attacking ? templates : List.<GossipMessage>of()) {
        for (int i = 0; i < PER_SECOND / 1_000 * INTERVAL.toMillis(); i++) {
          byte[] signature = new byte[SIGNATURE_BYTES];
          context.random().nextBytes(signature);
          // Keeps the scalar below the group order; otherwise it is refused without arithmetic.
          signature[SIGNATURE_BYTES - 1] = 0;
          ByteString payload = ByteString.copyFromUtf8("forged " + number++);
          forged.add(
              Forgery.signature(
                  Forgery.payload(template, payload), ByteString.copyFrom(signature)));
        }
      }
      return forged;
    }

    @Override
    public Duration interval() {
      return INTERVAL;
    }
  }
}
