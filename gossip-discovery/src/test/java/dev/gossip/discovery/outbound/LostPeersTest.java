package dev.gossip.discovery.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.transport.DownReason;
import dev.gossip.discovery.outbound.OutboundSettings.GroupDiversity;
import dev.gossip.discovery.outbound.ScriptedOutbound.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Peers that fell silent are dialed again, although others have replaced them. */
class LostPeersTest {
  private static final int TARGET = 4;
  private static final Duration THREE_DIALS = LostPeers.INTERVAL.multipliedBy(4);
  private static final OutboundSettings SETTINGS =
      new OutboundSettings(TARGET, 64, Optional.empty(), GroupDiversity.OFF);

  private final Set<PeerAddress> silent = new HashSet<>();
  private final ScriptedOutbound node = new ScriptedOutbound(SETTINGS, 20_261_129);

  LostPeersTest() {
    node.answers = address -> silent.contains(address) ? Answer.SILENT : Answer.REACHED;
  }

  private static PeerAddress local(int number) {
    return new PeerAddress("10.0.0." + number, 6_000);
  }

  private void know(int from, int to) {
    for (int i = from; i <= to; i++) {
      assertThat(node.book.propose(local(i), AddressSource.SERVICE)).isTrue();
    }
  }

  /** Fills the outbound peers with the first ones, and lets some of these fall silent. */
  private List<PeerAddress> lose(int count) {
    know(1, TARGET);
    node.pass(Duration.ofSeconds(5));
    List<PeerAddress> lost = new ArrayList<>(node.outbound().subList(0, count));
    silent.addAll(lost);
    know(TARGET + 1, TARGET + 20);
    for (PeerAddress address : lost) {
      node.lose(node.idAt(address), DownReason.Kind.SILENT);
    }
    node.pass(Duration.ofSeconds(5));
    assertThat(node.outbound()).hasSize(TARGET).doesNotContainAnyElementsOf(lost);
    node.dials.clear();
    return lost;
  }

  @Test
  void silentPeerIsDialedAgainAlthoughItWasReplaced() {
    PeerAddress lost = lose(1).get(0);
    node.pass(THREE_DIALS);
    assertThat(node.connects()).hasSizeBetween(3, 5).containsOnly(lost);

    silent.clear();
    node.pass(THREE_DIALS);
    assertThat(node.outbound()).hasSize(TARGET + 1).contains(lost);
    node.dials.clear();
    node.pass(Duration.ofMinutes(10));
    assertThat(node.connects()).isEmpty();
  }

  @Test
  void fewLostPeersComeBackBesidesTheTarget() {
    List<PeerAddress> lost = lose(TARGET);
    silent.clear();
    node.pass(Duration.ofMinutes(10));

    assertThat(node.outbound()).hasSize(TARGET + LostPeers.MAX_EXTRA);
    assertThat(node.outbound()).filteredOn(lost::contains).hasSize(LostPeers.MAX_EXTRA);
  }

  @Test
  void silentPeerIsNotDialedWhileItsNodeIsDiscouraged() {
    PeerAddress lost = lose(1).get(0);
    node.discouraged.add(node.idAt(lost));
    node.pass(THREE_DIALS);

    assertThat(node.connects()).isEmpty();
  }

  /** With the settings of a public network, one /16 has one outbound peer at most. */
  @Test
  void silentInboundPeersOfOneGroupDoNotBecomeOutboundPeers() {
    ScriptedOutbound victim = publicNode();
    List<PeerAddress> attackers =
        IntStream.rangeClosed(1, LostPeers.MAX)
            .mapToObj(i -> new PeerAddress("193.0.0." + i, 6_000))
            .toList();
    for (int round = 0; round < 12; round++) {
      for (PeerAddress attacker : attackers) {
        if (!victim.up.containsKey(victim.idAt(attacker))) {
          victim.lose(victim.dialedBy(attacker), DownReason.Kind.SILENT);
        }
      }
      victim.pass(Duration.ofMinutes(2));
      // Places become free all the time.
      victim.outbound().stream()
          .filter(address -> !attackers.contains(address))
          .findFirst()
          .ifPresent(address -> victim.lose(victim.idAt(address), DownReason.Kind.RESTARTED));
    }
    victim.pass(Duration.ofMinutes(2));

    assertThat(victim.outbound()).hasSize(8);
    assertThat(victim.outbound()).filteredOn(attackers::contains).hasSizeLessThan(2);
  }

