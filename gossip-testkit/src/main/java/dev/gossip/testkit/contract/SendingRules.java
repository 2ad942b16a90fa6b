package dev.gossip.testkit.contract;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.testkit.contract.WatchedNetwork.Shape;
import dev.gossip.testkit.relay.RecordingRelayContext;
import dev.gossip.testkit.relay.RecordingRelayContext.SentControl;
import java.time.Duration;
import java.util.List;

/** Rules about what a strategy may send, to whom and when. */
final class SendingRules {
  private static final List<Shape> SHAPES =
      List.of(
          new Shape("star", 8, 11),
          new Shape("complete", 6, 12),
          new Shape("random-regular:4", 16, 13));

  /** Room for some announcements; a real link has about three times as much. */
  private static final int SMALL_CONTROL_BYTES = 400;

  private static final Duration IDLE_TIME = Duration.ofMinutes(10);
  private static final long SCRIPT_SEED = 14;

  private final RelayBench bench;

  SendingRules(RelayBench bench) {
    this.bench = bench;
  }

  /** R2. */
  void nothingGoesBackToWhereItCameFrom() {
    bench.requireSoundness();
    for (Shape shape : SHAPES) {
      WatchedNetwork watched = WatchedNetwork.start(bench, shape, probe());
      watched.everyonePublishes(2);
      watched.settle();
      requireNone(
          watched.probe().echoes(),
          "it had sent no control frame since; leave out Arrival.from() when passing on",
          watched.describe());
    }
    nothingGoesBackFromOneNode();
  }

  private void nothingGoesBackFromOneNode() {
    RelayScript script = new RelayScript(bench, SCRIPT_SEED);
    List<Peer> peers = script.fivePeers();
    for (Peer teller : peers) {
      GossipMessage message = RecordingRelayContext.message("from " + teller);
      script.receive(teller, message);
      script.advance(bench.traits().settleTime());
      if (script.node().payloads().stream()
          .anyMatch(sent -> sent.to().equals(teller.id()) && sent.message().equals(message))) {
        throw bench.broken(
            "the strategy sent a message back to the neighbour from which it came with an empty"
                + " header, so publicly; leave out Arrival.from() when passing on (one node played"
                + " by hand, seed "
                + SCRIPT_SEED
                + ")");
      }
    }
  }

  /** R3. */
  void onlyNeighboursAreSentTo() {
    requireNothingSentInCreate();
    bench.requireSoundness();
    RelayScript script = new RelayScript(bench, SCRIPT_SEED);
    script.liveThrough();
    String remedy =
        "forget a neighbour in onPeerDown, also where it waits in queues and timers, or ask"
            + " context.peers() before sending";
    requireNone(script.node().strays(), remedy, "one node played by hand, seed " + SCRIPT_SEED);
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
              .broken(
                  "RelayStrategy.Factory.create threw "
                      + e
                      + "; a strategy that is being created may schedule, but not send, deliver or"
                      + " report: wait for onPeerUp")
              .getMessage(),
          e);
    }
  }

  /** Nodes crash with messages on their way; some come back as strangers. */
  private void crashSome(WatchedNetwork watched) {
    List<SimulatedNode> nodes = watched.network().nodes();
    watched.everyonePublishes(2);
    nodes.get(1).crash();
    watched.everyonePublishes(2);
    nodes.get(2).crash();
    // A neighbour is missed after 6 s; what waits for it meanwhile comes due before and after.
    watched.runFor(Duration.ofSeconds(5));
    watched.everyonePublishes(2);
    watched.runFor(Duration.ofSeconds(5));
    nodes.get(1).restart();
    watched.runFor(Duration.ofSeconds(5));
    watched.everyonePublishes(2);
    watched.settle();
  }

  /** R8. */
  void controlFramesFit() {
    bench.requireReach();
    String remedy = "ask context.maxControlBytes for each neighbour, and split what is longer";
    for (Shape shape : SHAPES) {
      WatchedNetwork watched =
          WatchedNetwork.start(bench, shape, probe().limitControl(SMALL_CONTROL_BYTES));
      List<MessageId> ids = watched.everyonePublishes(20);
      watched.settle();
      requireNone(watched.probe().tooLong(), remedy, watched.describe());
      watched.requireReached(ids, "with " + SMALL_CONTROL_BYTES + " bytes for a control frame");
    }
    RelayScript script = new RelayScript(bench, SCRIPT_SEED);
    script.node().limitControl(SMALL_CONTROL_BYTES);
    burst(script);
    for (SentControl frame : script.node().controls()) {
      if (frame.body().size() > SMALL_CONTROL_BYTES) {
        throw bench.broken(
            ("after a burst of messages the strategy sent a control frame of %d bytes where"
                    + " maxControlBytes is %d; %s (one node played by hand, seed %d)")
                .formatted(frame.body().size(), SMALL_CONTROL_BYTES, remedy, SCRIPT_SEED));
      }
    }
  }

  private void burst(RelayScript script) {
    List<Peer> peers = script.fivePeers();
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
  void anIdleNetworkIsSilent() {
    bench.requireSoundness();
    for (Shape shape : SHAPES) {
      WatchedNetwork watched = WatchedNetwork.start(bench, shape, probe());
      watched.everyonePublishes(2);
      watched.settle();
      long payloads = count(watched, "payload-frames-sent");
      long controls = count(watched, "control-frames-sent");
      watched.runFor(IDLE_TIME);
      long morePayloads = count(watched, "payload-frames-sent") - payloads;
      long moreControls = count(watched, "control-frames-sent") - controls;
      if (morePayloads > 0 || (moreControls > 0 && !bench.traits().heartbeat())) {
        throw bench.broken(
            ("in %s without messages %d payload and %d control frames were sent; the last was"
                    + " %s; stop what repeats itself when there is nothing to tell, or claim"
                    + " heartbeat in traits() (%s)")
                .formatted(
                    IDLE_TIME,
                    morePayloads,
                    moreControls,
                    watched.probe().lastFrame(),
                    watched.describe()));
      }
    }
    if (bench.traits().heartbeat()) {
      abort("no payload frames are sent; control frames may be, as traits() claims heartbeat");
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
      throw bench.broken(
          violations.get(0)
              + (violations.size() > 1 ? ", and so " + violations.size() + " times" : "")
              + "; "
              + remedy
              + " ("
              + circumstances
              + ")");
    }
  }
}
