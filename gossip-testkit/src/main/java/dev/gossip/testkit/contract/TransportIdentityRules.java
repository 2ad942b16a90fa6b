package dev.gossip.testkit.contract;

import static dev.gossip.testkit.contract.TransportPair.HELLO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkId;
import dev.gossip.simulation.wire.TimeText;
import dev.gossip.testkit.contract.TransportBench.Datagram;
import dev.gossip.testkit.contract.TransportEnd.Down;
import dev.gossip.testkit.contract.TransportEnd.Up;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Rules about ids, forged ends of links, and round trips: T31, T32, T37 and T39. */
final class TransportIdentityRules extends TransportRules {
  /** The latency of the bench is 1 ms in each direction. */
  private static final Duration ROUND_TRIP = Duration.ofMillis(2);

  private static final int MAX_HEADER_BYTES = 40;

  /** Where the datagrams of gossip-udp have their type, which stays that of the forgery. */
  private static final int TYPE_OFFSET = 3;

  TransportIdentityRules(TransportContract contract) {
    super(contract);
  }

  /** T31. */
  void idsAreProven() {
    assumeIdsAreProven();
    TransportPair pair = linked();
    TransportEnd thief = pair.bench.start(5020, pair.bob.id());

    thief.dial(pair.alice.address());
    pair.bench.runFor(contract.dialLimit().multipliedBy(2));
    thief.links.keySet().forEach(link -> thief.send(link, HELLO));
    thief.flush();
    pair.bench.runFor(Duration.ofMillis(100));
    assertThat(pair.alice.ups)
        .as(
            "LinkEvents.up with the id of node %s, which an end claims that does not have its key",
            pair.bob.id().hex())
        .filteredOn(up -> up.peer().equals(pair.bob.id()))
        .extracting(Up::address)
        .containsExactly(pair.bob.address());
    assertThat(pair.alice.downs)
        .as("LinkEvents.down of the link with the node whose id another end claims")
        .extracting(Down::link)
        .doesNotContain(pair.alice.ups.get(0).link());

    TransportPair dialing = unlinked();
    TransportEnd dialed = dialing.bench.start(5020, dialing.bob.id());
    dialing.alice.dial(dialed.address(), Optional.of(dialing.bob.id()));
    dialing.bench.runFor(contract.dialLimit().multipliedBy(2));
    assertThat(dialing.alice.ups)
        .as("LinkEvents.up after a dial of an end that claims the expected id without its key")
        .isEmpty();
  }

  /** T32. */
  void restartedNodeKeepsItsId() {
    TransportPair pair = linked();
    LinkId old = pair.alice.link();
    List<Integer> linksAtUp = new ArrayList<>();
    pair.alice.onUp = up -> linksAtUp.add(pair.alice.links.size());
    TransportEnd restarted = pair.bench.restart(pair.bob);

    restarted.dial(pair.alice.address());
    pair.bench.runUntil(() -> !restarted.links.isEmpty(), contract.dialLimit());
    pair.sendAndWait(restarted, HELLO);

    assertThat(pair.alice.ups)
        .as("LinkEvents.up with a node that restarted with the same identity, by id")
        .extracting(Up::peer)
        .containsExactly(pair.bob.id(), pair.bob.id());
    assertThat(pair.alice.downs)
        .as("LinkEvents.down of the old link with a node that restarted; report RESTARTED")
        .extracting(Down::link, down -> down.reason().kind())
        .containsExactly(tuple(old, DownReason.Kind.RESTARTED));
    assertThat(linksAtUp)
        .as("links with a restarted node at LinkEvents.up of the new one; end the old one first")
        .containsExactly(1);
    pair.alice.drainFrames();
    pair.assertArrives(restarted, pair.alice, List.of(HELLO), "from a restarted node");
    pair.assertArrives(pair.alice, restarted, List.of(HELLO), "to a restarted node");
  }

