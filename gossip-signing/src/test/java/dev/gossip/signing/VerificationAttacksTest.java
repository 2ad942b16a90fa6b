package dev.gossip.signing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Module;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.Verdict;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.attack.Forgery;
import dev.gossip.simulation.attack.HostileRelay;
import dev.gossip.simulation.attack.MessageAttack;
import dev.gossip.simulation.topology.Topologies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attacks on the verification and memory of a node, not on single messages. The thresholds are
 * those of {@link AttacksTest}.
 */
class VerificationAttacksTest {
  private static final int SEEDS = 2 * Integer.getInteger("gossip.seeds.scale", 1);
  private static final int MESSAGES = 6;
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void combinedAttacksNeitherSilenceNorForgeMessages() {
    for (int seed = 1; seed <= SEEDS; seed++) {
      MessageAttacks[] kinds = MessageAttacks.values();
      HostileNetwork network =
          new HostileNetwork(
              seed, context -> kinds[context.random().nextInt(kinds.length)].create(context));
      network.publish(MESSAGES);
      network.simulated.runFor(Duration.ofSeconds(2));

      assertThat(network.silenced()).as("seed %d: silenced", seed).isZero();
      assertThat(network.forged()).as("seed %d: forged", seed).isZero();
    }
  }

  @Test
  void attackersThatReconnectUnderNewIdsSilenceNoNode() {
    for (int seed = 1; seed <= SEEDS; seed++) {
      HostileNetwork network = new HostileNetwork(seed, BadSignatures::new);
      network.publish(1);
      List<Integer> hostile = IntStream.range(0, HostileNetwork.HOSTILE).boxed().toList();
      network.simulated.churn(hostile, Duration.ofMillis(500), Duration.ofMillis(200));
      network.publish(5 * MESSAGES);
      network.simulated.runFor(Duration.ofSeconds(2));

      assertThat(network.silenced()).as("seed %d: silenced", seed).isZero();
      assertThat(network.forged()).as("seed %d: forged", seed).isZero();
      assertThat(network.honestMetric("dropped.bad-signature")).as("seed %d", seed).isPositive();
    }
  }

  @Test
  void malformedHeadersDoNotSpendTheAuthorsBudget() {
    for (int seed = 1; seed <= SEEDS; seed++) {
      SimulatedNetwork network =
          Simulation.seeded(seed)
              .nodes(20)
              .topology(Topologies.randomRegular(8))
              .with(new Ed25519Plugin())
              .with(new StrictHeaderFlooding())
              .set("gossip.relay.use", "reading")
              .with(new FewMessages())
              .set("gossip.spam.use", "few")
              .hostile(
                  node -> node < 6,
                  variant -> variant.with(new HostileRelay("relay.reading", c -> new Garbler())))
              .start();
      network.awaitLinks(LONG);
      List<MessageId> published = new ArrayList<>();
      for (int i = 0; i < FewMessages.MAX; i++) {
        published.add(network.node(6).publish("message " + i));
        network.runFor(Duration.ofSeconds(1));
      }

      for (MessageId id : published) {
        assertThat(network.nodes().subList(6, 20))
            .as("seed %d: nodes that received a message", seed)
            .allMatch(node -> network.record().message(id).orElseThrow().reached(node.index()));
      }
      assertThat(network.metrics().get("dropped.malformed-frame"))
          .as("seed %d: dropped.malformed-frame", seed)
          .isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 40})
  void evictingAnIdAndItsAuthorDoesNotAllowASecondDelivery(int keys) {
    SimulatedNetwork line =
        lineWithHostileMiddle(
            context -> new EvictAndReplay(context, keys),
            "gossip.seen-ids",
            "64",
            "gossip.replay-authors",
            "16");
    line.node(0).publish("honest");
    // A second delivery would abort the run.
    line.runFor(LONG);

    assertThat(line.node(2).metrics())
        .containsKeys("dropped.seen-evicted-early", "dropped.possible-replay");
  }

  @Test
  void reorderingAfterAFloodOfLongLivedMessagesLosesNoMessage() {
    SimulatedNetwork line = lineWithHostileMiddle(FloodAndShuffle::new, "gossip.seen-ids", "1000");
    line.node(0).publish("start");
    line.runFor(Duration.ofMinutes(20));
    List<MessageId> published = new ArrayList<>();
    for (int i = 0; i < 140; i++) {
      published.add(line.node(0).publish("message " + i));
      line.runFor(Duration.ofSeconds(1));
    }
    line.runFor(Duration.ofMinutes(3));

    assertThat(line.node(2).metrics().get("dropped.seen-evicted-early")).isPositive();
    assertThat(published)
        .allMatch(id -> line.record().message(id).orElseThrow().reached(2))
        .hasSize(140);
  }

  /** Returns a line of three nodes whose middle node is hostile. */
  private static SimulatedNetwork lineWithHostileMiddle(
      MessageAttack.Factory attack, String... settings) {
    Simulation simulation =
        Simulation.seeded(1)
            .nodes(3)
            .topology(Topologies.line())
            .with(new Ed25519Plugin())
            .hostile(
                node -> node == 1,
                variant -> variant.with(new HostileRelay("relay.flooding", attack)));
    for (int i = 0; i < settings.length; i += 2) {
      simulation.set(settings[i], settings[i + 1]);
    }
    SimulatedNetwork network = simulation.start();
    network.awaitLinks(LONG);
    return network;
  }

