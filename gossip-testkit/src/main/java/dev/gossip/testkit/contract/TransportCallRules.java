package dev.gossip.testkit.contract;

import static dev.gossip.testkit.contract.TransportBench.address;
import static dev.gossip.testkit.contract.TransportPair.HELLO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.transport.CloseReason;
import dev.gossip.testkit.contract.TransportBench.Faults;
import java.util.ArrayList;
import java.util.List;

/** Rules about calls between a transport and its node: T21 to T24. */
final class TransportCallRules extends TransportRules {
  TransportCallRules(TransportContract contract) {
    super(contract);
  }

  /** T21. */
  void timersAreBounded() {
    TransportPair pair = unlinked();
    List<Integer> remaining = new ArrayList<>();
    for (int cycle = 1; cycle <= 10; cycle++) {
      pair.link();
      pair.bench.runFor(contract.silenceLimit().multipliedBy(3));
      for (TransportEnd end : List.of(pair.alice, pair.bob)) {
        assertThat(pair.bench.timersOf(end))
            .as(
                "pending timers with one idle link, after %d closed links; reuse timers, or"
                    + " override timersPerLink",
                cycle - 1)
            .isLessThanOrEqualTo(contract.timersPerLink());
      }
      pair.alice.close(pair.alice.link(), CloseReason.Kind.ENDED);
      pair.bench.runFor(contract.silenceLimit());
      remaining.add(pair.bench.timersOf(pair.alice) + pair.bench.timersOf(pair.bob));
    }
    assertThat(remaining.get(9))
        .as("pending timers after ten closed links; cancel the timers of a link when it closes")
        .isLessThanOrEqualTo(remaining.get(0));
  }

  /** T22. */
  void nodeMayActInCallbacks() {
    TransportPair pair = unlinked();
    pair.alice.onUp = up -> pair.alice.send(up.link(), HELLO);
    pair.bob.onFrame = pair.bob::send;
    pair.alice.onFrame = (link, frame) -> pair.alice.close(link, CloseReason.Kind.ENDED);
    pair.bob.onDown = down -> pair.bob.dial(pair.alice.address());
    pair.alice.onDialFailed =
        address -> {
          if (pair.alice.dialsFailed.size() == 1) {
            pair.alice.dial(address);
          }
        };

    pair.alice.dial(UNUSED_ADDRESS);
    pair.alice.dial(pair.bob.address());
    pair.bench.runFor(contract.dialLimit().multipliedBy(10));

    assertThat(pair.bob.drainFrames())
        .as("frames that were sent within LinkEvents.up; allow calls in callbacks")
        .isNotEmpty()
        .containsOnly(HELLO);
    assertThat(pair.alice.drainFrames())
        .as("frames that were sent back within LinkEvents.frame; allow calls in callbacks")
        .isNotEmpty()
        .containsOnly(HELLO);
    assertThat(pair.bob.ups)
        .as("LinkEvents.up after a dial within LinkEvents.down")
        .hasSizeGreaterThan(1);
    assertThat(pair.alice.dialsFailed)
        .as("LinkEvents.dialFailed after a dial within LinkEvents.dialFailed")
        .hasSizeGreaterThan(1);
  }

  /** T23. */
  void callbacksAreNotReentrant() {
    TransportPair pair = linked();
    pair.alice.dial(pair.alice.address());
    pair.alice.dial(UNUSED_ADDRESS);
    pair.bob.onFrame = (link, frame) -> pair.bob.close(link, CloseReason.Kind.ENDED);
    pair.sendAndWait(pair.alice, HELLO);
    pair.bench.runFor(contract.dialLimit());

    assertThat(pair.alice.calls.reentrantEvents)
        .as("LinkEvents within another call; report them from onDatagram or a timer")
        .isEmpty();
    assertThat(pair.bob.calls.reentrantEvents).as("LinkEvents within another callback").isEmpty();
  }

  /** T24. */
  void sameSeedSameTrace() {
    Faults faults = new Faults(0.1, 0.1, 0.1, 0);
    List<String> first = new FaultyNetworkRun(contract, SEED, faults).trace();

    List<String> second = new FaultyNetworkRun(contract, SEED, faults).trace();

    assertThat(Traces.firstDifference(first, second))
        .as(
            "the first difference between two runs of one seed (%d); take time and randomness"
                + " from TransportContext only, and keep no state in static fields",
            SEED)
        .isEmpty();
  }
}
