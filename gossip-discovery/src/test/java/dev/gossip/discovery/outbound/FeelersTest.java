package dev.gossip.discovery.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.discovery.outbound.OutboundSettings.GroupDiversity;
import dev.gossip.discovery.outbound.ScriptedOutbound.Answer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FeelersTest {
  private static final int PORT = 6_000;
  private static final OutboundSettings DEFAULTS =
      new OutboundSettings(8, 64, Optional.of(Duration.ofMinutes(2)), GroupDiversity.ON);

  private final ScriptedOutbound node = new ScriptedOutbound(DEFAULTS, 20_261_129);

  private static PeerAddress local(int number) {
    return new PeerAddress("10.0.0." + number, PORT);
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

  @Test
  void feelersGoToNewAddressesOnceAllPeersAreUp() {
    knowLocal(node, 60);
    node.answers = address -> Answer.REACHED;
    node.pass(Duration.ofMinutes(30));

    assertThat(node.feelers().size()).isBetween(10, 25);
    Set<PeerAddress> both = new HashSet<>(node.feelers());
    both.retainAll(node.connects());
    assertThat(both).isEmpty();
  }

  @Test
  void feelersWaitUntilAllPeersAreUp() {
    knowLocal(node, 7);
    for (int i = 20; i < 40; i++) {
      know(node, local(i));
    }
    node.answers =
        address ->
            Integer.parseInt(address.host().substring(7)) < 20 ? Answer.REACHED : Answer.SILENT;

    node.pass(Duration.ofMinutes(30));

    assertThat(node.outbound()).hasSize(7);
    assertThat(node.feelers()).isEmpty();
  }

  /** Only three peers are possible, so the target of eight is never met. */
  @Test
  void feelersAreSentInANetworkOfThreeGroups() {
    for (int i = 1; i <= 30; i++) {
      know(node, new PeerAddress("80." + i % 3 + ".0." + i, PORT));
    }
    node.answers = address -> Answer.REACHED;
    node.pass(Duration.ofHours(1));

    assertThat(node.outbound()).hasSize(3);
    assertThat(node.feelers()).hasSizeBetween(15, 30).doesNotHaveDuplicates();
  }
}
