package dev.gossip.core.engine.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.core.engine.RandomSeed;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.TestPlugins.AnyRelay;
import dev.gossip.core.engine.network.TestPlugins.Flood;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Several sends of a message share one effect; peers must not notice. */
class EffectsOrderTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);
  private static final int ROUNDS = 200;

  private final MemoryNetwork network = new MemoryNetwork(5);
  private final Map<String, List<String>> sent = new TreeMap<>();
  private final Map<String, List<String>> received = new TreeMap<>();

  /** Sends what it publishes, and what it published before, in random order and often. */
  private final class RandomSender extends Flood {
    private final SplittableRandom random;
    private final List<GossipMessage> published = new ArrayList<>();

    RandomSender(RelayContext context, SplittableRandom random) {
      super(context);
      this.random = random;
    }

    @Override
    public void onPublish(GossipMessage message) {
      published.add(message);
      int sends = random.nextInt(12);
      int deliverAt = random.nextInt(sends + 1);
      for (int i = 0; i <= sends; i++) {
        if (i == deliverAt) {
          context.deliver(message);
        } else {
          sendAny(random.nextInt(3) == 0 ? published.get(0) : message);
        }
      }
    }

    private void sendAny(GossipMessage message) {
      List<Peer> peers = context.peers();
      Peer to = peers.get(random.nextInt(peers.size()));
      String header = random.nextInt(3) == 0 ? "header " + random.nextInt(2) : "";
      context.send(to.id(), message, ByteString.copyFromUtf8(header));
      record(sent, to.id().toString(), message, header);
    }
  }

  private final class Receiver extends Flood {
    Receiver(RelayContext context) {
      super(context);
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival) {
      context.deliver(message);
      onDuplicate(message, arrival);
    }

    @Override
    public void onDuplicate(GossipMessage message, Arrival arrival) {
      record(received, context.self().toString(), message, arrival.header().toStringUtf8());
    }
  }

  private static void record(
      Map<String, List<String>> log, String at, GossipMessage message, String header) {
    log.computeIfAbsent(at, key -> new ArrayList<>())
        .add(message.payload().toStringUtf8() + " " + header);
  }

  @Test
  void peersGetWhatACallbackSentInItsOrder() {
    SplittableRandom random = new SplittableRandom(RandomSeed.draw());
    network.start(
        1, Map.of(), List.of(new AnyRelay(context -> new RandomSender(context, random))), 2, 3);
    network.start(2, Map.of(), List.of(new AnyRelay(Receiver::new)));
    network.start(3, Map.of(), List.of(new AnyRelay(Receiver::new)));
    network.runFor(A_WHILE);

    for (int round = 0; round < ROUNDS; round++) {
      network.node(1).publish("message " + round);
      network.runFor(Duration.ofMillis(20));
    }
    network.runFor(A_WHILE);

    assertThat(sent).hasSize(2);
    assertThat(received).isEqualTo(sent);
  }
}
