package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.testkit.contract.DiscoveryBench.Proposal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules of {@link DiscoveryContract}. */
final class DiscoveryRules {
  private static final long SEED = 20_260_103;
  private static final int STEPS = 2_000;
  private static final int FEW_CONTROL_BYTES = 50;
  private static final Duration AN_HOUR = Duration.ofHours(1);
  private static final Duration A_DAY = Duration.ofDays(1);
  private static final long[] OTHER_STARTS = {-5_000_000_000L, Long.MAX_VALUE - 30_000_000_000L};

  private final DiscoveryContract contract;

  DiscoveryRules(DiscoveryContract contract) {
    this.contract = contract;
  }

  /** D1. */
  void discoveryDoesNothingBeforeStart() {
    DiscoveryBench node = new DiscoveryBench(contract.factory(), SEED);
    node.advance(AN_HOUR);
    assertThat(node.drainProposals())
        .as("addresses proposed before PeerDiscovery.start; wait for it")
        .isEmpty();
    assertThat(node.resolved())
        .as("names resolved before PeerDiscovery.start; wait for it")
        .isZero();
  }

  /** D2. */
  void sameSeedGivesTheSameProposals() {
    assertThat(Traces.firstDifference(run(0).transcript(), run(0).transcript()))
        .as(
            "the first difference between two runs of one seed (%d); take time and randomness from"
                + " DiscoveryContext only, and keep no state in static fields",
            SEED)
        .isEmpty();
  }

  /** D3. */
  void clockMayStartAtAnyValue() {
    List<String> expected = run(0).transcript();
    for (long start : OTHER_STARTS) {
      assertThat(Traces.firstDifference(expected, run(start).transcript()))
          .as(
              "the first difference when DiscoveryContext.nowNanos starts at %d, not 0 (seed %d);"
                  + " compare times by their difference",
              start, SEED)
          .isEmpty();
    }
  }

  /** D4. */
  void malformedBytesChangeNothing() {
    List<ByteString> samples = run(0).samples();
    ControlBench.requireSameAfterGarbage(started(0), started(0), samples, STEPS / 2);
  }

  /** D5. */
  void proposalsOfOneFrameAreBounded() {
    List<ByteString> samples = run(0).samples();
    DiscoveryBench node = started(0);
    PeerId hostile = node.nodeUp();
    for (int i = 0; i < STEPS; i++) {
      ByteString body =
          samples.isEmpty() || i % 3 == 0
              ? GarbageBytes.of(node.steps, samples, ControlBench.CONTROL_BYTES)
              : GarbageBytes.repeated(samples.get(i % samples.size()), ControlBench.CONTROL_BYTES);
      node.drainProposals();
      node.control(hostile, body);
      assertThat(node.drainProposals().size())
          .as(
              "addresses proposed for one control frame of %d bytes; take at most"
                  + " maxProposalsPerFrame(), so that a node cannot fill the address book at once",
              body.size())
          .isLessThanOrEqualTo(contract.maxProposalsPerFrame());
    }
  }

  /** D6. */
  void addressesOfOtherNodesAreNotTrusted() {
    List<ByteString> samples = run(0).samples();
    DiscoveryBench node = started(0);
    node.advance(AN_HOUR);
    PeerId liar = node.nodeUp();
    Set<PeerAddress> own =
        node.drainProposals().stream().map(Proposal::address).collect(Collectors.toSet());
    for (ByteString body : samples) {
      node.control(liar, body);
      requireNodeSource(node, own, "of a control frame");
    }
    for (int i = 0; i < STEPS / 10; i++) {
      node.dialed(node.randomAddress(), node.randomOutcome());
      requireNodeSource(node, own, "of a refusal");
    }
  }

  /** Addresses that discovery had found by itself may be proposed as such again. */
  private static void requireNodeSource(DiscoveryBench node, Set<PeerAddress> own, String what) {
    assertThat(node.drainProposals())
        .filteredOn(proposal -> !own.contains(proposal.address()))
        .as("addresses %s; another node may lie, so AddressSource is NODE", what)
        .allMatch(proposal -> proposal.source() == AddressSource.NODE, "source NODE");
  }

