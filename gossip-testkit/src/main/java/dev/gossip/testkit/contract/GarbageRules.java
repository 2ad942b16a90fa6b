package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.simulation.wire.TimeText;
import dev.gossip.testkit.contract.WatchedNetwork.Shape;
import dev.gossip.testkit.relay.RecordingRelayContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Rules about malformed bytes and empty headers: R5 and R12. */
final class GarbageRules {
  private static final List<Shape> SHAPES =
      List.of(new Shape("six", 6, 21), new Shape("random-regular:4", 16, 22));

  private static final int ROUNDS = 1_000;
  private static final int MAX_BODY_BYTES = 300;
  private static final int PEERS = 4;
  private static final long SEED = 23;

  private final RelayBench bench;

  GarbageRules(RelayBench bench) {
    this.bench = bench;
  }

  // ---- R5 ------------------------------------------------------------------------------------

  /** R5. */
  void malformedBytesChangeNoState() {
    bench.requireNoFailures();
    bench.requireRepetition();
    new Twins().run();
  }

  /**
   * Two strategies that get the same calls. One of them also gets garbage. If it rejects the
   * garbage, the other one never sees it. A field that was changed before the rejection makes the
   * two differ.
   */
  private final class Twins {
    private final RandomGenerator random = new SplittableRandom(SEED);
    private final RelayScript victim = new RelayScript(bench, SEED);
    private final RelayScript twin = new RelayScript(bench, SEED);
    private final List<Peer> peers = new ArrayList<>();
    private final List<GossipMessage> known = new ArrayList<>();
    private @Nullable String lastRejected;
    private int compared;

    void run() {
      for (int number = 1; number <= PEERS; number++) {
        peers.add(victim.up(number));
        twin.up(number);
      }
      for (int round = 0; round < ROUNDS; round++) {
        Peer peer = peers.get(random.nextInt(PEERS));
        switch (random.nextInt(4)) {
          case 0 -> badControl(peer);
          case 1 -> badFirstCopy(peer, round);
          case 2 -> badDuplicate(peer);
          default -> {
            Duration time = Duration.ofMillis(random.nextInt(500));
            both(script -> script.advance(time));
          }
        }
        compare();
      }
      both(script -> script.advance(bench.traits().settleTime()));
      compare();
    }

    private void badControl(Peer peer) {
      List<ControlFrame> samples = bench.controls();
      List<String> slots = bench.traits().slots();
      int channel = random.nextInt(slots.size() + 1);
      String slot = channel == 0 ? "" : slots.get(channel - 1);
      List<ByteString> bodies =
          samples.stream()
              .filter(sent -> sent.slot().equals(slot))
              .map(ControlFrame::body)
              .toList();
      ControlFrame frame = new ControlFrame(slot, GarbageBytes.of(random, bodies, MAX_BODY_BYTES));
      if (victim.control(peer, frame)) {
        twin.control(peer, frame);
      } else {
        lastRejected = "the control frame " + RelayScript.shown(frame.body());
      }
    }

    private void badFirstCopy(Peer peer, int round) {
      GossipMessage message = RecordingRelayContext.message("round " + round);
      known.add(message);
      ByteString header = GarbageBytes.of(random, bench.headers(), RelayContext.MAX_HEADER_BYTES);
      if (victim.receive(peer, message, header)) {
        twin.receive(peer, message, header);
      } else {
        lastRejected = "a message with header " + RelayScript.shown(header);
        Peer sender = peers.get(random.nextInt(PEERS));
        both(script -> script.receive(sender, message));
      }
    }

    private void badDuplicate(Peer peer) {
      if (known.isEmpty()) {
        return;
      }
      GossipMessage message = known.get(random.nextInt(known.size()));
      ByteString header = GarbageBytes.of(random, bench.headers(), RelayContext.MAX_HEADER_BYTES);
      if (victim.receive(peer, message, header)) {
        twin.receive(peer, message, header);
      } else {
        lastRejected = "a duplicate with header " + RelayScript.shown(header);
      }
    }

    private void both(Consumer<RelayScript> step) {
      step.accept(victim);
      step.accept(twin);
    }

    private void compare() {
      List<String> seen = victim.node().transcript();
      List<String> expected = twin.node().transcript();
      for (; compared < Math.max(seen.size(), expected.size()); compared++) {
        String did = compared < seen.size() ? seen.get(compared) : "nothing";
        String should = compared < expected.size() ? expected.get(compared) : "nothing";
        requireSame(did, should);
      }
      requireSame(
          "wait for timers " + victim.node().timers(), "wait for timers " + twin.node().timers());
    }

    private void requireSame(String did, String should) {
      if (!did.equals(should)) {
        throw bench.failure(
            String.format(
                Locale.ROOT,
                "after the strategy rejected %s with InvalidProtocolBufferException, it did '%s';"
                    + " an identical strategy that never got those bytes did '%s'; parse before"
                    + " changing any field (seed %d)",
                lastRejected,
                did,
                should,
                SEED));
      }
    }
  }

  // ---- R12 -----------------------------------------------------------------------------------

  /** R12. */
  void emptyHeaderMeansAPublicCopy() {
    bench.requireDelivery();
    checkScriptedNode();
    for (Shape shape : SHAPES) {
      WatchedNetwork watched =
          WatchedNetwork.start(bench, shape, new RelayProbe(bench.factory()).stripHeaders());
      List<MessageId> ids = watched.publishAtEveryNode(1);
      watched.settle();
      watched.requireReached(ids, "with all headers removed");
      watched.requireDeliveredOnce(ids);
    }
  }

  private void checkScriptedNode() {
    RelayScript script = new RelayScript(bench, SEED);
    Peer first = script.up(1);
    Peer second = script.up(2);
    script.up(3);
    GossipMessage message = RecordingRelayContext.message("public");
    requireAccepted(script.receive(first, message, ByteString.EMPTY), "onMessage");
    requireAccepted(script.receive(second, message, ByteString.EMPTY), "onDuplicate");
    script.advance(bench.traits().settleTime());
    int count = script.node().delivered().size();
    if (count != 1) {
      throw bench.failure(
          String.format(
              Locale.ROOT,
              "context.deliver was called %d times in %s for a message that came with an empty"
                  + " header; such a copy is public: deliver it exactly once (one scripted node,"
                  + " seed %d)",
              count,
              TimeText.of(bench.traits().settleTime()),
              SEED));
    }
  }

  private void requireAccepted(boolean accepted, String callback) {
    if (!accepted) {
      throw bench.failure(
          String.format(
              Locale.ROOT,
              "%s rejected an empty header with InvalidProtocolBufferException; an empty header is"
                  + " valid for every strategy and means a public copy without further information"
                  + " (one scripted node, seed %d)",
              callback,
              SEED));
    }
  }
}