  @Test
  void silentOutboundPeerIsNotDialedWhileItsGroupHasAnother() {
    ScriptedOutbound victim = publicNode();
    PeerAddress lost = victim.outbound().get(0);
    String host = lost.host();
    PeerAddress sibling =
        new PeerAddress(host.substring(0, host.lastIndexOf('.')) + ".77", lost.port());
    victim.answers = address -> address.equals(sibling) ? Answer.REACHED : Answer.SILENT;
    assertThat(victim.book.propose(sibling, AddressSource.SERVICE)).isTrue();
    victim.lose(victim.idAt(lost), DownReason.Kind.SILENT);
    while (!victim.outbound().contains(sibling)) {
      assertThat(victim.nowNanos()).isLessThan(Duration.ofHours(1).toNanos());
      victim.pass(Duration.ofSeconds(1));
    }
    victim.dials.clear();
    victim.pass(Duration.ofMinutes(30));

    assertThat(victim.connects()).doesNotContain(lost);
  }

  /**
   * A node with eight outbound peers that knows a hundred addresses, each in a group of its own.
   */
  private static ScriptedOutbound publicNode() {
    ScriptedOutbound victim =
        new ScriptedOutbound(
            new OutboundSettings(8, 64, Optional.of(Duration.ofMinutes(2)), GroupDiversity.ON), 1);
    for (int i = 1; i <= 100; i++) {
      PeerAddress known = new PeerAddress("80." + i + ".0.1", 6_000);
      assertThat(victim.book.propose(known, AddressSource.SERVICE)).isTrue();
    }
    victim.answers = address -> Answer.REACHED;
    victim.pass(Duration.ofSeconds(5));
    assertThat(victim.outbound()).hasSize(8);
    return victim;
  }

  @Test
  void peerThatClosedItsLinkIsNotDialedAgain() {
    know(1, TARGET + 20);
    node.pass(Duration.ofSeconds(5));
    PeerAddress gone = node.outbound().get(0);
    silent.add(gone);
    node.lose(node.idAt(gone), DownReason.Kind.CLOSED_BY_PEER);
    node.pass(Duration.ofSeconds(5));
    assertThat(node.outbound()).hasSize(TARGET);
    node.dials.clear();
    node.pass(Duration.ofMinutes(10));

    assertThat(node.connects()).isEmpty();
  }

  @Test
  void peerThatStaysSilentIsForgottenAfterAnHour() {
    PeerAddress lost = lose(1).get(0);
    node.pass(Duration.ofMinutes(59));
    assertThat(node.connects()).contains(lost);
    node.pass(Duration.ofMinutes(2));
    node.dials.clear();
    node.pass(Duration.ofHours(1));

    assertThat(node.connects()).isEmpty();
  }

  @Test
  void peerThatDialsThisNodeIsLostNoMore() {
    PeerAddress lost = lose(1).get(0);
    PeerId id = node.dialedBy(lost);
    assertThat(node.up).containsKey(id);
    node.pass(Duration.ofMinutes(10));

    assertThat(node.connects()).isEmpty();
  }

  @Test
  void discouragedPeerIsNotDialedAgain() {
    PeerAddress lost = lose(1).get(0);
    node.discouraged.add(node.idAt(lost));
    node.pass(Duration.ofMinutes(10));

    assertThat(node.connects()).isEmpty();
  }

  @Test
  void inboundPeerThatFellSilentIsNotDialed() {
    know(1, TARGET);
    node.pass(Duration.ofSeconds(5));
    PeerId inbound = node.dialedBy(local(200));
    node.lose(inbound, DownReason.Kind.SILENT);
    node.dials.clear();
    node.pass(Duration.ofMinutes(10));

    assertThat(node.connects()).isEmpty();
  }
}
