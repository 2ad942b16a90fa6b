package dev.gossip.testkit.contract;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.node.Metric;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.wire.TimeText;
import dev.gossip.testkit.contract.WatchedNetwork.Shape;
import dev.gossip.testkit.relay.RecordingRelayContext;
import dev.gossip.testkit.relay.RecordingRelayContext.SentControl;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Rules about the frames that a strategy sends: R2, R3, R8 and R9. */
final class SendingRules {
  private static final List<Shape> SHAPES =
      List.of(
          new Shape("star", 8, 11),
          new Shape("complete", 6, 12),
          new Shape("random-regular:4", 16, 13));

  /** Enough for a few announcements; a real link allows about three times as much. */
  private static final int SMALL_CONTROL_BYTES = 400;

  private static final Duration IDLE_TIME = Duration.ofMinutes(10);
  private static final long SCRIPT_SEED = 14;

  private final RelayBench bench;

  SendingRules(RelayBench bench) {
    this.bench = bench;
  }

  /** R2. */
  void messagesAreNotEchoedToTheirSender() {
    bench.requireNoFailures();
    for (Shape shape : SHAPES) {
      WatchedNetwork watched = WatchedNetwork.start(bench, shape, probe());
      watched.publishAtEveryNode(2);
      watched.settle();
      requireNone(
          watched.probe().echoes(),
          "that peer had sent no control frame since; exclude Arrival.from() when forwarding",
          watched.describe());
    }
    scriptedNodeEchoesNothing();
  }

  private void scriptedNodeEchoesNothing() {
    RelayScript script = new RelayScript(bench, SCRIPT_SEED);
    List<Peer> peers = script.upFivePeers();
    for (Peer sender : peers) {
      GossipMessage message = RecordingRelayContext.message("from " + sender);
      script.receive(sender, message);
      script.advance(bench.traits().settleTime());
      if (script.node().payloads().stream()
          .anyMatch(sent -> sent.to().equals(sender.id()) && sent.message().equals(message))) {
        throw bench.failure(
            "the strategy sent a message back to the peer it came from, although it came with an"
                + " empty header and so was public there; exclude Arrival.from() when forwarding"
                + " (one scripted node, seed "
                + SCRIPT_SEED
                + ")");
      }
    }
  }

  /** R3. */
  void framesAreSentToCurrentPeersOnly() {
    requireNothingSentInCreate();
    bench.requireNoFailures();
    RelayScript script = new RelayScript(bench, SCRIPT_SEED);
    script.runRandomScenario();
    String remedy =
        "remove a peer in onPeerDown, also from queues and timers, or check context.peers()"
            + " before sending";
    requireNone(script.node().strays(), remedy, "one scripted node, seed " + SCRIPT_SEED);
    for (Shape shape : SHAPES) {
      WatchedNetwork watched = WatchedNetwork.start(bench, shape, probe());
      crashSome(watched);
      requireNone(watched.probe().strays(), remedy, watched.describe());
    }
  }

  private void requireNothingSentInCreate() {
    try {
      new RecordingRelayContext(SCRIPT_SEED).start(bench.factory());
    } catch (RuntimeException | Error e) {
      throw new AssertionError(
          bench
              .failure(
                  "RelayStrategy.Factory.create threw "
                      + e
                      + "; a factory may schedule timers, but not send, deliver or report: wait for"
                      + " onPeerUp")
              .getMessage(),
          e);
    }
  }

  /** Crashes nodes while messages are in flight; one restarts with a new id. */
  private void crashSome(WatchedNetwork watched) {
    List<SimulatedNode> nodes = watched.network().nodes();
    watched.publishAtEveryNode(2);
    nodes.get(1).crash();
    watched.publishAtEveryNode(2);
    nodes.get(2).crash();
    // A link is down after 6 s of silence; queued frames become due before and after that.
    watched.runFor(Duration.ofSeconds(5));
    watched.publishAtEveryNode(2);
    watched.runFor(Duration.ofSeconds(5));
    nodes.get(1).restart();
    watched.runFor(Duration.ofSeconds(5));
    watched.publishAtEveryNode(2);
    watched.settle();
  }

