package dev.gossip.diffusion;

import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.testkit.relay.RecordingRelayContext;
import dev.gossip.testkit.relay.RecordingRelayContext.SentPayload;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Dandelion++ node; the test supplies peers, messages and time. */
abstract class OneDandelionNode {
  static final GossipMessage HELLO = RecordingRelayContext.message("hello");
  // Makes it unlikely that the node is a diffuser.
  static final String[] NO_DIFFUSER = {"q", "0.01", "hop-time", "1ms"};

  RecordingRelayContext node = new RecordingRelayContext(42);
  @Nullable DandelionRelay relay;

  final void startOverFlooding(String... keysAndValues) {
    start(FluffRelays.flooding(), keysAndValues);
  }

  final void start(RelayStrategy.Factory fluff, String... keysAndValues) {
    DandelionSettings settings = TestSettings.dandelion(keysAndValues);
    node.start(
        context -> {
          DandelionRelay created = new DandelionRelay(context, settings, fluff);
          relay = created;
          return created;
        });
  }

  final List<Peer> up(int from, int to, Direction direction) {
    List<Peer> peers = new ArrayList<>();
    for (int number = from; number <= to; number++) {
      peers.add(node.up(number, direction));
    }
    return peers;
  }

  final List<SentPayload> stems() {
    return node.payloads().stream()
        .filter(sent -> sent.header().equals(DandelionCodec.STEM))
        .toList();
  }
}
