package dev.gossip.testkit.contract;

import static org.junit.jupiter.api.Assumptions.abort;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.testkit.contract.RelayProbe.Thrown;
import dev.gossip.testkit.relay.RecordingRelayContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/** A scripted node with one strategy. Exceptions of the strategy become failures of the rule. */
final class RelayScript {
  private static final int SHOWN_BYTES = 40;
  private static final int SCENARIO_STEPS = 300;

  private final RelayBench bench;
  private final long seed;
  private final RecordingRelayContext node;

  @FunctionalInterface
  private interface Step {
    void run() throws InvalidProtocolBufferException;
  }

  /** Creates a strategy. The caller has checked that this does not fail. */
  RelayScript(RelayBench bench, long seed) {
    this(bench, seed, 0);
  }

  RelayScript(RelayBench bench, long seed, long startNanos) {
    this.bench = bench;
    this.seed = seed;
    this.node = new RecordingRelayContext(seed, startNanos);
    call("create", () -> node.start(bench.factory()));
  }

  /** The recording of what the strategy did. */
  RecordingRelayContext node() {
    return node;
  }

  /** Links a peer. Peers with even numbers are outbound. */
  Peer up(int number) {
    Peer[] peer = new Peer[1];
    call(
        "onPeerUp",
        () -> peer[0] = node.up(number, number % 2 == 0 ? Direction.OUTBOUND : Direction.INBOUND));
    return peer[0];
  }

  void down(Peer peer) {
    call("onPeerDown", () -> node.down(peer));
  }

  void publish(GossipMessage message) {
    call("onPublish", () -> node.publish(message));
  }

  void room(Peer peer) {
    call("onRoom", () -> node.room(peer));
  }

  void advance(Duration time) {
    call("a timer", () -> node.advance(time));
  }

  /** Receives a public copy. If the strategy rejects it, the rule is skipped. */
  void receive(Peer from, GossipMessage message) {
    if (!receive(from, message, ByteString.EMPTY)) {
      abort("not checked: the strategy rejects an empty header, see R12");
    }
  }

  /** Receives a copy; returns false if the strategy rejects its header. */
  boolean receive(Peer from, GossipMessage message, ByteString header) {
    String callback = node.seen(message.id()) ? "onDuplicate" : "onMessage";
    return attempt(
        callback + " for the header " + shown(header), () -> node.receive(from, message, header));
  }

  /** Receives a control frame; returns false if the strategy rejects it. */
  boolean control(Peer from, ControlFrame frame) {
    return attempt(
        "onControl for the body " + shown(frame.body()),
        () -> node.control(from, frame.slot(), frame.body()));
  }

  /** Asks the strategy. Whatever it does meanwhile breaks the rule. */
  boolean mayReveal(Peer to, MessageId id) {
    try {
      return node.mayReveal(to, id);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(
          failure("mayReveal threw " + e + "; it must only answer, without effects").getMessage(),
          e);
    }
  }

  /** The failure of this rule at this node. */
  AssertionError failure(String what) {
    return bench.failure(what + " (one scripted node, seed " + seed + ")");
  }

  /** Links five peers. */
  List<Peer> upFivePeers() {
    List<Peer> peers = new ArrayList<>();
    for (int number = 1; number <= 5; number++) {
      peers.add(up(number));
    }
    return peers;
  }

  /** Runs a random scenario in which peers come and go. At the end all peers are down. */
  void runRandomScenario() {
    SplittableRandom random = new SplittableRandom(seed);
    List<ControlFrame> frames = bench.controls();
    List<Peer> peers = upFivePeers();
    int next = peers.size() + 1;
    for (int step = 0; step < SCENARIO_STEPS; step++) {
      Peer peer = peers.get(random.nextInt(peers.size()));
      switch (random.nextInt(6)) {
        case 0 -> publish(RecordingRelayContext.message("own " + step));
        case 1, 2 -> receive(peer, RecordingRelayContext.message("other " + step));
        case 3 -> {
          if (!frames.isEmpty()) {
            ControlFrame frame = frames.get(random.nextInt(frames.size()));
            control(peer, frame);
            // Peers that say the same, such as that they have a message, are common.
            control(peers.get(random.nextInt(peers.size())), frame);
          }
        }
        case 4 -> advance(Duration.ofMillis(random.nextInt(3_000)));
        default -> {
          peers.remove(peer);
          down(peer);
          peers.add(up(next++));
        }
      }
    }
    peers.forEach(this::down);
    advance(bench.traits().settleTime());
  }

  private void call(String where, Runnable step) {
    attempt(where, step::run);
  }

  private boolean attempt(String where, Step step) {
    try {
      step.run();
      return true;
    } catch (InvalidProtocolBufferException e) {
      return false;
    } catch (RuntimeException | Error e) {
      throw bench.threw(new Thrown(where, e), "one scripted node, seed " + seed);
    }
  }

  /** Bytes in hex, at most the first 40. */
  static String shown(ByteString bytes) {
    ByteString head = bytes.substring(0, Math.min(bytes.size(), SHOWN_BYTES));
    return bytes.isEmpty()
        ? "without bytes"
        : HexFormat.of().formatHex(head.toByteArray())
            + (bytes.size() > SHOWN_BYTES ? "... (" + bytes.size() + " bytes)" : "");
  }
}
