package dev.gossip.testkit.contract;

import static org.junit.jupiter.api.Assumptions.abort;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.testkit.contract.RelayProbe.Thrown;
import dev.gossip.testkit.relay.RecordingRelayContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/** One strategy at one node that is played by hand; what the strategy throws becomes a failure. */
final class RelayScript {
  private static final int SHOWN_BYTES = 40;
  private static final int LIFE_STEPS = 300;

  private final RelayBench bench;
  private final long seed;
  private final RecordingRelayContext node;

  @FunctionalInterface
  private interface Step {
    void run() throws InvalidProtocolBufferException;
  }

  /** Makes a strategy; there have to be no doubts that it can be made. */
  RelayScript(RelayBench bench, long seed) {
    this(bench, seed, 0);
  }

  RelayScript(RelayBench bench, long seed, long startNanos) {
    this.bench = bench;
    this.seed = seed;
    this.node = new RecordingRelayContext(seed, startNanos);
    trusted("create", () -> node.start(bench.factory()));
  }

  /** What the strategy did. */
  RecordingRelayContext node() {
    return node;
  }

  /** A neighbour comes up; those with even numbers were chosen by this node. */
  Peer up(int number) {
    Peer[] peer = new Peer[1];
    trusted(
        "onPeerUp",
        () -> peer[0] = node.up(number, number % 2 == 0 ? Direction.OUTBOUND : Direction.INBOUND));
    return peer[0];
  }

  void down(Peer peer) {
    trusted("onPeerDown", () -> node.down(peer));
  }

  void publish(GossipMessage message) {
    trusted("onPublish", () -> node.publish(message));
  }

  void advance(Duration time) {
    trusted("a timer", () -> node.advance(time));
  }

  /** A public copy comes in; whether the strategy takes it is another rule's business. */
  void receive(Peer from, GossipMessage message) {
    if (!receive(from, message, ByteString.EMPTY)) {
      abort("not checked: a message with an empty header is refused, see R12");
    }
  }

  /** A copy comes in; answers false if the strategy refuses to read its header. */
  boolean receive(Peer from, GossipMessage message, ByteString header) {
    String callback = node.seen(message.id()) ? "onDuplicate" : "onMessage";
    return attempt(
        callback + " for the header " + shown(header), () -> node.receive(from, message, header));
  }

  /** A control frame comes in; answers false if the strategy refuses to read it. */
  boolean control(Peer from, ControlFrame frame) {
    return attempt(
        "onControl for the body " + shown(frame.body()),
        () -> node.control(from, frame.slot(), frame.body()));
  }

  /** Five neighbours come up. */
  List<Peer> fivePeers() {
    List<Peer> peers = new ArrayList<>();
    for (int number = 1; number <= 5; number++) {
      peers.add(up(number));
    }
    return peers;
  }

  /** A busy life with neighbours that come and go, at the end of which all are gone. */
  void liveThrough() {
    SplittableRandom random = new SplittableRandom(seed);
    List<ControlFrame> frames = bench.controls();
    List<Peer> up = fivePeers();
    int next = up.size() + 1;
    for (int step = 0; step < LIFE_STEPS; step++) {
      Peer peer = up.get(random.nextInt(up.size()));
      switch (random.nextInt(6)) {
        case 0 -> publish(RecordingRelayContext.message("own " + step));
        case 1, 2 -> receive(peer, RecordingRelayContext.message("other " + step));
        case 3 -> {
          if (!frames.isEmpty()) {
            control(peer, frames.get(random.nextInt(frames.size())));
          }
        }
        case 4 -> advance(Duration.ofMillis(random.nextInt(3_000)));
        default -> {
          up.remove(peer);
          down(peer);
          up.add(up(next++));
        }
      }
    }
    up.forEach(this::down);
    advance(bench.traits().settleTime());
  }

  private void trusted(String where, Runnable step) {
    attempt(where, step::run);
  }

  private boolean attempt(String where, Step step) {
    try {
      step.run();
      return true;
    } catch (InvalidProtocolBufferException e) {
      return false;
    } catch (RuntimeException | Error e) {
      throw bench.threw(new Thrown(where, e), "one node played by hand, seed " + seed);
    }
  }

  /** Bytes in a form that can be pasted into a test. */
  static String shown(ByteString bytes) {
    ByteString head = bytes.substring(0, Math.min(bytes.size(), SHOWN_BYTES));
    return bytes.isEmpty()
        ? "without bytes"
        : HexFormat.of().formatHex(head.toByteArray())
            + (bytes.size() > SHOWN_BYTES ? "... (" + bytes.size() + " bytes)" : "");
  }
}
