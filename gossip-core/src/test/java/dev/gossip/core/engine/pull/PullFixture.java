package dev.gossip.core.engine.pull;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.wire.Frames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A network whose nodes exchange messages of up to 1 MiB. */
class PullFixture {
  static final Duration A_WHILE = Duration.ofSeconds(1);
  static final int SIZE = 64 * 1024;
  static final Map<String, String> SETTINGS =
      Map.of("gossip.max-payload-bytes", "" + Frames.MAX_PAYLOAD_BYTES);

  private final Random random = new Random(1);
  final MemoryNetwork network = new MemoryNetwork(3);

  /** Starts a node that accepts the largest payloads. */
  MemoryNode start(int port, List<GossipPlugin> plugins, int... peers) {
    return network.start(port, SETTINGS, plugins, peers);
  }

  ByteString payload(int bytes) {
    byte[] payload = new byte[bytes];
    random.nextBytes(payload);
    return ByteString.copyFrom(payload);
  }

  /** Drops the payload frames on one way. */
  void dropPayloads(int from, int to) {
    network.rule(
        (sender, receiver, frame) ->
            sender.port() != from || receiver.port() != to || !isKind(frame, Frames.PAYLOAD));
  }

  static boolean isKind(ByteString frame, byte kind) {
    return !frame.isEmpty() && frame.byteAt(0) == kind;
  }

  /** A frame from a peer arrives. */
  static void receive(MemoryNode node, int from, ByteString frame) {
    node.report(
        from,
        (events, link) -> {
          boolean unused = events.frame(link, frame);
        });
  }

  static List<GossipMessage> delivered(MemoryNode node) {
    return node.eventsOf(NodeEvent.Delivered.class).stream()
        .map(NodeEvent.Delivered::message)
        .toList();
  }
}