  /** R8. */
  void controlFramesFitTheLimit() {
    bench.requireReach();
    String remedy = "check context.maxControlBytes of each peer, and split larger frames";
    for (Shape shape : SHAPES) {
      WatchedNetwork watched =
          WatchedNetwork.start(bench, shape, probe().limitControl(SMALL_CONTROL_BYTES));
      List<MessageId> ids = watched.publishAtEveryNode(20);
      watched.settle();
      requireNone(watched.probe().oversizedControls(), remedy, watched.describe());
      watched.requireReached(
          ids, "with a limit of " + SMALL_CONTROL_BYTES + " bytes per control frame");
    }
    RelayScript script = new RelayScript(bench, SCRIPT_SEED);
    script.node().limitControl(SMALL_CONTROL_BYTES);
    runBurst(script);
    for (SentControl frame : script.node().controls()) {
      if (frame.body().size() > SMALL_CONTROL_BYTES) {
        throw bench.failure(
            String.format(
                Locale.ROOT,
                "after a burst of messages the strategy sent a control frame of %d bytes;"
                    + " maxControlBytes is %d; %s (one scripted node, seed %d)",
                frame.body().size(),
                SMALL_CONTROL_BYTES,
                remedy,
                SCRIPT_SEED));
      }
    }
  }

  private void runBurst(RelayScript script) {
    List<Peer> peers = script.upFivePeers();
    for (int i = 0; i < 200; i++) {
      Peer peer = peers.get(i % peers.size());
      script.publish(RecordingRelayContext.message("own " + i));
      script.receive(peer, RecordingRelayContext.message("other " + i));
    }
    for (ControlFrame frame : bench.controls()) {
      script.control(peers.get(0), frame);
    }
    script.advance(bench.traits().settleTime());
  }

  /** R9. */
  void idleNetworkIsSilent() {
    bench.requireNoFailures();
    for (Shape shape : SHAPES) {
      WatchedNetwork watched = WatchedNetwork.start(bench, shape, probe());
      watched.publishAtEveryNode(2);
      watched.settle();
      long payloads = count(watched, Metric.PAYLOAD_FRAMES_SENT.label());
      long controls = count(watched, Metric.CONTROL_FRAMES_SENT.label());
      watched.runFor(IDLE_TIME);
      long morePayloads = count(watched, Metric.PAYLOAD_FRAMES_SENT.label()) - payloads;
      long moreControls = count(watched, Metric.CONTROL_FRAMES_SENT.label()) - controls;
      if (morePayloads > 0 || (moreControls > 0 && !bench.traits().heartbeat())) {
        throw bench.failure(
            String.format(
                Locale.ROOT,
                "%d payload frames and %d control frames were sent in %s without messages; the last"
                    + " was %s; stop repeating timers when there is nothing to send, or declare"
                    + " heartbeat in traits() (%s)",
                morePayloads,
                moreControls,
                TimeText.of(IDLE_TIME),
                watched.probe().lastFrame(),
                watched.describe()));
      }
    }
    if (bench.traits().heartbeat()) {
      abort("only payload frames are checked: traits() declares heartbeat");
    }
  }

  private static long count(WatchedNetwork watched, String metric) {
    return watched.network().metrics().getOrDefault(metric, 0L);
  }

  private RelayProbe probe() {
    return new RelayProbe(bench.factory());
  }

  private void requireNone(List<String> violations, String remedy, String circumstances) {
    if (!violations.isEmpty()) {
      throw bench.failure(
          violations.get(0)
              + (violations.size() > 1 ? " (" + violations.size() + " violations)" : "")
              + "; "
              + remedy
              + " ("
              + circumstances
              + ")");
    }
  }
}