  /** D7. */
  void controlFramesFitTheLimit() {
    DiscoveryBench node = started(0);
    node.runRandomScenario(STEPS / 2);
    node.limitControl(FEW_CONTROL_BYTES);
    node.runRandomScenario(STEPS);
    node.requireFittingControls();
  }

  /** D8. */
  void unknownNodesAndAddressesDoNoHarm() {
    List<ByteString> samples = run(0).samples();
    DiscoveryBench node = started(0);
    PeerId gone = node.nodeUp();
    node.nodeDown(gone);
    for (PeerId absent : List.of(gone, DiscoveryBench.peerId(4_711))) {
      node.nodeDown(absent);
      samples.forEach(body -> node.control(absent, body));
    }
    for (DialOutcome.Kind kind : DialOutcome.Kind.values()) {
      node.dialed(node.randomAddress(), DialOutcome.of(kind, "as the contract says"));
    }
    node.requireFittingControls();
  }

  /** D9. */
  void timersAndMemoryAreBounded() {
    DiscoveryBench node = started(0);
    node.runRandomScenario(STEPS);
    long before = node.retainedObjects();
    node.runRandomScenario(5 * STEPS);

    assertThat(node.pendingTimers())
        .as(
            "timers and offloaded work that wait after %,d events; bound them, or override"
                + " maxTimers",
            6 * STEPS)
        .isLessThanOrEqualTo(contract.maxTimers());
    assertThat(node.retainedObjects() - before)
        .as(
            "additional objects that discovery keeps after %,d events, compared with %,d; bound"
                + " what is kept of nodes and addresses, or override maxRemembered",
            6 * STEPS, STEPS)
        .isLessThanOrEqualTo(contract.maxRemembered());
  }

  /** D10. */
  void seedsMayBeMissing() {
    DiscoveryBench node = started(0, List.of());
    node.runRandomScenario(STEPS / 2);
    node.advance(AN_HOUR);
    node.requireFittingControls();
  }

  /** D11. */
  void tellersAreNamedTruthfully() {
    List<ByteString> samples = run(0).samples();
    DiscoveryBench node = started(0);
    node.advance(AN_HOUR);
    for (ByteString body : samples) {
      PeerId teller = node.nodeUp();
      PeerAddress address = node.addressOf(teller);
      node.drainProposals();
      node.control(teller, body);
      requireTeller(node, address, "PeerDiscovery.onNodeUp");
      node.nodeDown(teller);
    }
    for (int i = 0; i < STEPS / 10; i++) {
      PeerAddress dialed = node.randomAddress();
      node.dialed(dialed, node.randomOutcome());
      requireTeller(node, dialed, "PeerDiscovery.onDialOutcome");
    }
  }

  private static void requireTeller(DiscoveryBench node, PeerAddress teller, String origin) {
    assertThat(node.drainProposals())
        .filteredOn(proposal -> proposal.source() == AddressSource.NODE)
        .as(
            "addresses that the node at %s named; proposeFrom needs that address, from %s, since"
                + " what one node names gets a limited share of the address book",
            teller, origin)
        .allMatch(proposal -> proposal.teller().equals(Optional.of(teller)), "that teller");
  }

  /** D12. */
  void slowLookUpsDoNotPileUp() {
    DiscoveryBench node = started(0);
    node.slowLookUps(A_DAY);
    node.advance(A_DAY);
    assertThat(node.pendingTimers())
        .as(
            "timers and offloaded work that wait when each look-up takes a day; begin the next"
                + " look-up when the last one has ended, or override maxTimers")
        .isLessThanOrEqualTo(contract.maxTimers());
  }

  private DiscoveryBench started(long startNanos) {
    return started(startNanos, DiscoveryBench.SEEDS);
  }

  private DiscoveryBench started(long startNanos, List<PeerAddress> seeds) {
    DiscoveryBench node;
    try {
      node = new DiscoveryBench(contract.factory(), SEED, startNanos, seeds);
    } catch (AssertionError e) {
      return abort("not checked: the discovery cannot be created, see D1");
    }
    node.start();
    return node;
  }

  private DiscoveryBench run(long startNanos) {
    DiscoveryBench node = started(startNanos);
    node.runRandomScenario(STEPS);
    return node;
  }
}
