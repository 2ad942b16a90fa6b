package dev.gossip.core.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressBook;
import dev.gossip.api.discovery.AddressBook.Draw;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.discovery.KnownAddress;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.spam.Standing;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.ScriptedMembership;
import dev.gossip.core.engine.network.SimplePlugin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What links and dials change in the address book, and what the book and standing prevent. */
@Timeout(30)
class LinkAddressesTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);
  private static final PeerAddress TELLER = new PeerAddress("203.0.113.1", 5000);
  private static final PeerAddress STRANGER = new PeerAddress("198.51.100.7", 80);

  private final MemoryNetwork network = new MemoryNetwork(17);
  private final ScriptedMembership membership = new ScriptedMembership();
  private final ScriptedDiscovery discovery = new ScriptedDiscovery("one");
  private final Discouraging spam = new Discouraging();

  /** A spam control whose discouraged nodes a test chooses. */
  private static final class Discouraging implements SpamControl {
    private final Set<PeerId> discouraged = new HashSet<>();
    private Runnable changed = () -> {};

    SimplePlugin<?> plugin() {
      return new SimplePlugin<>(
          "spam.discouraging",
          SpamControl.Factory.class,
          context -> {
            changed = () -> discouraged.forEach(context::standingChanged);
            return this;
          });
    }

    @Override
    public boolean admit(Peer from, Cost cost, int amount) {
      return true;
    }

    @Override
    public void onMisbehaviour(Peer peer, Misbehaviour kind) {
      changed.run();
    }

    @Override
    public Standing standing(PeerId peer) {
      return discouraged.contains(peer) ? Standing.DISCOURAGED : Standing.GOOD;
    }
  }

  private MemoryNode start(int port, int... peers) {
    return network.start(
        port, Map.of(), List.of(membership.plugin(), discovery.plugin(), spam.plugin()), peers);
  }

  private AddressBook book() {
    return membership.context().addresses();
  }

  private KnownAddress find(int port) {
    return book().find(MemoryNetwork.address(port)).orElseThrow();
  }

  @Test
  void nodeThatDialsThisOneEntersTheBookWithItsHandshake() {
    MemoryNode one = start(1);
    MemoryNode two = network.start(2, 1);
    network.runFor(A_WHILE);

    KnownAddress known = find(2);
    assertThat(known.source()).isEqualTo(AddressSource.DIALER);
    assertThat(known.isTried()).isFalse();
    assertThat(known.id()).contains(two.id());
    assertThat(known.lastHandshakeMillis())
        .isBetween(one.wallMillis() - A_WHILE.toMillis(), one.wallMillis());
    assertThat(book().toPassOn(10)).containsExactly(two.address);
    assertThat(book().draw(Draw.ANY)).as("it is linked").isEmpty();
  }

  @Test
  void nodeThatIsDialedEntersTheBookAsTried() {
    start(1, 2, 3);
    MemoryNode two = network.start(2);
    network.runFor(A_WHILE);

    assertThat(find(2).isTried()).isTrue();
    assertThat(find(2).id()).contains(two.id());
    assertThat(find(2).source()).as("the user gave it").isEqualTo(AddressSource.CONFIGURED);
    assertThat(book().find(MemoryNetwork.address(3))).as("nobody is there").isEmpty();
  }

  @Test
  void linkThatIsGoneLeavesAnAddressThatMayBeDrawn() {
    start(1, 2);
    MemoryNode two = network.start(2);
    network.runFor(A_WHILE);
    assertThat(book().draw(Draw.ANY)).as("it is linked").isEmpty();
    two.node.close();
    network.runFor(Duration.ofMillis(100));

    assertThat(book().draw(Draw.ANY)).contains(two.address);
  }

  @Test
  void otherIdAtAnAddressReplacesTheEarlierOne() {
    start(1, 2);
    MemoryNode before = network.start(2);
    network.runFor(A_WHILE);
    assertThat(find(2).id()).contains(before.id());
    network.kill(2);
    network.runFor(Duration.ofSeconds(10));
    MemoryNode after = network.start(2);
    network.runFor(Duration.ofMinutes(1));

    assertThat(after.id()).isNotEqualTo(before.id());
    assertThat(find(2).id()).contains(after.id());
  }

  @Test
  void linkThatMovesLeavesBothAddressesUntilTheOldOneFails() {
    MemoryNode one = start(1);
    MemoryNode two = network.start(2, 1);
    network.runFor(A_WHILE);
    network.runFor(A_WHILE);
    PeerAddress moved = MemoryNetwork.address(77);
    one.report(2, (events, link) -> events.moved(link, moved));
    assertThat(find(77).id()).contains(two.id());
    assertThat(find(77).source()).isEqualTo(AddressSource.DIALER);
    assertThat(book().toPassOn(10)).contains(moved, two.address);
    assertThat(book().draw(Draw.ANY)).as("both lead to a linked node").isEmpty();
  }

  // ---- limits --------------------------------------------------------------------------------

  /** How many dials of a host were sent. */
  private Map<String, Integer> countDials() {
    Map<String, Integer> dials = new HashMap<>();
    network.rule(
        (from, to, frame) -> {
          dials.merge(to.host(), 1, Integer::sum);
          return !to.equals(STRANGER);
        });
    return dials;
  }

  @Test
  void addressThatOthersNameIsDialedOnceAnHour() {
    MemoryNode one = start(1);
    Map<String, Integer> dials = countDials();
    discovery.action = context -> context.proposeFrom(TELLER, STRANGER);
    network.runFor(A_WHILE);
    assertThat(book().find(STRANGER)).isPresent();
    for (int i = 0; i < 10; i++) {
      membership.act(
          one,
          context -> {
            context.connect(STRANGER);
            context.feeler(STRANGER);
          });
      network.runFor(Duration.ofMinutes(1));
    }
    int afterTenMinutes = dials.getOrDefault(STRANGER.host(), 0);
    assertThat(membership.outcomes)
        .extracting(DialOutcome::detail)
        .contains("other nodes named it, and it was dialed lately");
    assertThat(book().find(STRANGER).map(KnownAddress::failures))
        .as("refusals of this node itself do not count")
        .contains(1);
    network.runFor(Duration.ofHours(1));
    membership.act(one, context -> context.feeler(STRANGER));
    network.runFor(Duration.ofMinutes(1));

    assertThat(afterTenMinutes).isPositive();
    assertThat(dials.get(STRANGER.host()))
        .as("one dial, and another one after an hour")
        .isEqualTo(2 * afterTenMinutes);
  }

  @Test
  void strangersCannotNameAddressesOfTheLocalNetwork() {
    MemoryNode one = start(1);
    discovery.action =
        context -> {
          context.proposeFrom(TELLER, MemoryNetwork.address(5));
          context.proposeFrom(TELLER, new PeerAddress("192.168.1.1", 80));
          context.proposeFrom(new PeerAddress("10.0.0.9", 1), new PeerAddress("127.0.0.1", 80));
          context.proposeFrom(new PeerAddress("10.0.0.9", 1), new PeerAddress("10.0.0.8", 80));
        };
    network.runFor(A_WHILE);

    assertThat(book().latest(10))
        .extracting(KnownAddress::address)
        .containsExactly(new PeerAddress("10.0.0.8", 80));
    assertThat(one.metric("dropped.unusable-address")).isEqualTo(3);
  }

  @Test
  void addressOfThisNodeItselfIsNotStored() {
    MemoryNode one = start(1, 1);
    network.runFor(A_WHILE);
    discovery.action = context -> context.propose(one.address, AddressSource.SERVICE);
    network.runFor(A_WHILE);

    assertThat(book().find(one.address)).isEmpty();
    assertThat(one.metric("dropped.unusable-address")).isEqualTo(1);
  }

  // ---- protection ----------------------------------------------------------------------------

  private void discourage(MemoryNode node, MemoryNode... discouraged) {
    for (MemoryNode one : discouraged) {
      spam.discouraged.add(one.id());
    }
    int any = discouraged[0].address.port();
    node.report(any, (events, link) -> events.violated(link, Misbehaviour.UNSOLICITED));
    network.runFor(A_WHILE);
  }

  @Test
  void protectedPeerStaysLinkedWhenItIsDiscouraged() {
    MemoryNode one = start(1, 2, 3);
    MemoryNode two = network.start(2);
    MemoryNode three = network.start(3);
    network.runFor(A_WHILE);
    membership.act(one, context -> context.protect(two.id()));
    network.runFor(A_WHILE);
    discourage(one, two, three);
    assertThat(one.peers()).containsExactly(2);

    spam.discouraged.remove(three.id());
    network.runFor(Duration.ofMinutes(1));
    assertThat(one.peers()).containsExactly(2, 3);
    membership.act(one, context -> context.protect(three.id()));
    network.runFor(A_WHILE);
    assertThat(one.peers()).as("another one is protected now").containsExactly(3);
  }

  @Test
  void protectionEndsWithTheLink() {
    MemoryNode one = start(1, 2);
    MemoryNode two = network.start(2);
    network.runFor(A_WHILE);
    membership.act(one, context -> context.protect(two.id()));
    discourage(one, two);
    assertThat(one.peers()).containsExactly(2);
    network.cut(2, Duration.ofSeconds(10));
    network.runFor(Duration.ofMinutes(1));

    assertThat(one.peers()).isEmpty();
  }

  @Test
  void inboundPeerIsNotProtected() {
    MemoryNode one = start(1);
    MemoryNode two = network.start(2, 1);
    network.runFor(A_WHILE);
    membership.act(one, context -> context.protect(two.id()));
    discourage(one, two);

    assertThat(one.peers()).isEmpty();
  }

  // ---- this node's own address ---------------------------------------------------------------

  @Test
  void ownAddressIsNotBelievedFromPeersOnOneHost() {
    start(1, 2, 3, 4);
    for (int port = 2; port <= 4; port++) {
      network.start(port);
    }
    network.runFor(A_WHILE);
    List<Optional<PeerAddress>> seen = new ArrayList<>();
    for (int port = 2; port <= 4; port++) {
      seen.add(discovery.context().observedAddress(network.node(port).id()));
    }

    assertThat(seen).containsOnly(Optional.of(MemoryNetwork.address(1)));
    assertThat(book().ownAddress()).isEmpty();
  }

  @Test
  void advertisedAddressIsBelievedAtOnce() {
    network.start(
        1,
        Map.of("gossip.advertise", "198.51.100.9:5000"),
        List.of(membership.plugin(), discovery.plugin()));

    assertThat(book().ownAddress()).contains(new PeerAddress("198.51.100.9", 5000));
  }
}
