package dev.gossip.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.discovery.testing.DiscoveryNode;
import dev.gossip.discovery.testing.DiscoveryNode.Proposal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DnsDiscoveryTest {
  private static final String NAME = "nodes.example:7400";
  private static final String SERVICE = "_gossip._udp.example";

  private ServiceLookup.Found found = new ServiceLookup.Found(List.of(), "scripted failure");
  private int lookUps;
  private Duration refresh = Duration.ofSeconds(30);

  private DiscoveryNode start(String names) {
    DiscoveryNode node = create(names);
    node.start();
    node.advance(Duration.ZERO);
    return node;
  }

  private DiscoveryNode create(String names) {
    return new DiscoveryNode(
        context ->
            new DnsDiscovery(
                context,
                DnsName.parseAll(names),
                refresh,
                service -> {
                  lookUps++;
                  return found;
                }));
  }

  private void serviceHas(String... targets) {
    found = new ServiceLookup.Found(Stream.of(targets).map(PeerAddress::parse).toList(), "");
  }

  @Test
  void allAddressesOfAHostAreProposedAsOfAService() {
    DiscoveryNode node = create(NAME);
    node.name(NAME, "10.0.0.1:7400", "[2001:db8::1]:7400");

    node.start();
    node.advance(Duration.ZERO);

    assertThat(node.drainProposals())
        .containsExactly(service("10.0.0.1:7400"), service("[2001:db8::1]:7400"));
    assertThat(node.drainWarnings()).isEmpty();
  }

  private static Proposal service(String address) {
    return new Proposal(PeerAddress.parse(address), AddressSource.SERVICE, Optional.empty());
  }

  @Test
  void hostsOfAServiceAreResolvedEachWithItsPort() {
    serviceHas("a.example:7401", "b.example:7402", "10.0.0.3:7403");
    DiscoveryNode node = create(SERVICE);
    node.name("a.example:7401", "10.0.0.1:7401");
    node.name("b.example:7402", "10.0.0.2:7402");

    node.start();
    node.advance(Duration.ZERO);

    assertThat(node.drainAddresses())
        .containsExactly("10.0.0.1:7401", "10.0.0.2:7402", "10.0.0.3:7403");
    assertThat(node.drainWarnings()).isEmpty();
  }

  @Test
  void namesAreLookedUpAgainAfterTheRefreshTime() {
    serviceHas("10.0.0.3:7403");
    DiscoveryNode node = create(NAME + ", " + SERVICE);
    node.name(NAME, "10.0.0.1:7400");
    node.start();
    node.advance(Duration.ofMinutes(10));

    assertThat(node.drainResolved().stream().filter(name -> !name.isIp()).count())
        .isBetween(16L, 27L);
    assertThat(lookUps).isBetween(16, 27);
  }

  @Test
  void namesAreLookedUpOnceIfTheRefreshTimeIsAHundredYears() {
    serviceHas("10.0.0.3:7403");
    refresh = Duration.ofDays(40_000);

    DiscoveryNode node = start(SERVICE);
    node.advance(Duration.ofMinutes(1));

    assertThat(lookUps).isEqualTo(1);
  }

  @Test
  void addressThatANameHasLaterIsProposedWithinTheRefreshTime() {
    DiscoveryNode node = create(NAME);
    node.name(NAME, "10.0.0.1:7400");
    node.start();
    node.advance(Duration.ofSeconds(1));
    node.drainProposals();

    node.name(NAME, "10.0.0.2:7400");
    node.advance(Duration.ofSeconds(38));

    assertThat(node.drainAddresses()).containsOnly("10.0.0.2:7400");
  }

  @Test
  void failuresCauseOneWarningAndAreRepeatedSoonThenSeldom() {
    DiscoveryNode node = start(NAME + "," + SERVICE);
    node.advance(Duration.ofSeconds(10));
    assertThat(lookUps).isBetween(4, 5);
    node.advance(Duration.ofMinutes(10));

    assertThat(node.drainWarnings())
        .satisfiesExactlyInAnyOrder(
            text -> assertThat(text).contains(NAME, "it has no address"),
            text -> assertThat(text).contains(SERVICE, "scripted failure"));
    assertThat(lookUps).isBetween(20, 34);
  }

  @Test
  void failureAfterASuccessCausesAnotherWarning() {
    DiscoveryNode node = start(SERVICE);
    serviceHas("10.0.0.3:7403");
    node.advance(Duration.ofMinutes(1));
    found = new ServiceLookup.Found(List.of(), "gone");
    node.advance(Duration.ofMinutes(5));

    assertThat(node.drainWarnings())
        .satisfiesExactly(
            text -> assertThat(text).contains("scripted failure"),
            text -> assertThat(text).contains("gone"));
  }

  @Test
  void serviceWhoseHostsHaveNoAddressIsAFailure() {
    serviceHas("a.example:7401");

    assertThat(start(SERVICE).drainWarnings())
        .singleElement()
        .asString()
        .contains("hosts without addresses");
  }

  @Test
  void addressesAndHostsOfOneAnswerAreLimited() {
    serviceHas(
        IntStream.range(0, 1_000).mapToObj(i -> "h" + i + ".example:1").toArray(String[]::new));
    DiscoveryNode node = create(NAME + "," + SERVICE);
    node.name(
        NAME,
        DiscoveryNode.addresses("10.0.", 1_000).stream()
            .map(PeerAddress::toString)
            .toArray(String[]::new));
    node.start();
    node.advance(Duration.ZERO);

    assertThat(node.drainProposals()).hasSize(256);
    assertThat(node.drainResolved()).hasSize(1 + 64);
  }

  @Test
  void addressOfTheNodeItselfDoesNoHarm() {
    DiscoveryNode node = create(NAME);
    node.name(NAME, "10.0.0.1:7400", "10.0.0.2:7400");
    node.start();
    node.advance(Duration.ZERO);

    node.dialed("10.0.0.1:7400", DialOutcome.Kind.SELF);
    node.advance(Duration.ofMinutes(1));

    assertThat(node.drainAddresses()).contains("10.0.0.2:7400");
    assertThat(node.drainWarnings()).isEmpty();
  }

  @Test
  void missingNamesAreReported() {
    DiscoveryNode node = start("");

    assertThat(node.drainWarnings()).containsExactly("discovery.dns has no name to look up");
    assertThat(node.pendingTimers()).isZero();
  }
}
