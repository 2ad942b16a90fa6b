package dev.gossip.testkit.contract;

import static dev.gossip.testkit.contract.TransportPair.HELLO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gossip.api.Direction;
import dev.gossip.api.PeerId;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkId;
import dev.gossip.simulation.wire.TimeText;
import dev.gossip.testkit.contract.TransportEnd.Down;
import dev.gossip.testkit.contract.TransportEnd.Up;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Rules about links that come up: T1 to T7, T25, T29 and T30. */
final class TransportLinkRules extends TransportRules {
  private static final PeerId OTHER_ID = new PeerId(new byte[32]);

  TransportLinkRules(TransportContract contract) {
    super(contract);
  }

  /** T1. */
  void isSilentUntilUsed() {
    TransportBench bench = new TransportBench(contract, SEED);
    bench.start(5000);

    bench.runFor(Duration.ofMinutes(1));

    assertThat(bench.trace())
        .as("what a transport did before the first dial; Transport.Factory.create must not send")
        .isEmpty();
  }

  /** T2. */
  void dialBringsUpOneLink() {
    TransportPair pair = linked();

    assertThat(pair.alice.ups)
        .as("LinkEvents.up at the end that dialed; report it once, as OUTBOUND")
        .extracting(Up::peer, Up::direction, Up::address)
        .containsExactly(tuple(pair.bob.id(), Direction.OUTBOUND, pair.bob.address()));
    assertThat(pair.bob.ups)
        .as("LinkEvents.up at the dialed end; report it once, as INBOUND, by the first frame")
        .extracting(Up::peer, Up::direction, Up::address)
        .containsExactly(tuple(pair.alice.id(), Direction.INBOUND, pair.alice.address()));
  }

  /** T3. */
  void repeatedDialHasNoEffect() {
    TransportPair pair = unlinked();
    pair.alice.dial(pair.bob.address());
    pair.link();
    pair.alice.dial(pair.bob.address());
    pair.bench.runFor(contract.dialLimit().multipliedBy(2));

    assertThat(pair.alice.ups)
        .as("LinkEvents.up after three dials of one address; ignore repeated dials")
        .hasSize(1);
    assertThat(pair.bob.ups).as("LinkEvents.up at the end that was dialed").hasSize(1);
    assertThat(pair.alice.dialsFailed)
        .as("LinkEvents.dialFailed although the link is up; ignore the dial")
        .isEmpty();
  }

  /** T4. */
  void simultaneousDialsGiveOneLink() {
    TransportPair pair = unlinked();
    pair.bob.dial(pair.alice.address());
    pair.link();

    assertThat(pair.alice.ups)
        .as("LinkEvents.up at one end; keep one of two dials by a rule that both ends compute")
        .hasSize(1);
    assertThat(pair.bob.ups)
        .as("LinkEvents.up at the other end; keep the same dial as the first end")
        .hasSize(1);
    pair.assertArrives(pair.alice, pair.bob, List.of(HELLO), "on the link that both dialed");
    pair.assertArrives(pair.bob, pair.alice, List.of(HELLO), "on the link that both dialed");
  }

  /** T5. */
  void dialToAnUnusedAddressFailsOnce() {
    TransportBench bench = new TransportBench(contract, SEED);
    TransportEnd alice = bench.start(5000);
    for (int dials = 1; dials <= 2; dials++) {
      alice.dial(UNUSED_ADDRESS);
      bench.runFor(contract.dialLimit());
      assertThat(alice.dialsFailed)
          .as(
              "LinkEvents.dialFailed within %s of dial number %d; time out, or override dialLimit",
              TimeText.of(contract.dialLimit()), dials)
          .isEqualTo(Collections.nCopies(dials, UNUSED_ADDRESS));
      bench.runFor(contract.dialLimit().multipliedBy(3));
      assertThat(alice.dialsFailed)
          .as("LinkEvents.dialFailed must be reported once per dial")
          .hasSize(dials);
    }
    assertThat(alice.ups).as("links to an unused address").isEmpty();
  }

  /** T6. */
  void dialToItselfIsNoticed() {
    TransportBench bench = new TransportBench(contract, SEED);
    TransportEnd alice = bench.start(5000);

    alice.dial(alice.address());
    bench.runFor(contract.dialLimit().multipliedBy(3));

    assertThat(alice.ups)
        .as("links of a node to itself; check the id that a new peer presents")
        .isEmpty();
    assertThat(Stream.concat(alice.refusals.stream(), alice.selfDials.stream()))
        .as("LinkEvents.selfDialed or LinkEvents.refused, because a retry cannot succeed")
        .containsExactly(alice.address());
    assertThat(alice.dialsFailed).as("LinkEvents.dialFailed of a node to itself").isEmpty();
  }

