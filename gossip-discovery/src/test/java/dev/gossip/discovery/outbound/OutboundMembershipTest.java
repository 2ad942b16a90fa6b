package dev.gossip.discovery.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressGroup;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.transport.DownReason;
import dev.gossip.core.engine.addresses.SavedAddresses;
import dev.gossip.discovery.outbound.OutboundSettings.GroupDiversity;
import dev.gossip.discovery.outbound.ScriptedOutbound.Answer;
import dev.gossip.discovery.outbound.ScriptedOutbound.Start;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutboundMembershipTest {
  private static final long SEED = 20_261_129;
  private static final int PORT = 6_000;
  private static final PeerAddress ADDED = new PeerAddress("203.0.113.9", PORT);
  private static final OutboundSettings DEFAULTS =
      new OutboundSettings(8, 64, Optional.of(Duration.ofMinutes(2)), GroupDiversity.ON);

  private final ScriptedOutbound node = new ScriptedOutbound(DEFAULTS, SEED);

  private static PeerAddress local(int number) {
    return new PeerAddress("10.0.0." + number, PORT);
  }

  private static PeerAddress publicAddress(int group, int number) {
    return new PeerAddress("80." + group + ".0." + number, PORT);
  }

  private static void know(ScriptedOutbound node, PeerAddress... addresses) {
    for (PeerAddress each : addresses) {
      assertThat(node.book.propose(each, AddressSource.SERVICE)).isTrue();
    }
  }

  private static void knowLocal(ScriptedOutbound node, int count) {
    for (int i = 1; i <= count; i++) {
      know(node, local(i));
    }
  }

  // ---- outbound peers ------------------------------------------------------------------------

  @Test
  void itConnectsWithItsTargetOfPeersAndNoMore() {
    knowLocal(node, 30);
    node.answers = address -> Answer.REACHED;

    node.pass(Duration.ofSeconds(3));

    assertThat(node.outbound()).hasSize(8);
    assertThat(node.connects()).hasSize(8);
  }

  @Test
  void dialsUnderWayNeverExceedTheMissingPeers() {
    knowLocal(node, 30);

    node.pass(Duration.ofSeconds(2));

    assertThat(node.connects()).hasSize(8);
  }

  @Test
  void deadPeerIsReplacedWithinASecond() {
    knowLocal(node, 30);
    node.answers = address -> Answer.REACHED;
    node.pass(Duration.ofSeconds(3));
    PeerId lost = node.up.keySet().iterator().next();

    node.lose(lost, DownReason.Kind.SILENT);
    assertThat(node.outbound()).hasSize(7);
    node.pass(Duration.ofSeconds(1));

    assertThat(node.outbound()).hasSize(8);
  }

  @Test
  void newAddressIsUsedWithinASecondEvenAfterALongWait() {
    node.answers = address -> Answer.REACHED;
    node.pass(Duration.ofHours(1));

    know(node, local(1));
    node.pass(Duration.ofMillis(1_200));

    assertThat(node.outbound()).containsExactly(local(1));
  }

  @Test
  void fullNodesAreNotDialedInQuickSuccession() {
    knowLocal(node, 100);
    node.answers = address -> Answer.FULL;

    node.pass(Duration.ofMinutes(1));

    assertThat(node.outbound()).isEmpty();
    assertThat(node.connects().size()).isBetween(60, 600);
  }

  @Test
  void anchorsAreDialedFirst() {
    PeerAddress anchor = publicAddress(1, 1);
    PeerAddress other = publicAddress(2, 1);
    ScriptedOutbound restarted =
        new ScriptedOutbound(
            new Start(
                SEED,
                new SavedAddresses(SavedAddresses.NONE.secret(), List.of(), List.of(anchor, other)),
                ScriptedOutbound.WALL_MILLIS,
                Duration.ofMillis(50)),
            context -> new OutboundMembership(context, DEFAULTS),
            book -> book);
    knowLocal(restarted, 30);

    restarted.pass(Duration.ofSeconds(1));

    assertThat(restarted.connects().subList(0, 2)).containsExactly(anchor, other);
  }

  @Test
  void outboundPeersAreOfDifferentGroups() {
    for (int i = 1; i <= 60; i++) {
      know(node, publicAddress(i % 3, i));
    }
    node.answers = address -> Answer.REACHED;

    node.pass(Duration.ofMinutes(2));

    assertThat(node.outbound().stream().map(AddressGroup::of)).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void groupsAreIgnoredWithoutGroupDiversity() {
    ScriptedOutbound other =
        new ScriptedOutbound(
            new OutboundSettings(8, 64, Optional.empty(), GroupDiversity.OFF), SEED);
    for (int i = 1; i <= 60; i++) {
      know(other, publicAddress(i % 3, i));
    }
    other.answers = address -> Answer.REACHED;

    other.pass(Duration.ofMinutes(2));

    assertThat(other.outbound()).hasSize(8);
  }

  @Test
  void discouragedNodesAreNeitherAcceptedNorDialed() {
    know(node, local(1));
    PeerId id = node.dialedBy(local(1));
    node.lose(id, DownReason.Kind.SILENT);
    node.discouraged.add(id);
    int dials = node.dials.size();

    PeerId again = node.dialedBy(local(1));
    node.pass(Duration.ofMinutes(5));

    assertThat(again).isEqualTo(id);
    assertThat(node.up).isEmpty();
    assertThat(node.dials).hasSize(dials);
  }

  // ---- peers of the user ---------------------------------------------------------------------

  @Test
  void peersOfTheUserAreKeptBesidesTheTarget() {
    knowLocal(node, 30);
    node.answers = address -> Answer.REACHED;
    node.add(ADDED);

    node.pass(Duration.ofSeconds(3));

    assertThat(node.kept).containsExactly(ADDED);
    assertThat(node.outbound()).hasSize(9).contains(ADDED);
    node.remove(ADDED);
    assertThat(node.kept).isEmpty();
  }

  @Test
  void chosenPeerThatTheUserAddsLeavesItsPlace() {
    know(node, local(1));
    node.answers = address -> Answer.REACHED;
    node.pass(Duration.ofSeconds(3));

    node.add(local(1));
    for (int i = 2; i <= 12; i++) {
      know(node, local(i));
    }
    node.pass(Duration.ofSeconds(3));

    assertThat(node.outbound()).hasSize(9);
  }

  @Test
  void addressAddedAndRemovedWhileItIsDialedTakesNoPlace() {
    know(node, local(200));
    node.pass(Duration.ofSeconds(1));
    assertThat(node.connects()).containsExactly(local(200));
    node.add(local(200));
    node.pass(Duration.ofSeconds(30));
    node.remove(local(200));
    node.answers = address -> address.equals(local(200)) ? Answer.SILENT : Answer.REACHED;
    knowLocal(node, 30);
    node.pass(Duration.ofMinutes(10));

    assertThat(node.outbound()).hasSize(8);
  }

  @Test
  void inboundPeerOfTheUserIsNeverEvicted() {
    ScriptedOutbound small =
        new ScriptedOutbound(new OutboundSettings(1, 2, Optional.empty(), GroupDiversity.ON), SEED);
    small.add(publicAddress(1, 1));
    PeerId id = small.dialedBy(publicAddress(1, 1));
    for (int i = 2; i < 60; i++) {
      PeerId unused = small.dialedBy(publicAddress(i % 7, i));
    }

    assertThat(small.up).containsKey(id);
    assertThat(small.inbound()).hasSize(3);
  }

  // ---- the protected peer --------------------------------------------------------------------

  @Test
  void protectedPeerIsDrawnAgainAboutEveryHour() {
    knowLocal(node, 30);
    node.answers = address -> Answer.REACHED;
    node.pass(Duration.ofHours(24));

    assertThat(node.isProtected.size()).isBetween(16, 48);
    assertThat(Set.copyOf(node.isProtected)).hasSizeGreaterThan(3);
    assertThat(node.up.keySet()).containsAll(node.isProtected);
  }

  @Test
  void anotherPeerIsProtectedWhenTheProtectedOneIsGone() {
    knowLocal(node, 30);
    node.answers = address -> Answer.REACHED;
    node.pass(Duration.ofSeconds(3));
    assertThat(node.isProtected).hasSize(1);
    PeerId first = node.isProtected.get(0);

    node.lose(first, DownReason.Kind.SILENT);

    assertThat(node.isProtected).hasSize(2);
    assertThat(node.isProtected.get(1)).isNotEqualTo(first);
  }

  @Test
  void inboundPeerThatIsDialedAtAnotherAddressCountsAsOutbound() {
    PeerAddress from = local(100);
    PeerId id = node.dialedBy(from);
    node.alsoAt(local(1), from);
    node.answers = address -> Answer.REACHED;
    know(node, local(1));
    node.pass(Duration.ofSeconds(3));
    assertThat(node.inbound()).isEmpty();
    assertThat(node.outbound()).containsExactly(from);

    for (int i = 2; i <= 30; i++) {
      know(node, local(i));
    }
    node.pass(Duration.ofMinutes(1));
    assertThat(node.outbound()).hasSize(8).contains(from);
    assertThat(node.up).containsKey(id);
  }

  // ---- alone ---------------------------------------------------------------------------------

  @Test
  void nodeWithoutAddressesWarnsOnceThatItIsAlone() {
    node.pass(Duration.ofHours(1));

    assertThat(node.warnings())
        .singleElement()
        .satisfies(
            warning ->
                assertThat(warning.what())
                    .isEqualTo("this node is alone: it knows no address of another node"));
  }

  @Test
  void nodeWhoseAddressesAreDeadWarnsAgainOnlyAfterItHadAPeer() {
    knowLocal(node, 3);
    node.pass(Duration.ofMinutes(10));
    String alone = "this node is alone: none of the 3 addresses that it knows answers";
    assertThat(node.warnings()).extracting(warning -> warning.what()).containsExactly(alone);

    node.answers = address -> address.equals(local(1)) ? Answer.REACHED : Answer.SILENT;
    node.pass(Duration.ofMinutes(2));
    assertThat(node.outbound()).containsExactly(local(1));
    node.answers = address -> Answer.SILENT;
    node.lose(node.idAt(local(1)), DownReason.Kind.SILENT);
    node.pass(Duration.ofMinutes(10));

    assertThat(node.warnings()).extracting(warning -> warning.what()).containsExactly(alone, alone);
  }

  @Test
  void oneAddressThatDoesNotAnswerIsReportedAsOne() {
    know(node, local(1));
    node.add(local(1));
    node.pass(Duration.ofHours(1));

    assertThat(node.warnings())
        .extracting(warning -> warning.what())
        .containsExactly("this node is alone: the only address that it knows does not answer");
  }

  @Test
  void nodeThatKnowsOnlyItsOwnAddressSaysSo() {
    know(node, local(1));
    node.answers = address -> new Answer(DialOutcome.Kind.SELF, Duration.ofMillis(100));
    node.pass(Duration.ofHours(1));

    assertThat(node.warnings())
        .extracting(warning -> warning.what())
        .containsExactly("this node is alone: it knows no address but its own");
  }

  @Test
  void ownAddressThatIsRecognizedLateIsReportedOnceMore() {
    know(node, local(1));
    node.answers = address -> new Answer(DialOutcome.Kind.SELF, Duration.ofSeconds(15));
    node.pass(Duration.ofHours(1));

    assertThat(node.warnings())
        .extracting(warning -> warning.what())
        .containsExactly(
            "this node is alone: the only address that it knows does not answer",
            "this node is alone: it knows no address but its own");
  }

  @Test
  void addressesThatBecomeKnownLaterCauseNoSecondWarning() {
    node.pass(Duration.ofMinutes(1));
    knowLocal(node, 3);
    node.pass(Duration.ofHours(1));

    assertThat(node.warnings()).hasSize(1);
  }

  @Test
  void nodeWithPeersDoesNotWarn() {
    knowLocal(node, 1);
    node.answers = address -> Answer.REACHED;
    node.pass(Duration.ofHours(1));

    assertThat(node.warnings()).isEmpty();
  }

  // ---- inbound peers -------------------------------------------------------------------------

  @Test
  void fullNodeRefusesAtOnceAndNamesOthers() {
    for (int i = 1; i <= 64; i++) {
      PeerId unused = node.dialedBy(local(i));
    }
    PeerId last = node.dialedBy(local(65));

    assertThat(node.inbound()).hasSize(64);
    assertThat(node.up).doesNotContainKey(last);
    assertThat(node.refusals).hasSize(1);
    assertThat(node.refusals.get(0)).hasSize(16).doesNotContain(local(65));
  }

  @Test
  void nodeOfAnotherGroupGetsAPlaceOfTheLargestGroup() {
    for (int i = 1; i <= 64; i++) {
      PeerId unused = node.dialedBy(publicAddress(i % 4, i));
      node.pass(Duration.ofMinutes(1));
    }
    PeerId honest = node.dialedBy(new PeerAddress("90.1.2.3", PORT));

    assertThat(node.up).containsKey(honest);
    assertThat(node.disconnected).hasSize(1);
    assertThat(node.inbound()).hasSize(64);
  }

  @Test
  void nodeOfTheLargestGroupIsRefused() {
    for (int i = 1; i <= 64; i++) {
      PeerId unused = node.dialedBy(publicAddress(i % 4, i));
    }
    PeerId another = node.dialedBy(publicAddress(1, 200));

    assertThat(node.up).doesNotContainKey(another);
    assertThat(node.disconnected).isEmpty();
  }
}
