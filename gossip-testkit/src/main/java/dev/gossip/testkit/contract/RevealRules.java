package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.testkit.context.ScriptedNode;
import dev.gossip.testkit.relay.RecordingRelayContext;
import dev.gossip.testkit.relay.RecordingRelayContext.SentControl;
import dev.gossip.testkit.relay.RecordingRelayContext.SentPayload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Rules about what a strategy lets others reveal: R16 to R19. */
final class RevealRules {
  private static final int STEPS = 400;
  private static final int MAX_STEP_MILLIS = 700;
  private static final long SEED = 31;

  private final RelayBench bench;

  RevealRules(RelayBench bench) {
    this.bench = bench;
  }

  // ---- R16 and R17 ---------------------------------------------------------------------------

  /** R16. */
  void unknownMessagesAreNotRevealed() {
    requireAnswers();
    Walk walk = new Walk(new RelayScript(bench, SEED));
    for (int step = 0; step < STEPS; step++) {
      walk.step(step);
      MessageId unknown = RecordingRelayContext.message("unknown " + step).id();
      for (Peer peer : walk.peers) {
        if (walk.script.mayReveal(peer, unknown)) {
          throw bench.failure(
              ("mayReveal answered true for a message that the node has never had; answer from what"
                      + " was delivered or sent (one scripted node, seed %d)")
                  .formatted(SEED));
        }
      }
    }
  }

  /** R17. */
  void messagesAreNotRevealedTooEarly() {
    requireAnswers();
    Walk walk = new Walk(new RelayScript(bench, SEED));
    for (int step = 0; step < STEPS; step++) {
      walk.step(step);
      Map<PeerId, Set<MessageId>> sent = walk.sent();
      for (MessageId id : walk.undelivered()) {
        for (Peer peer : walk.peers) {
          if (!sent.getOrDefault(peer.id(), Set.of()).contains(id)
              && walk.script.mayReveal(peer, id)) {
            throw bench.failure(
                ("mayReveal answered true for a message that the strategy has neither delivered nor"
                        + " sent to that peer; until then, nobody may learn that this node has it"
                        + " (one scripted node, seed %d)")
                    .formatted(SEED));
          }
        }
      }
    }
  }

  /** Skips the rule if asking alone is an error. */
  private void requireAnswers() {
    bench.requireNoFailures();
    try {
      ask(new Walk(new RelayScript(bench, SEED)));
    } catch (AssertionError e) {
      bench.skip("mayReveal does not answer without effects, see R18");
    }
  }

  // ---- R18 -----------------------------------------------------------------------------------

  /** R18. */
  void askingChangesNothing() {
    bench.requireNoFailures();
    bench.requireRepetition();
    Walk asked = new Walk(new RelayScript(bench, SEED));
    Walk left = new Walk(new RelayScript(bench, SEED));
    for (int step = 0; step < STEPS; step++) {
      asked.step(step);
      left.step(step);
      askAboutAll(asked);
    }
    asked.script.advance(bench.traits().settleTime());
    left.script.advance(bench.traits().settleTime());
    String difference =
        Traces.firstDifference(asked.script.node().transcript(), left.script.node().transcript());
    if (!difference.isEmpty()) {
      throw bench.failure(
          ("a strategy that was asked with mayReveal behaves differently from one that was not: %s;"
                  + " mayReveal must change nothing (one scripted node, seed %d)")
              .formatted(difference, SEED));
    }
  }

  private void ask(Walk walk) {
    for (int step = 0; step < 20; step++) {
      walk.step(step);
      askAboutAll(walk);
    }
  }

  private static void askAboutAll(Walk walk) {
    for (Peer peer : walk.peers) {
      for (MessageId id : walk.known) {
        boolean first = walk.script.mayReveal(peer, id);
        if (first != walk.script.mayReveal(peer, id)) {
          throw walk.script.failure(
              "mayReveal gave two answers to the same question; it must change nothing");
        }
      }
    }
  }

  // ---- R19 -----------------------------------------------------------------------------------

  /**
   * R19.
   *
   * @param wrapper the strategy under test, around one that never reveals anything
   */
  void wrapperObeysTheWrappedStrategy(RelayStrategy.Factory wrapper) {
    RelayBench wrapped = bench.with(wrapper);
    wrapped.requireCreation();
    Walk walk = new Walk(new RelayScript(wrapped, SEED));
    for (int step = 0; step < STEPS; step++) {
      walk.step(step);
      for (Peer peer : walk.peers) {
        for (MessageId id : walk.known) {
          if (walk.script.mayReveal(peer, id)) {
            throw bench.failure(
                ("mayReveal answered true although the wrapped strategy answers false; ask it first"
                        + " (one scripted node, seed %d)")
                    .formatted(SEED));
          }
        }
      }
    }
    walk.script.advance(bench.traits().settleTime());
    requireNoIds(walk);
  }

  /** A peer that sent a copy knows that this node has the message; no other peer does. */
  private void requireNoIds(Walk walk) {
    for (SentControl frame : walk.script.node().controls()) {
      for (MessageId id : walk.known) {
        if (!walk.gave(frame.to(), id) && indexOf(frame.body(), id.bytes()) >= 0) {
          throw bench.failure(
              ("a control frame to %s names a message of this node although the wrapped strategy"
                      + " answers mayReveal with false; ask it before announcing anything (one"
                      + " scripted node, seed %d)")
                  .formatted(ScriptedNode.nameOf(frame.to()), SEED));
        }
      }
    }
  }

  private static int indexOf(ByteString body, ByteString id) {
    for (int at = 0; at + id.size() <= body.size(); at++) {
      if (body.substring(at, at + id.size()).equals(id)) {
        return at;
      }
    }
    return -1;
  }

  /** The strategy to wrap: it delivers at once, sends nothing and reveals nothing. */
  static RelayStrategy secretive(RelayContext context) {
    return new RelayStrategy() {
      @Override
      public void onPublish(GossipMessage message) {
        context.deliver(message);
      }

      @Override
      public void onMessage(GossipMessage message, Arrival arrival) {
        context.deliver(message);
      }

      @Override
      public boolean mayReveal(PeerId to, MessageId id) {
        return false;
      }
    };
  }

  /** Random steps at a scripted node. The same seed gives the same steps. */
  private final class Walk {
    private final RelayScript script;
    private final RandomGenerator random = new SplittableRandom(SEED);
    private final List<Peer> peers;
    private final List<MessageId> known = new ArrayList<>();
    private final Map<PeerId, Set<MessageId>> given = new HashMap<>();
    private int nextPeer;

    Walk(RelayScript script) {
      this.script = script;
      this.peers = new ArrayList<>(script.upFivePeers());
      this.nextPeer = peers.size() + 1;
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
  }
}
