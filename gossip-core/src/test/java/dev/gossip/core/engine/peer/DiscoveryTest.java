package dev.gossip.core.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.discovery.DiscoveryContext;
import dev.gossip.api.discovery.KnownAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.ScriptedMembership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What discoveries propose and look up, and their control frames. */
@Timeout(30)
class DiscoveryTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  private static final PeerAddress TELLER = MemoryNetwork.address(99);

  private final MemoryNetwork network = new MemoryNetwork(14);
  private final ScriptedDiscovery one = new ScriptedDiscovery("one");
  private final ScriptedDiscovery two = new ScriptedDiscovery("two");

  private MemoryNode start(int port, List<GossipPlugin> plugins, int... peers) {
    return network.start(port, Map.of(), plugins, peers);
  }

  /** Does something inside a callback. */
  private void act(ScriptedDiscovery discovery, Consumer<DiscoveryContext> action) {
    discovery.action = action;
    network.runFor(A_WHILE);
  }

  private static ByteString text(String text) {
    return ByteString.copyFromUtf8(text);
  }

  @Test
  void moreChannelsThanAHelloNamesAreRefused() {
    List<GossipPlugin> plugins = new ArrayList<>();
    for (int i = 0; i < 62; i++) {
      plugins.add(new ScriptedDiscovery("number" + i).plugin());
    }
    assertThatThrownBy(() -> start(1, plugins))
        .hasMessageMatching(
            "the HELLO of this node, which names its 64 control channels, has up to \\d+ bytes,"
                + " and transport\\.memory can carry 1177 in one datagram; name fewer plugins in"
                + " gossip\\.discovery\\.use, or shorten gossip\\.network");

    plugins.add(one.plugin());
    assertThatThrownBy(() -> start(2, plugins))
        .hasMessage(
            "the chosen plugins have 65 control channels, and a node has at most 64; name fewer"
                + " in gossip.discovery.use");
  }

  // ---- addresses -----------------------------------------------------------------------------

  @Test
  void proposedAddressesAreKnownToMembershipAndEveryDiscovery() {
    ScriptedMembership membership = new ScriptedMembership();
    start(1, List.of(one.plugin(), two.plugin(), membership.plugin()));
    PeerAddress address = MemoryNetwork.address(7);
    act(one, context -> context.propose(address, AddressSource.SERVICE));

    assertThat(two.context().addresses().latest(10))
        .extracting(KnownAddress::address)
        .containsExactly(address);
    assertThat(membership.context().addresses().latest(10))
        .extracting(KnownAddress::address)
        .containsExactly(address);
    assertThat(membership.context().addresses().find(address))
        .map(KnownAddress::source)
        .contains(AddressSource.SERVICE);
  }

  @Test
  void addressesThatNoNodeCanHaveAreDroppedAndCounted() {
    MemoryNode node = start(1, List.of(one.plugin()));
    act(
        one,
        context -> {
          for (String host : List.of("224.0.0.1", "255.255.255.255", "0.0.0.0", "ff02::1", "::")) {
            context.proposeFrom(TELLER, new PeerAddress(host, 5000));
          }
          context.proposeFrom(TELLER, new PeerAddress("10.0.0.1", 0));
        });

    assertThat(one.context().addresses().size()).isZero();
    assertThat(node.metric("dropped.unusable-address")).isEqualTo(6);
  }

  @Test
  void knownAddressesAreBounded() {
    MemoryNode node =
        network.start(1, Map.of("gossip.known-addresses", "16"), List.of(one.plugin()));
    act(
        one,
        context -> {
          for (int port = 100; port < 200; port++) {
            context.proposeFrom(TELLER, MemoryNetwork.address(port));
          }
        });

    assertThat(one.context().addresses().size())
        .as("three quarters are for addresses at which nobody was reached so far")
        .isEqualTo(12);
    assertThat(node.metric("dropped.address-book-full")).isEqualTo(100 - 12);
  }

  @Test
  void everyDiscoveryHearsTheOutcomeOfEveryDial() {
    start(1, List.of(one.plugin(), two.plugin()), 2, 3);
    network.start(2);
    network.runFor(Duration.ofSeconds(2));

    for (ScriptedDiscovery discovery : List.of(one, two)) {
      assertThat(discovery.calls).startsWith("start").contains("2 is REACHED", "3 is UNREACHABLE");
    }
  }

  @Test
  void outcomeOfADialIsRememberedWithTheAddress() {
    ScriptedMembership membership = new ScriptedMembership();
    MemoryNode node = start(1, List.of(one.plugin(), membership.plugin()));
    PeerAddress address = MemoryNetwork.address(2);
    act(one, context -> context.proposeFrom(TELLER, address));
    assertThat(one.context().addresses().find(address).flatMap(KnownAddress::lastOutcome))
        .isEmpty();
    membership.act(node, context -> context.feeler(address));
    network.runFor(Duration.ofSeconds(2));

    assertThat(one.context().addresses().find(address).flatMap(KnownAddress::lastOutcome))
        .contains(DialOutcome.Kind.UNREACHABLE);
  }

  @Test
  void membershipThatHearsAnOutcomeFindsItInTheAddressBook() {
    ScriptedMembership membership = new ScriptedMembership();
    MemoryNode node = start(1, List.of(one.plugin(), membership.plugin()));
    PeerAddress address = MemoryNetwork.address(2);
    act(one, context -> context.proposeFrom(TELLER, address));
    List<DialOutcome.Kind> found = new ArrayList<>();
    membership.onOutcome =
        dialed ->
            membership
                .context()
                .addresses()
                .find(dialed)
                .flatMap(KnownAddress::lastOutcome)
                .ifPresent(found::add);
    membership.act(node, context -> context.feeler(address));
    network.runFor(Duration.ofSeconds(2));

    assertThat(found).containsExactly(DialOutcome.Kind.UNREACHABLE);
  }

  // ---- names ---------------------------------------------------------------------------------

  @Test
  void nameIsLookedUpAndAllItsAddressesHandedBack() {
    start(1, List.of(one.plugin()));
    network.resolver = name -> name.equals("seeds") ? List.of("10.0.0.1", "10.0.0.2") : List.of();
    List<List<PeerAddress>> found = new ArrayList<>();
    act(
        one,
        context -> {
          context.resolve(new PeerAddress("seeds", 7), found::add);
          context.resolve(new PeerAddress("nothing", 7), found::add);
          context.resolve(new PeerAddress("192.0.2.1", 7), found::add);
          assertThat(found).as("never within the call").isEmpty();
        });

    assertThat(found)
        .containsExactly(
            List.of(new PeerAddress("10.0.0.1", 7), new PeerAddress("10.0.0.2", 7)),
            List.of(),
            List.of(new PeerAddress("192.0.2.1", 7)));
  }

  @Test
  void lookedUpAddressesMayBeProposedInTheSameCallback() {
    start(1, List.of(one.plugin()));
    network.resolver = name -> List.of("10.0.0.1");
    act(
        one,
        context ->
            context.resolve(
                new PeerAddress("seeds", 7),
                addresses ->
                    addresses.forEach(address -> context.propose(address, AddressSource.SERVICE))));

    assertThat(one.context().addresses().latest(10))
        .extracting(KnownAddress::address)
        .containsExactly(new PeerAddress("10.0.0.1", 7));
  }

  @Test
  void lookupsThatWaitAreBounded() {
    MemoryNode node = network.start(1, Map.of("gossip.max-timers", "1000"), List.of(one.plugin()));
    network.resolver = name -> List.of("10.0.0.1");
    act(one, context -> lookUp(context, 999));
    act(one, context -> lookUp(context, 999));
    assertThat(node.node.isStopped()).isFalse();

    act(one, context -> lookUp(context, 1_001));
    assertThat(node.eventsOf(NodeEvent.Stopped.class))
        .singleElement()
        .satisfies(
            stopped ->
                assertThat(stopped.reason())
                    .contains("plugin discovery.one failed in timer 'tick'", "gossip.max-timers"));
  }

  private static void lookUp(DiscoveryContext context, int times) {
    for (int i = 0; i < times; i++) {
      String host = i % 2 == 0 ? "seeds" + i : "10.0.0.2";
      context.resolve(new PeerAddress(host, 7), addresses -> {});
    }
  }

  // ---- control frames ------------------------------------------------------------------------

  @Test
  void counterpartsTalkOverTheirOwnChannelWhateverItsNumber() {
    ScriptedDiscovery otherOne = new ScriptedDiscovery("one");
    ScriptedDiscovery otherTwo = new ScriptedDiscovery("two");
    MemoryNode node = start(1, List.of(one.plugin(), two.plugin()));
    MemoryNode other =
        network.start(
            2,
            Map.of("gossip.discovery.use", "two,one"),
            List.of(otherTwo.plugin(), otherOne.plugin()),
            1);
    network.runFor(A_WHILE);
    act(one, context -> context.sendControl(other.id(), text("from one")));
    act(otherTwo, context -> context.sendControl(node.id(), text("from two")));

    assertThat(otherOne.calls).contains("control from one");
    assertThat(otherTwo.calls).doesNotContain("control from one");
    assertThat(two.calls).contains("control from two");
    assertThat(one.calls).doesNotContain("control from two");
  }

  @Test
  void counterpartsTalkBeforeMembershipDecides() {
    ScriptedMembership undecided = new ScriptedMembership();
    undecided.onCandidate = candidate -> {};
    ScriptedDiscovery theirs = new ScriptedDiscovery("one");
    MemoryNode node = start(1, List.of(one.plugin(), undecided.plugin()));
    MemoryNode other = start(2, List.of(theirs.plugin()), 1);
    network.runFor(A_WHILE);
    assertThat(one.calls).contains("2 is up");
    assertThat(theirs.calls).contains("1 is up");
    assertThat(node.peers()).isEmpty();
    assertThat(one.context().maxControlBytes(other.id())).isPositive();
    act(one, context -> context.sendControl(other.id(), text("hello")));
    act(theirs, context -> context.sendControl(node.id(), text("welcome")));

    assertThat(theirs.calls).contains("control hello");
    assertThat(one.calls).contains("control welcome");
    network.runFor(Duration.ofSeconds(6));
    assertThat(one.calls).contains("a node is down");
  }

  @Test
  void candidateMaySendOnlyAFewControlFramesASecond() {
    ScriptedMembership undecided = new ScriptedMembership();
    undecided.onCandidate = candidate -> {};
    ScriptedDiscovery theirs = new ScriptedDiscovery("one");
    MemoryNode node = start(1, List.of(one.plugin(), undecided.plugin()));
    start(2, List.of(theirs.plugin()), 1);
    network.runFor(A_WHILE);
    one.calls.clear();
    act(
        theirs,
        context -> {
          for (int i = 0; i < 100; i++) {
            context.sendControl(node.id(), text("flood"));
          }
        });

    assertThat(one.calls).hasSizeBetween(1, 32);
    assertThat(node.metric("dropped.before-acceptance") + one.calls.size()).isEqualTo(100);
  }

  @Test
  void discoveryThatOnlyOneEndHasDoesNotKeepTheNodesApart() {
    MemoryNode node = start(1, List.of(one.plugin()));
    MemoryNode other = network.start(2, 1);
    network.runFor(A_WHILE);
    assertThat(node.peers()).containsExactly(2);
    assertThat(one.calls).doesNotContain("2 is up");
    assertThat(one.context().maxControlBytes(other.id())).isZero();

    act(one, context -> context.sendControl(other.id(), text("hello")));
    assertThat(node.metric("dropped.channel-not-shared")).isEqualTo(1);
    act(one, context -> context.sendControl(new PeerId(new byte[32]), text("hello")));
    assertThat(node.metric("dropped.peer-not-up")).isEqualTo(1);
  }

  @Test
  void largestControlFrameArrivesAndALargerOneIsDropped() {
    ScriptedDiscovery theirs = new ScriptedDiscovery("one");
    MemoryNode node = start(1, List.of(one.plugin()));
    MemoryNode other = start(2, List.of(theirs.plugin()), 1);
    network.runFor(A_WHILE);
    int max = one.context().maxControlBytes(other.id());
    act(
        one,
        context -> {
          context.sendControl(other.id(), text("x".repeat(max)));
          context.sendControl(other.id(), text("x".repeat(max + 8)));
        });

    assertThat(theirs.calls).filteredOn(call -> call.startsWith("control")).hasSize(1);
    assertThat(node.metric("dropped.frame-too-large")).isEqualTo(1);
  }

  @Test
  void malformedControlFrameIsCountedAndTheNodeGoesOn() {
    ScriptedDiscovery theirs = new ScriptedDiscovery("one");
    MemoryNode node = start(1, List.of(one.plugin()));
    start(2, List.of(theirs.plugin()), 1);
    network.runFor(A_WHILE);
    act(theirs, context -> context.sendControl(node.id(), ByteString.EMPTY));

    assertThat(node.metric("dropped.malformed-frame")).isEqualTo(1);
    assertThat(node.peers()).containsExactly(2);
  }

  @Test
  void nodesSeeAtWhichAddressOthersSeeThem() {
    ScriptedDiscovery theirs = new ScriptedDiscovery("one");
    MemoryNode node = start(1, List.of(one.plugin()));
    MemoryNode other = start(2, List.of(theirs.plugin()), 1);
    network.runFor(A_WHILE);

    assertThat(one.context().observedAddress(other.id())).contains(node.address);
    assertThat(theirs.context().observedAddress(node.id())).contains(other.address);
    assertThat(one.context().observedAddress(new PeerId(new byte[32]))).isEmpty();
  }

  // ---- bugs of a discovery -------------------------------------------------------------------

  @Test
  void discoveryThatThrowsIsNamedAndStopsTheNode() {
    MemoryNode node = start(1, List.of(one.plugin(), two.plugin()));
    two.action =
        context -> {
          throw new IllegalStateException("no idea");
        };
    network.runFor(A_WHILE);

    assertThat(node.eventsOf(NodeEvent.Stopped.class))
        .singleElement()
        .satisfies(
            stopped ->
                assertThat(stopped.reason())
                    .contains("plugin discovery.two failed in timer 'tick'", "no idea"));
  }

  @Test
  void discoveryMustNotProposeWhileItIsCreated() {
    one.onCreate = context -> context.propose(MemoryNetwork.address(7), AddressSource.CONFIGURED);

    assertThatThrownBy(() -> start(1, List.of(one.plugin())))
        .hasMessageContaining("plugin discovery.one failed in create")
        .hasMessageContaining("while it is being created");
  }
}