  /** T37. */
  void forgedClosesEndNoLink() {
    assumeIdsAreProven();
    TransportPair pair = linked();
    TransportBench bench = pair.bench;
    List<Datagram> toAlice = new ArrayList<>();
    List<Datagram> toBob = new ArrayList<>();
    bench.carrier(
        datagram -> {
          (datagram.to().equals(pair.alice.address()) ? toAlice : toBob).add(datagram);
          bench.carry(datagram);
        });
    pair.sendAndWait(pair.alice, HELLO);
    pair.sendAndWait(pair.bob, HELLO);
    Datagram ofBob = toAlice.get(toAlice.size() - 1);
    toAlice.clear();

    // A third node links to Alice, closes that link, and gets copies of what Alice sends to Bob.
    TransportEnd eve = bench.start(5020);
    eve.dial(pair.alice.address());
    bench.runUntil(() -> !eve.links.isEmpty(), contract.dialLimit());
    pair.sendAndWait(eve, HELLO);
    eve.close(eve.link(), CloseReason.Kind.REFUSED);
    bench.runFor(Duration.ofMillis(100));
    pair.alice.drainFrames();
    List.copyOf(toBob).forEach(copy -> bench.carry(copy.to(eve.address())));
    bench.runFor(Duration.ofMillis(100));
    int downsOfEve = pair.alice.downs.size();

    List<Datagram> ofEve =
        toAlice.stream().filter(datagram -> datagram.from().equals(eve.address())).toList();
    assertThat(ofEve).as("datagrams of a third node for forgeries").isNotEmpty();
    for (int second = 0; second < 20; second++) {
      for (Datagram forgery : ofEve) {
        bench.carry(forgery.from(pair.bob.address()));
        for (int bytes = 4; bytes <= Math.min(MAX_HEADER_BYTES, ofBob.bytes().length); bytes++) {
          bench.carry(ofBob.with(spliced(ofBob.bytes(), forgery.bytes(), bytes)));
        }
      }
      bench.runFor(Duration.ofSeconds(1));
    }

    assertThat(pair.alice.downs.subList(downsOfEve, pair.alice.downs.size()))
        .as(
            "LinkEvents.down after closes and answers of another node under the peer's address;"
                + " treat what is not authentic as a hint: ask the peer, and wait for its silence")
        .isEmpty();
    assertThat(pair.bob.downs).as("LinkEvents.down at the other end of that link").isEmpty();
    pair.alice.drainFrames();
    pair.bob.drainFrames();
    pair.assertArrives(pair.bob, pair.alice, List.of(HELLO), "after forged closes");
    pair.assertArrives(pair.alice, pair.bob, List.of(HELLO), "after forged closes");
  }

  private static byte[] spliced(byte[] head, byte[] rest, int headBytes) {
    byte[] forgery = Arrays.copyOf(rest, Math.max(headBytes, rest.length));
    System.arraycopy(head, 0, forgery, 0, headBytes);
    if (rest.length > TYPE_OFFSET) {
      forgery[TYPE_OFFSET] = rest[TYPE_OFFSET];
    }
    return forgery;
  }

  /** T39. */
  void roundTripTimeIsReported() {
    assumeTrue(contract.measuresRoundTrips(), "declared not to measure round trips");
    TransportPair pair = linked();
    pair.bench.runFor(contract.silenceLimit());

    for (TransportEnd end : List.of(pair.alice, pair.bob)) {
      Optional<Duration> roundTrip = end.answers().stats(end.link()).roundTrip();
      assertThat(roundTrip)
          .as(
              "LinkStats.roundTrip of a link that has been up for %s",
              TimeText.of(contract.silenceLimit()))
          .isPresent();
      assertThat(roundTrip.orElseThrow())
          .as("LinkStats.roundTrip over a wire with a latency of 1 ms in each direction")
          .isBetween(ROUND_TRIP, ROUND_TRIP.multipliedBy(2));
      assertThat(end.answers().stats(new LinkId(987_654_321)).roundTrip())
          .as("LinkStats.roundTrip of a link that is not up")
          .isEmpty();
    }
  }
}
