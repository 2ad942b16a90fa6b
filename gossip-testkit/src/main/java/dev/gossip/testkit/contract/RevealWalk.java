package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.testkit.context.ScriptedNode;
import dev.gossip.testkit.relay.RecordingRelayContext;
import dev.gossip.testkit.relay.RecordingRelayContext.SentControl;
import dev.gossip.testkit.relay.RecordingRelayContext.SentPayload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Random steps at a scripted node. The same seed gives the same steps. */
final class RevealWalk {
  private static final int MAX_STEP_MILLIS = 700;

  private final RelayBench bench;
  private final RelayScript script;
  private final RandomGenerator random;
  private final List<Peer> peers;
  private final List<MessageId> known = new ArrayList<>();
  private final Map<PeerId, Set<MessageId>> given = new HashMap<>();
  private boolean hasOwnMessages = true;
  private int nextPeer;
  private int described;

  RevealWalk(RelayBench bench, long seed) {
    this.bench = bench;
    this.script = new RelayScript(bench, seed);
    this.random = new SplittableRandom(seed);
    this.peers = new ArrayList<>(script.upFivePeers());
    this.nextPeer = peers.size() + 1;
  }

  /** Takes the same steps, but publishes nothing. */
  RevealWalk withoutOwnMessages() {
    hasOwnMessages = false;
    return this;
  }

  RelayScript script() {
    return script;
  }

  /** The peers that are up now. */
  List<Peer> peers() {
    return peers;
  }

  /** The messages that the node has. */
  List<MessageId> known() {
    return known;
  }

  void step(int step) {
    Peer peer = peers.get(random.nextInt(peers.size()));
    switch (random.nextInt(6)) {
      case 0 -> publish(RecordingRelayContext.message("own " + step));
      case 1, 2 -> receive(peer, RecordingRelayContext.message("other " + step));
      case 3 -> control(peer);
      case 4 -> script.advance(Duration.ofMillis(random.nextInt(MAX_STEP_MILLIS)));
      default -> replace(peer);
    }
  }

  private void publish(GossipMessage message) {
    if (!hasOwnMessages) {
      // Another callback, so that the randomness of later ones stays the same.
      script.room(peers.get(0));
      return;
    }
    known.add(message.id());
    script.publish(message);
  }

  private void receive(Peer from, GossipMessage message) {
    List<ByteString> headers = bench.headers();
    ByteString header =
        headers.isEmpty() ? ByteString.EMPTY : headers.get(random.nextInt(headers.size()));
    if (script.receive(from, message, header)) {
      known.add(message.id());
      given.computeIfAbsent(from.id(), unused -> new HashSet<>()).add(message.id());
    }
  }

  private void control(Peer from) {
    List<ControlFrame> frames = bench.controls();
    if (!frames.isEmpty()) {
      script.control(from, frames.get(random.nextInt(frames.size())));
    }
  }

  private void replace(Peer peer) {
    if (random.nextInt(5) == 0) {
      peers.remove(peer);
      script.down(peer);
      peers.add(script.up(nextPeer++));
    }
  }

  boolean gave(PeerId peer, MessageId id) {
    return given.getOrDefault(peer, Set.of()).contains(id);
  }

  List<MessageId> undelivered() {
    return known.stream().filter(id -> !script.node().delivered(id)).toList();
  }

  Map<PeerId, Set<MessageId>> sent() {
    Map<PeerId, Set<MessageId>> sent = new HashMap<>();
    for (SentPayload frame : script.node().payloads()) {
      sent.computeIfAbsent(frame.to(), unused -> new HashSet<>()).add(frame.message().id());
    }
    return sent;
  }

  /** The control frames since the last call, one line each. */
  List<String> nextControls() {
    List<SentControl> frames = script.node().controls();
    List<String> next =
        frames.subList(described, frames.size()).stream()
            .map(
                frame ->
                    "%s %s %s"
                        .formatted(
                            ScriptedNode.nameOf(frame.to()),
                            frame.slot(),
                            HexFormat.of().formatHex(frame.body().toByteArray())))
            .toList();
    described = frames.size();
    return next;
  }
}
