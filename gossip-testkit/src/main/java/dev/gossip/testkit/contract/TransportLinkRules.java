package dev.gossip.testkit.contract;

import static dev.gossip.testkit.contract.TransportPair.HELLO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gossip.api.Direction;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkId;
import dev.gossip.testkit.contract.TransportEnd.Down;
import dev.gossip.testkit.contract.TransportEnd.Up;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rules about links that come up: T1 to T7, and T25. */
final class TransportLinkRules extends TransportRules {
  TransportLinkRules(TransportContract contract) {
    super(contract);
  }

  /** T1. */
  void isSilentUntilUsed() {
    TransportBench bench = new TransportBench(contract.factory(), SEED);
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
    TransportBench bench = new TransportBench(contract.factory(), SEED);
    TransportEnd alice = bench.start(5000);
    for (int dials = 1; dials <= 2; dials++) {
      alice.dial(UNUSED_ADDRESS);
      bench.runFor(contract.dialLimit());
      assertThat(alice.dialsFailed)
          .as(
              "LinkEvents.dialFailed within %s of dial number %d; time out, or override dialLimit",
              contract.dialLimit(), dials)
          .isEqualTo(Collections.nCopies(dials, UNUSED_ADDRESS));
      bench.runFor(contract.dialLimit().multipliedBy(3));
      assertThat(alice.dialsFailed)
          .as("LinkEvents.dialFailed must be reported once per dial")
          .hasSize(dials);
    }
    assertThat(alice.ups).as("links to an unused address").isEmpty();
  }

  /** T6. */
  void dialToItselfIsRefused() {
    TransportBench bench = new TransportBench(contract.factory(), SEED);
    TransportEnd alice = bench.start(5000);

    alice.dial(alice.address());
    bench.runFor(contract.dialLimit().multipliedBy(3));

    assertThat(alice.ups)
        .as("links of a node to itself; check the id that a new peer presents")
        .isEmpty();
    assertThat(alice.refusals)
        .as("LinkEvents.refused, because a retry cannot succeed")
        .containsExactly(alice.address());
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