  /** T7. */
  void restartReplacesTheLink() {
    TransportPair pair = linked();
    LinkId old = pair.alice.link();
    List<Integer> linksAtUp = new ArrayList<>();
    pair.alice.onUp = up -> linksAtUp.add(pair.alice.links.size());
    TransportEnd restarted = pair.bench.start(5010);

    restarted.dial(pair.alice.address());
    pair.bench.runUntil(() -> !restarted.links.isEmpty(), contract.dialLimit());
    pair.sendAndWait(restarted, HELLO);
    // A transport may ask the old node first whether it is still there.
    pair.bench.runUntil(() -> pair.alice.ups.size() > 1, contract.dialLimit());

    assertThat(pair.alice.downs)
        .as("LinkEvents.down of the link to the node that was replaced; report it as RESTARTED")
        .extracting(Down::link, down -> down.reason().kind())
        .containsExactly(tuple(old, DownReason.Kind.RESTARTED));
    assertThat(pair.alice.ups)
        .extracting(Up::peer)
        .as("LinkEvents.up with the new node's id")
        .containsExactly(pair.bob.id(), restarted.id());
    assertThat(linksAtUp)
        .as("links to one address at LinkEvents.up of the new one")
        .containsExactly(1);
  }

  /** T25. */
  void claimedIdDoesNotLockOutItsOwner() {
    for (boolean ownerDials : List.of(true, false)) {
      TransportPair pair = unlinked();
      TransportEnd stranger = pair.bench.start(5020, pair.bob.id());
      dialAndSend(pair, stranger, pair.alice);

      if (ownerDials) {
        dialAndSend(pair, pair.bob, pair.alice);
      } else {
        dialAndSend(pair, pair.alice, pair.bob);
      }

      assertThat(pair.alice.links.values())
          .as(
              "links of an end whose peer %s after a stranger linked first under the peer's id;"
                  + " prefer the dialed link, or give the second one another id",
              ownerDials ? "dials it" : "it dials")
          .extracting(Up::address)
          .contains(pair.bob.address());
      assertThat(pair.alice.links.values())
          .as("peer ids of the links that are up at the same time, as reported by LinkEvents.up")
          .extracting(Up::peer)
          .doesNotHaveDuplicates();
    }
  }

  /** T29. */
  void unexpectedIdIsRefused() {
    TransportPair right = unlinked();
    right.alice.dial(right.bob.address(), Optional.of(right.bob.id()));
    right.bench.runFor(contract.dialLimit());
    assertThat(right.alice.ups)
        .as("LinkEvents.up after a dial that expects the id that the node has")
        .extracting(Up::peer)
        .containsExactly(right.bob.id());

    TransportPair wrong = unlinked();
    wrong.alice.dial(wrong.bob.address(), Optional.of(OTHER_ID));
    wrong.bench.runFor(contract.dialLimit().multipliedBy(2));
    assertThat(wrong.alice.ups)
        .as("LinkEvents.up although the dial expected another id; check it before the link is up")
        .isEmpty();
    assertThat(wrong.alice.refusals)
        .as("LinkEvents.refused, once, of a dial that expected another id")
        .containsExactly(wrong.bob.address());

    TransportPair both = unlinked();
    both.alice.dial(both.bob.address(), Optional.of(OTHER_ID));
    both.bob.dial(both.alice.address());
    both.bench.runFor(contract.dialLimit().multipliedBy(2));
    assertThat(both.alice.ups)
        .as(
            "LinkEvents.up as OUTBOUND although the dial expected another id, of two nodes that"
                + " dialed each other")
        .extracting(Up::direction)
        .doesNotContain(Direction.OUTBOUND);
  }

  /** T30. */
  void unwantedNodesGetNoLink() {
    for (boolean dialerDecides : List.of(true, false)) {
      TransportPair pair = unlinked();
      TransportEnd decides = dialerDecides ? pair.alice : pair.bob;
      TransportEnd other = dialerDecides ? pair.bob : pair.alice;
      decides.unwanted.add(other.id());

      pair.alice.dial(pair.bob.address());
      pair.bench.runFor(contract.dialLimit().multipliedBy(2));

      assertThat(decides.ups)
          .as(
              "LinkEvents.up with a node that LinkEvents.mayAccept, asked at the end that %s, does"
                  + " not accept",
              dialerDecides ? "dials" : "is dialed")
          .isEmpty();
      assertThat(pair.alice.links).as("links of the dialer that stay up").isEmpty();
      assertThat(pair.alice.refusals.size() + pair.alice.downs.size())
          .as("LinkEvents.refused at the dialer, or LinkEvents.down of the link it had; say why")
          .isEqualTo(1);
    }
  }

  /** Dials, and sends a first frame if the link came up. */
  private void dialAndSend(TransportPair pair, TransportEnd dialer, TransportEnd dialed) {
    int before = dialer.ups.size();
    dialer.dial(dialed.address());
    pair.bench.runUntil(() -> dialer.ups.size() > before, contract.dialLimit());
    dialer.links.keySet().forEach(link -> dialer.send(link, HELLO));
    dialer.flush();
    pair.bench.runFor(Duration.ofMillis(100));
  }
}
