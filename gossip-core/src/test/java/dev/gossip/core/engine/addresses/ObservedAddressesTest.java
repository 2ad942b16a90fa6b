package dev.gossip.core.engine.addresses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObservedAddressesTest {
  private static final PeerAddress OWN = new PeerAddress("198.51.100.1", 5000);
  private static final PeerAddress OTHER_PORT = new PeerAddress("198.51.100.1", 6000);

  private final ObservedAddresses observed = new ObservedAddresses();

  private void add(int number, PeerAddress seen) {
    observed.add(BookFixture.id(number), BookFixture.remote(number), seen);
  }

  @Test
  void threePeersOfDifferentGroupsAreBelieved() {
    add(1, OWN);
    add(2, OWN);
    assertThat(observed.agreed(Optional.empty())).isEmpty();
    add(3, OWN);
    assertThat(observed.agreed(Optional.empty())).contains(OWN);

    observed.remove(BookFixture.id(2));
    assertThat(observed.agreed(Optional.empty())).isEmpty();
  }

  @Test
  void manyPeersOfTwoGroupsAreNotBelieved() {
    for (int i = 0; i < 20; i++) {
      PeerAddress at = new PeerAddress("20." + i % 2 + ".1." + i, 5000);
      observed.add(BookFixture.id(i), at, OWN);
    }
    assertThat(observed.agreed(Optional.empty())).isEmpty();
  }

  @Test
  void differentPortsAreDifferentAddresses() {
    add(1, OWN);
    add(2, OWN);
    add(3, OTHER_PORT);
    assertThat(observed.agreed(Optional.empty()))
        .as("a translator chose a port for each")
        .isEmpty();
    add(4, OWN);
    assertThat(observed.agreed(Optional.empty())).contains(OWN);
  }

  @Test
  void nodesBehindOneAddressDifferInTheirPorts() {
    ObservedAddresses second = new ObservedAddresses();
    for (int i = 1; i <= 3; i++) {
      add(i, OWN);
      second.add(BookFixture.id(i), BookFixture.remote(i), OTHER_PORT);
    }
    assertThat(observed.agreed(Optional.empty())).contains(OWN);
    assertThat(second.agreed(Optional.empty())).contains(OTHER_PORT);
  }

  @Test
  void hostsOfALocalNetworkAreGroupsOfTheirOwn() {
    PeerAddress local = new PeerAddress("192.168.1.9", 5000);
    for (int i = 1; i <= 3; i++) {
      observed.add(BookFixture.id(i), new PeerAddress("127.0.0.1", 5000 + i), local);
    }
    assertThat(observed.agreed(Optional.empty())).as("one host").isEmpty();
    for (int i = 1; i <= 2; i++) {
      observed.add(BookFixture.id(10 + i), new PeerAddress("192.168.1." + i, 5000), local);
    }
    assertThat(observed.agreed(Optional.empty())).as("three hosts").contains(local);
  }

  @Test
  void addressThatMostGroupsSeeIsBelieved() {
    for (int i = 1; i <= 3; i++) {
      add(i, new PeerAddress("1.2.3.4", 5));
    }
    for (int i = 4; i <= 7; i++) {
      add(i, OWN);
    }
    assertThat(observed.agreed(Optional.empty())).contains(OWN);
  }

  @Test
  void latestWordOfAPeerCounts() {
    add(1, OWN);
    add(2, OWN);
    add(3, OWN);
    add(3, OTHER_PORT);
    assertThat(observed.agreed(Optional.empty())).isEmpty();
  }

  @Test
  void localHostsDoNotSayAtWhichPublicAddressThisNodeIs() {
    for (int i = 1; i <= 5; i++) {
      observed.add(BookFixture.id(i), new PeerAddress("10.0.0." + i, 5000), OWN);
    }
    assertThat(observed.agreed(Optional.empty())).isEmpty();
  }

  @Test
  void strangersDoNotSayAtWhichLocalAddressThisNodeIs() {
    for (int i = 1; i <= 5; i++) {
      add(i, new PeerAddress("10.0.0.1", 5000));
      add(10 + i, new PeerAddress("127.0.0.1", 5000));
    }
    assertThat(observed.agreed(Optional.empty())).isEmpty();
  }

  @Test
  void unusableAddressIsNotBelieved() {
    for (int i = 1; i <= 5; i++) {
      add(i, new PeerAddress("240.0.0.1", 5000));
    }
    assertThat(observed.agreed(Optional.empty())).isEmpty();
  }

  @Test
  void addressStaysUntilMoreGroupsAgreeOnAnotherOne() {
    Optional<PeerAddress> own = Optional.of(OWN);
    assertThat(observed.agreed(own)).as("nobody is left").isEqualTo(own);
    add(1, OWN);
    add(2, OWN);
    add(3, OTHER_PORT);
    add(4, OTHER_PORT);
    assertThat(observed.agreed(own)).as("as many").isEqualTo(own);

    observed.remove(BookFixture.id(1));
    assertThat(observed.agreed(own)).as("two of three").isEmpty();
    add(5, OTHER_PORT);
    assertThat(observed.agreed(own)).contains(OTHER_PORT);
  }

  @Test
  void onePeerDoesNotUnsetAnAddress() {
    add(1, OTHER_PORT);
    assertThat(observed.agreed(Optional.of(OWN))).contains(OWN);
  }
}
