package dev.gossip.discovery.outbound;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.discovery.outbound.OutboundSettings.GroupDiversity;
import dev.gossip.discovery.outbound.ScriptedOutbound.Answer;
import dev.gossip.discovery.reach.Share;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A full node names addresses to those that it refuses, but only such as they can reach. */
class RefusalTest {
  private static final int PORT = 6_000;
  private final ScriptedOutbound node =
      new ScriptedOutbound(new OutboundSettings(30, 0, Optional.empty(), GroupDiversity.ON), 3);

  @BeforeEach
  void linkWithNodesNearAndFar() {
    node.answers = address -> Answer.REACHED;
    for (int i = 1; i <= 10; i++) {
      know("127.0.0." + i);
      know("10.0.0." + i);
      know("80." + i + ".0.1");
    }
    node.pass(Duration.ofSeconds(10));
    assertThat(node.outbound()).hasSize(30);
  }

  private void know(String host) {
    assertThat(node.book.propose(new PeerAddress(host, PORT), AddressSource.SERVICE)).isTrue();
  }

  private List<PeerAddress> namedTo(String host) {
    node.dialedBy(new PeerAddress(host, PORT));
    assertThat(node.refusals).hasSize(1);
    return node.refusals.get(0);
  }

  private static boolean isPublic(PeerAddress address) {
    return address.host().startsWith("80.");
  }

  @Test
  void strangerGetsAllPublicAddressesAndNoOthers() {
    assertThat(namedTo("193.5.5.5")).hasSize(10).allMatch(RefusalTest::isPublic);
  }

  @Test
  void nodeOfTheLocalNetworkGetsNoAddressesOfThisMachine() {
    assertThat(namedTo("10.0.0.99"))
        .hasSize(16)
        .noneMatch(address -> address.host().startsWith("127."))
        .anyMatch(address -> address.host().startsWith("10."));
  }

  @Test
  void nodeOfTheSameMachineGetsAddressesOfThisMachineToo() {
    assertThat(namedTo("127.0.0.99"))
        .hasSize(16)
        .anyMatch(address -> address.host().startsWith("127."));
  }

  @Test
  void manyRefusalsInTenMinutesRevealOneShareOfTheBook() {
    for (int i = 0; i < 500; i++) {
      // The node shakes hands with them, so it may pass their addresses on.
      node.dialedBy(new PeerAddress("90." + i % 250 + "." + i / 250 + ".1", PORT));
    }

    Set<PeerAddress> named = namedInRefusals(200);
    assertThat(named).hasSizeBetween(17, Share.MAX);
    node.pass(Duration.ofMinutes(9));
    assertThat(namedInRefusals(200)).isEqualTo(named);
    node.pass(Duration.ofMinutes(2));
    assertThat(namedInRefusals(200)).isNotEqualTo(named).hasSizeBetween(17, Share.MAX);
  }

  /** All addresses that are named to a node that is refused again and again. */
  private Set<PeerAddress> namedInRefusals(int refusals) {
    node.refusals.clear();
    for (int i = 0; i < refusals; i++) {
      node.dialedBy(new PeerAddress("193.5.5.5", PORT));
    }
    assertThat(node.refusals).hasSize(refusals);
    return node.refusals.stream().flatMap(List::stream).collect(toSet());
  }
}
