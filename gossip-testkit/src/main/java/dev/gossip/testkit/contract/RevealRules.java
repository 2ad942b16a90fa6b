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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Rules about what a strategy lets others reveal: R16 to R20. */
final class RevealRules {
  private static final int STEPS = 400;
  private static final long SEED = 31;

  private final RelayBench bench;

  RevealRules(RelayBench bench) {
    this.bench = bench;
  }

  // ---- R16 and R17 ---------------------------------------------------------------------------

  /** R16. */
  void unknownMessagesAreNotRevealed() {
    requireAnswers();
    RevealWalk walk = new RevealWalk(bench, SEED);
    for (int step = 0; step < STEPS; step++) {
      walk.step(step);
      MessageId unknown = RecordingRelayContext.message("unknown " + step).id();
      for (Peer peer : walk.peers()) {
        if (walk.script().mayReveal(peer, unknown)) {
          throw bench.failure(
              String.format(
                  Locale.ROOT,
                  "mayReveal answered true for a message that the node has never had; answer from"
                      + " what was delivered or sent (one scripted node, seed %d)",
                  SEED));
        }
      }
    }
  }

  /** R17. */
  void messagesAreNotRevealedTooEarly() {
    requireAnswers();
    RevealWalk walk = new RevealWalk(bench, SEED);
    for (int step = 0; step < STEPS; step++) {
      walk.step(step);
      Map<PeerId, Set<MessageId>> sent = walk.sent();
      for (MessageId id : walk.undelivered()) {
        for (Peer peer : walk.peers()) {
          if (!sent.getOrDefault(peer.id(), Set.of()).contains(id)
              && walk.script().mayReveal(peer, id)) {
            throw bench.failure(
                String.format(
                    Locale.ROOT,
                    "mayReveal answered true for a message that the strategy has neither delivered"
                        + " nor sent to that peer; until then, nobody may learn that this node has"
                        + " it (one scripted node, seed %d)",
                    SEED));
          }
        }
      }
    }
  }

  /** Skips the rule if asking alone is an error. */
  private void requireAnswers() {
    bench.requireNoFailures();
    try {
      ask(new RevealWalk(bench, SEED));
    } catch (AssertionError e) {
      bench.skip("mayReveal does not answer without effects, see R18");
    }
  }

  // ---- R18 -----------------------------------------------------------------------------------

  /** R18. */
  void askingChangesNothing() {
    bench.requireNoFailures();
    bench.requireRepetition();
    RevealWalk asked = new RevealWalk(bench, SEED);
    RevealWalk left = new RevealWalk(bench, SEED);
    for (int step = 0; step < STEPS; step++) {
      asked.step(step);
      left.step(step);
      askAboutAll(asked);
    }
    asked.script().advance(bench.traits().settleTime());
    left.script().advance(bench.traits().settleTime());
    String difference =
        Traces.firstDifference(
            asked.script().node().transcript(), left.script().node().transcript());
    if (!difference.isEmpty()) {
      throw bench.failure(
          String.format(
              Locale.ROOT,
              "a strategy that was asked with mayReveal behaves differently from one that was not:"
                  + " %s; mayReveal must change nothing (one scripted node, seed %d)",
              difference,
              SEED));
    }
  }

  private void ask(RevealWalk walk) {
    for (int step = 0; step < 20; step++) {
      walk.step(step);
      askAboutAll(walk);
    }
  }

  private static void askAboutAll(RevealWalk walk) {
    for (Peer peer : walk.peers()) {
      for (MessageId id : walk.known()) {
        boolean first = walk.script().mayReveal(peer, id);
        if (first != walk.script().mayReveal(peer, id)) {
          throw walk.script()
              .failure("mayReveal gave two answers to the same question; it must change nothing");
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
    RevealWalk walk = new RevealWalk(wrapped, SEED);
    for (int step = 0; step < STEPS; step++) {
      walk.step(step);
      for (Peer peer : walk.peers()) {
        for (MessageId id : walk.known()) {
          if (walk.script().mayReveal(peer, id)) {
            throw bench.failure(
                String.format(
                    Locale.ROOT,
                    "mayReveal answered true although the wrapped strategy answers false; ask it"
                        + " first (one scripted node, seed %d)",
                    SEED));
          }
        }
      }
    }
    walk.script().advance(bench.traits().settleTime());
    requireNoIds(walk);
  }

  /** A peer that sent a copy knows that this node has the message; no other peer does. */
  private void requireNoIds(RevealWalk walk) {
    for (SentControl frame : walk.script().node().controls()) {
      for (MessageId id : walk.known()) {
        if (!walk.gave(frame.to(), id) && indexOf(frame.body(), id.bytes()) >= 0) {
          throw bench.failure(
              String.format(
                  Locale.ROOT,
                  "a control frame to %s names a message of this node although the wrapped strategy"
                      + " answers mayReveal with false; ask it before announcing anything (one"
                      + " scripted node, seed %d)",
                  ScriptedNode.nameOf(frame.to()),
                  SEED));
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

  // ---- R20 -----------------------------------------------------------------------------------

  /**
   * R20.
   *
   * @param wrappers the strategy under test, around strategies that never reveal anything
   */
  void framesDoNotDependOnHiddenMessages(List<RelayStrategy.Factory> wrappers) {
    for (RelayStrategy.Factory wrapper : wrappers) {
      RelayBench wrapped = bench.with(wrapper);
      wrapped.requireCreation();
      RevealWalk publishing = new RevealWalk(wrapped, SEED);
      RevealWalk idle = new RevealWalk(wrapped, SEED).withoutOwnMessages();
      for (int step = 0; step < STEPS; step++) {
        publishing.step(step);
        idle.step(step);
        requireSameControls(publishing, idle);
      }
    }
  }

  private void requireSameControls(RevealWalk publishing, RevealWalk idle) {
    String difference = Traces.firstDifference(publishing.nextControls(), idle.nextControls());
    if (!difference.isEmpty()) {
      throw bench.failure(
          String.format(
              Locale.ROOT,
              "a node that has published messages sends other control frames than one that has not,"
                  + " although the wrapped strategy answers mayReveal with false for all of them:"
                  + " %s; leave such messages out of everything that is computed for a peer (one"
                  + " scripted node, seed %d)",
              difference,
              SEED));
    }
  }

  // ---- wrapped strategies --------------------------------------------------------------------

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

  /** Another strategy to wrap: it keeps every message to itself, as a stem does for a while. */
  static RelayStrategy withholding(RelayContext context) {
    return new RelayStrategy() {
      @Override
      public void onPublish(GossipMessage message) {
        // Delivered later than any test waits.
      }

      @Override
      public void onMessage(GossipMessage message, Arrival arrival) {
        // As above.
      }

      @Override
      public boolean mayReveal(PeerId to, MessageId id) {
        return false;
      }
    };
  }
}