  private static GossipMessage longLived(
      GossipMessage shape, MessageSigning signing, int number, long createdMillis) {
    ByteString bytes =
        Forgery.signedBytes(
            signing.author(),
            createdMillis * 1_000 + number,
            createdMillis,
            3_600_000,
            "flood " + number);
    return Forgery.withBytes(shape, bytes, signing.sign(List.of(bytes)).get(0));
  }

  /** Sends many different bad signatures at once for the first message that it received. */
  private static final class BadSignatures implements MessageAttack {
    private final RelayContext context;
    private final List<GossipMessage> received = new ArrayList<>();

    BadSignatures(RelayContext context) {
      this.context = context;
    }

    @Override
    public List<GossipMessage> onMessage(GossipMessage message) {
      received.add(message);
      return List.of();
    }

    @Override
    public List<GossipMessage> onInterval() {
      List<GossipMessage> bad = new ArrayList<>();
      for (int i = 0; i < 40 && !received.isEmpty(); i++) {
        byte[] signature = new byte[64];
        context.random().nextBytes(signature);
        bad.add(Forgery.signature(received.get(0), ByteString.copyFrom(signature)));
        bad.add(Forgery.payload(received.get(0), ByteString.copyFrom(signature)));
      }
      return bad;
    }

    @Override
    public Duration interval() {
      return Duration.ofMillis(100);
    }
  }

  /** Sends valid messages with malformed headers. */
  private static final class Garbler implements MessageAttack {
    @Override
    public List<GossipMessage> onMessage(GossipMessage message) {
      return Collections.nCopies(20, message);
    }

    @Override
    public ByteString header() {
      return ByteString.copyFromUtf8("garbage");
    }
  }

  /** Publishes with many keys, floods with one, and then replays the first message it received. */
  private static final class EvictAndReplay implements MessageAttack {
    private final List<MessageSigning> keys = new ArrayList<>();
    private final List<GossipMessage> received = new ArrayList<>();
    private int step;

    EvictAndReplay(RelayContext context, int keys) {
      for (int i = 0; i < keys; i++) {
        this.keys.add(HostileNetwork.signing("gossip", context.random()));
      }
    }

    @Override
    public List<GossipMessage> onMessage(GossipMessage message) {
      received.add(message);
      return List.of(message);
    }

    @Override
    public List<GossipMessage> onInterval() {
      if (received.isEmpty()) {
        return List.of();
      }
      GossipMessage honest = received.get(0);
      long now = honest.createdMillis();
      return switch (step++) {
        case 3 -> keys.stream().map(key -> MessageAttacks.own(honest, key, now, "key")).toList();
        case 5 ->
            IntStream.range(1, 200)
                .mapToObj(i -> longLived(honest, keys.get(0), i, now + 5_000))
                .toList();
        case 8 -> List.of(honest);
        default -> List.of();
      };
    }

    @Override
    public Duration interval() {
      return Duration.ofSeconds(1);
    }
  }

  /** Floods once; then holds messages for up to several minutes and sends them in random order. */
  private static final class FloodAndShuffle implements MessageAttack {
    private final RelayContext context;
    private final MessageSigning key;
    private final List<GossipMessage> held = new ArrayList<>();
    private boolean flooded;

    FloodAndShuffle(RelayContext context) {
      this.context = context;
      this.key = HostileNetwork.signing("gossip", context.random());
    }

    @Override
    public List<GossipMessage> onMessage(GossipMessage message) {
      held.add(message);
      if (flooded) {
        return List.of();
      }
      flooded = true;
      long now = message.createdMillis();
      return IntStream.range(0, 1_500).mapToObj(i -> longLived(message, key, i, now)).toList();
    }

    @Override
    public List<GossipMessage> onInterval() {
      return held.isEmpty()
          ? List.of()
          : List.of(held.remove(context.random().nextInt(held.size())));
    }

    @Override
    public Duration interval() {
      return Duration.ofSeconds(2);
    }
  }

  /** Flooding that accepts only empty headers. */
  private static final class StrictHeaderFlooding implements GossipPlugin {
    @Override
    public String id() {
      return "relay.reading";
    }

    @Override
    public String summary() {
      return "for a test";
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder -> binder.bind(RelayStrategy.Factory.class).toInstance(Strategy::new);
    }

    private record Strategy(RelayContext context) implements RelayStrategy {
      @Override
      public void onPublish(GossipMessage message) {
        context.deliver(message);
        for (Peer peer : context.peers()) {
          context.send(peer.id(), message, ByteString.EMPTY);
        }
      }

      @Override
      public boolean mayReveal(PeerId to, MessageId id) {
        return context.delivered(id);
      }

      @Override
      public void onMessage(GossipMessage message, Arrival arrival)
          throws InvalidProtocolBufferException {
        if (!arrival.header().isEmpty()) {
          throw new InvalidProtocolBufferException("not a header");
        }
        onPublish(message);
      }
    }
  }

  /** Spam control that accepts a fixed number of messages from each author. */
  private static final class FewMessages implements GossipPlugin {
    static final int MAX = 6;

    @Override
    public String id() {
      return "spam.few";
    }

    @Override
    public String summary() {
      return "for a test";
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder -> binder.bind(SpamControl.Factory.class).toInstance(context -> new Control());
    }

    private static final class Control implements SpamControl {
      private final Map<AuthorId, Integer> judged = new HashMap<>();

      @Override
      public boolean admit(Peer from, Cost cost, int amount) {
        return true;
      }

      @Override
      public Verdict judge(GossipMessage message, Peer from) {
        return judged.merge(message.author(), 1, Integer::sum) <= MAX
            ? Verdict.ACCEPT
            : Verdict.IGNORE;
      }
    }
  }
}
