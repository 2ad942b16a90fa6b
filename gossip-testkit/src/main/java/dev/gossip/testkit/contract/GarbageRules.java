package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.testkit.contract.WatchedNetwork.Shape;
import dev.gossip.testkit.relay.RecordingRelayContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Rules about bytes from neighbours: garbage, and headers that are empty. */
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
  void garbageLeavesNoTrace() {
    bench.requireSoundness();
    bench.requireRepetition();
    new Twins().run();
  }

  /**
   * Two strategies that live through the same. One gets garbage, too; what it refuses to read the
   * other never sees. A field that changed before the refusal makes them differ sooner or later.
   */
  private final class Twins {
    private final RandomGenerator random = new SplittableRandom(SEED);
    private final RelayScript victim = new RelayScript(bench, SEED);
    private final RelayScript twin = new RelayScript(bench, SEED);
    private final List<Peer> peers = new ArrayList<>();
    private final List<GossipMessage> known = new ArrayList<>();
    private @Nullable String lastRefused;
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
      ControlFrame frame = new ControlFrame(slot, garbage(bodies, MAX_BODY_BYTES));
      if (victim.control(peer, frame)) {
        twin.control(peer, frame);
      } else {
        lastRefused = "the control frame " + RelayScript.shown(frame.body());
      }
    }

    private void badFirstCopy(Peer peer, int round) {
      GossipMessage message = RecordingRelayContext.message("round " + round);
      known.add(message);
      ByteString header = garbage(bench.headers(), RelayContext.MAX_HEADER_BYTES);
      if (victim.receive(peer, message, header)) {
        twin.receive(peer, message, header);
      } else {
        lastRefused = "a message with the header " + RelayScript.shown(header);
        Peer honest = peers.get(random.nextInt(PEERS));
        both(script -> script.receive(honest, message));
      }
    }

    private void badDuplicate(Peer peer) {
      if (known.isEmpty()) {
        return;
      }
      GossipMessage message = known.get(random.nextInt(known.size()));
      ByteString header = garbage(bench.headers(), RelayContext.MAX_HEADER_BYTES);
      if (victim.receive(peer, message, header)) {
        twin.receive(peer, message, header);
      } else {
        lastRefused = "a further copy with the header " + RelayScript.shown(header);
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
      requireSame("wait for " + victim.node().timers(), "wait for " + twin.node().timers());
    }

    private void requireSame(String did, String should) {
      if (!did.equals(should)) {
        throw bench.broken(
            ("after the strategy refused %s with InvalidProtocolBufferException, it did '%s';"
                    + " one that never got those bytes did '%s'. Parse before changing any field"
                    + " (seed %d)")
                .formatted(lastRefused, did, should, SEED));
      }
    }

    /** Random bytes, or what was sent in earnest with some of it spoilt. */
    private ByteString garbage(List<ByteString> samples, int maxBytes) {
      if (samples.isEmpty() || random.nextInt(3) == 0) {
        byte[] bytes = new byte[random.nextInt(random.nextBoolean() ? 8 : maxBytes + 1)];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
      }
      ByteString sample = samples.get(random.nextInt(samples.size()));
      byte[] bytes = new byte[Math.min(maxBytes, random.nextInt(sample.size() + 4))];
      random.nextBytes(bytes);
      boolean cutOnly = random.nextBoolean();
      for (int i = 0; i < Math.min(bytes.length, sample.size()); i++) {
        if (cutOnly || random.nextInt(8) > 0) {
          bytes[i] = sample.byteAt(i);
        }
      }
      return ByteString.copyFrom(bytes);
    }
  }

  // ---- R12 -----------------------------------------------------------------------------------

  /** R12. */
  void anEmptyHeaderMeansAPublicCopy() {
    bench.requireDelivery();
    fromHand();
    for (Shape shape : SHAPES) {
      WatchedNetwork watched =
          WatchedNetwork.start(bench, shape, new RelayProbe(bench.factory()).stripHeaders());
      List<MessageId> ids = watched.everyonePublishes(1);
      watched.settle();
      watched.requireReached(ids, "with all headers taken off");
      watched.requireDeliveredOnce(ids);
    }
  }

  private void fromHand() {
    RelayScript script = new RelayScript(bench, SEED);
    Peer first = script.up(1);
    Peer second = script.up(2);
    script.up(3);
    GossipMessage message = RecordingRelayContext.message("public");
    requireTaken(script.receive(first, message, ByteString.EMPTY), "onMessage");
    requireTaken(script.receive(second, message, ByteString.EMPTY), "onDuplicate");
    script.advance(bench.traits().settleTime());
    int count = script.node().delivered().size();
    if (count != 1) {
      throw bench.broken(
          ("%d times in %s context.deliver was called for a message that came with an empty"
                  + " header; such a copy is public, so deliver it, once (one node played by hand,"
                  + " seed %d)")
              .formatted(count, bench.traits().settleTime(), SEED));
    }
  }

  private void requireTaken(boolean taken, String callback) {
    if (!taken) {
      throw bench.broken(
          ("%s refused an empty header with InvalidProtocolBufferException; an empty header"
                  + " is valid for every strategy, and means a public copy of which nothing else is"
                  + " known (one node played by hand, seed %d)")
              .formatted(callback, SEED));
    }
  }
}
