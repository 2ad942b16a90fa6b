package dev.gossip.discovery.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.discovery.testing.DiscoveryNode;
import dev.gossip.discovery.testing.DiscoveryNode.Proposal;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SeedsTest {
  private static final String NAME = "seed.example:7400";

  private final DiscoveryNode node = node(NAME);

  private static DiscoveryNode node(String... seeds) {
    PeerAddress[] addresses = new PeerAddress[seeds.length];
    for (int i = 0; i < seeds.length; i++) {
      addresses[i] = PeerAddress.parse(seeds[i]);
    }
    return new DiscoveryNode(context -> new Bootstrap(context, Exchange.ON), addresses);
  }

  @Test
  void allAddressesOfASeedAreProposedAsConfigured() {
    node.name(NAME, "192.0.2.1:7400", "[2001:db8::1]:7400");

    node.start();
    node.advance(Duration.ZERO);

    assertThat(node.drainProposals())
        .containsExactly(configured("192.0.2.1:7400"), configured("[2001:db8::1]:7400"));
  }

  private static Proposal configured(String address) {
    return new Proposal(PeerAddress.parse(address), AddressSource.CONFIGURED, Optional.empty());
  }

  @Test
  void namesAreResolvedWithGrowingPausesWhileTheNodeHasFewOthers() {
    node.start();

    assertThat(resolvedWithin(Duration.ofSeconds(30))).isBetween(4, 5);
    node.advance(Duration.ofMinutes(5));
    node.drainResolved();
    assertThat(resolvedWithin(Duration.ofMinutes(10))).isBetween(8, 14);
  }

  @Test
  void namesAreSeldomResolvedOnceTheNodeHasEnoughOthers() {
    node.name(NAME, "192.0.2.1:7400");
    node.start();
    fourNodes();
    node.advance(Duration.ofMinutes(1));
    node.drainResolved();

    assertThat(resolvedWithin(Duration.ofHours(1))).isBetween(4, 8);
  }

  @Test
  void namesAreResolvedSoonWhenNodesAreLost() {
    node.name(NAME, "192.0.2.1:7400");
    node.start();
    PeerId last = fourNodes();
    node.advance(Duration.ofMinutes(1));
    node.drainResolved();

    node.nodeDown(last);

    assertThat(resolvedWithin(Duration.ofSeconds(3))).isEqualTo(1);
  }

  private PeerId fourNodes() {
    PeerId last = DiscoveryNode.peerId(0);
    for (int i = 1; i <= 4; i++) {
      last = node.nodeUp(i, "198.51.100." + i + ":7400");
    }
    return last;
  }

  private int resolvedWithin(Duration time) {
    node.advance(time);
    return node.drainResolved().size();
  }

  @Test
  void nameThatLeadsElsewhereLaterIsProposedAgain() {
    node.name(NAME, "192.0.2.1:7400");
    node.start();
    node.advance(Duration.ofSeconds(1));
    node.drainProposals();

    node.name(NAME, "192.0.2.2:7400");
    node.advance(Duration.ofSeconds(3));

    assertThat(node.drainAddresses()).contains("192.0.2.2:7400");
  }

  @Test
  void fewAddressesOfOneNameAreUsed() {
    String[] many =
        DiscoveryNode.addresses("192.0.", 100).stream()
            .map(PeerAddress::toString)
            .toArray(String[]::new);
    node.name(NAME, many);

    node.start();
    node.advance(Duration.ZERO);

    assertThat(node.drainProposals()).hasSize(16);
  }

  @Test
  void nameWithoutAnAddressIsReportedOnceUntilItHasOne() {
    node.start();
    node.advance(Duration.ofMinutes(5));
    assertThat(node.drainWarnings()).containsExactly("the seed seed.example:7400 has no address");

    node.name(NAME, "192.0.2.1:7400");
    node.advance(Duration.ofMinutes(5));
    assertThat(node.drainWarnings()).isEmpty();
    node.name(NAME);
    node.advance(Duration.ofMinutes(5));
    assertThat(node.drainWarnings()).hasSize(1);
  }

  @Test
  void seedWithoutThisDiscoveryIsReportedOnce() {
    node.name(NAME, "192.0.2.1:7400");
    node.start();
    node.advance(Duration.ZERO);
    node.dialed("192.0.2.9:7400", DialOutcome.Kind.REACHED);
    node.dialed("192.0.2.1:7400", DialOutcome.Kind.UNREACHABLE);
    assertThat(node.drainWarnings()).isEmpty();

    node.dialed("192.0.2.1:7400", DialOutcome.Kind.REACHED);
    node.dialed("192.0.2.1:7400", DialOutcome.Kind.REACHED);

    assertThat(node.drainWarnings())
        .containsExactly(
            "the seed seed.example:7400 names no other nodes: it runs without discovery.bootstrap");
  }

  @Test
  void seedWithThisDiscoveryIsNotReported() {
    node.name(NAME, "192.0.2.1:7400", "[2001:db8::1]:7400");
    node.start();
    node.advance(Duration.ZERO);

    PeerId unused = node.nodeUp(1, "192.0.2.1:7400");
    node.dialed("192.0.2.1:7400", DialOutcome.Kind.REACHED);
    node.dialed("[2001:db8::1]:7400", DialOutcome.Kind.REACHED);

    assertThat(node.drainWarnings()).isEmpty();
  }

  @Test
  void nodeThatExchangesNothingReportsNoSeed() {
    DiscoveryNode secretive =
        new DiscoveryNode(
            context -> new Bootstrap(context, Exchange.OFF), PeerAddress.parse("192.0.2.1:7400"));
    secretive.start();
    secretive.advance(Duration.ZERO);
    secretive.dialed("192.0.2.1:7400", DialOutcome.Kind.REACHED);

    assertThat(secretive.drainWarnings()).isEmpty();
  }

  @Test
  void nodeWithoutSeedsWaitsForOthers() {
    DiscoveryNode passive = node();
    passive.start();
    passive.advance(Duration.ofHours(1));

    assertThat(passive.pendingTimers()).isZero();
    assertThat(passive.drainWarnings()).isEmpty();
  }
}
