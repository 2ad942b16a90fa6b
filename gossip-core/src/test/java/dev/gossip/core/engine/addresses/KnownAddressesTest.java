package dev.gossip.core.engine.addresses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressBook.Draw;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome.Kind;
import dev.gossip.api.discovery.KnownAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KnownAddressesTest extends BookFixture {
  private static final Duration DAY = Duration.ofDays(1);

  private void propose(AddressSource source, int... numbers) {
    for (int number : numbers) {
      assertThat(book.propose(remote(number), source)).isTrue();
    }
  }

  private List<PeerAddress> latest(int max) {
    return book.latest(max).stream().map(KnownAddress::address).toList();
  }

  private KnownAddress find(PeerAddress address) {
    return book.find(address).orElseThrow();
  }

  /** Everything that is drawn in many draws. */
  private Set<PeerAddress> drawn(Draw from) {
    Set<PeerAddress> drawn = new TreeSet<>();
    for (int i = 0; i < 500; i++) {
      book.draw(from).ifPresent(drawn::add);
    }
    return drawn;
  }

  // ---- entries -------------------------------------------------------------------------------

  @Test
  void addressesThatWereProposedOrReachedLatestComeFirst() {
    propose(AddressSource.SERVICE, 1, 2, 3);
    assertThat(latest(10)).containsExactly(remote(3), remote(2), remote(1));

    propose(AddressSource.SERVICE, 2);
    reach(remote(1), id(1));
    fail(remote(3));
    assertThat(latest(10)).containsExactly(remote(1), remote(2), remote(3));
    assertThat(latest(2)).containsExactly(remote(1), remote(2));
    assertThat(latest(0)).isEmpty();
    assertThat(latest(-1)).isEmpty();
  }

  @Test
  void addressKeepsItsBestSourceAndItsLatestOutcome() {
    name(remote(1));
    assertThat(find(remote(1)).lastOutcome()).isEmpty();
    propose(AddressSource.SERVICE, 1);
    end(remote(1), Kind.REFUSED);
    name(remote(1));

    assertThat(find(remote(1)).source()).isEqualTo(AddressSource.SERVICE);
    assertThat(find(remote(1)).lastOutcome()).contains(Kind.REFUSED);
    assertThat(find(remote(1)).failures()).isEqualTo(1);
    assertThat(book.size()).isEqualTo(1);
  }

  @Test
  void outcomeAtAnUnknownAddressIsNotRemembered() {
    end(remote(1), Kind.REACHED);

    assertThat(book.size()).isZero();
    assertThat(book.find(remote(1))).isEmpty();
  }

  @Test
  void snapshotDoesNotChange() {
    propose(AddressSource.SERVICE, 1);
    List<KnownAddress> before = book.latest(10);
    propose(AddressSource.SERVICE, 2);
    fail(remote(1));

    assertThat(before).extracting(KnownAddress::address).containsExactly(remote(1));
    assertThat(before.get(0).failures()).isZero();
  }

  @Test
  void onlySuccessOfADialMakesAnAddressTried() {
    name(remote(1));
    accept(remote(1), id(1));
    assertThat(find(remote(1)).isTried()).isFalse();
    assertThat(find(remote(1)).source()).isEqualTo(AddressSource.DIALER);
    assertThat(find(remote(1)).lastHandshakeMillis()).isEqualTo(nowMillis);

    reach(remote(1), id(1));
    assertThat(find(remote(1)).isTried()).isTrue();
  }

  @Test
  void nodeThatDialsThisOneIsRememberedWithItsSource() {
    accept(remote(1), id(1));
    reach(remote(2), id(2));

    assertThat(find(remote(1)).source()).isEqualTo(AddressSource.DIALER);
    assertThat(find(remote(2)).source())
        .as("dialed, but neither in the book nor named by the user")
        .isEqualTo(AddressSource.NODE);
  }

  @Test
  void unusableAddressesDoNotEnterTheBookWithAHandshake() {
    book.onHandshake(new PeerAddress("localhost", 5000), id(1), Direction.OUTBOUND);
    book.onHandshake(new PeerAddress("224.0.0.1", 5000), id(2), Direction.INBOUND);

    assertThat(book.size()).isZero();
  }

  @Test
  void idIsTheOneOfTheLatestHandshake() {
    reach(remote(1), id(1));
    reach(remote(1), id(2));

    assertThat(find(remote(1)).id()).contains(id(2));
  }

  @Test
  void everyAddressOfALocalNetworkFits() {
    for (int i = 0; i < 200; i++) {
      assertThat(book.proposeFrom(group("127.0.0.1"), local(i))).as("seed %d", seed).isTrue();
    }
    assertThat(book.size()).isEqualTo(200);
    for (int i = 0; i < 200; i++) {
      reach(local(i), id(i));
    }
    assertThat(book.size()).as("seed %d", seed).isEqualTo(200);
  }

  @Test
  void operatorsAddressesReplaceWhatOthersNamed() {
    book = open(16, SavedAddresses.NONE);
    for (int i = 0; i < 20; i++) {
      name(remote(i));
    }
    assertThat(book.size()).isEqualTo(12);

    assertThat(book.propose(remote(100), AddressSource.CONFIGURED)).isFalse();
    assertThat(book.find(remote(100))).isPresent();
    assertThat(book.size()).isEqualTo(12);
    assertThat(book.proposeFrom(TELLER, remote(101))).isFalse();
    assertThat(book.find(remote(101))).isEmpty();
  }

  @Test
  void bookThatNobodyReadsIsNotMadeWhileLinksComeUp() {
    book =
        new KnownAddresses(
            2_048,
            () -> nowMillis,
            name -> {
              throw new AssertionError("no secret is needed");
            },
            SavedAddresses.NONE);
    for (int i = 0; i < 8; i++) {
      link(remote(i), id(i));
    }
    book.onDial(remote(100));
    assertThat(book.mayDial(remote(100))).isTrue();
  }

  @Test
  void bookThatIsReadLateHasEveryLink() {
    link(remote(1), id(1));
    book.onHandshake(remote(2), id(2), Direction.INBOUND);
    reach(remote(3), id(3));

    assertThat(latest(10)).containsExactly(remote(3), remote(2), remote(1));
    assertThat(find(remote(1)).isTried()).isTrue();
    assertThat(find(remote(2)).source()).isEqualTo(AddressSource.DIALER);
    assertThat(book.draw(Draw.ANY)).contains(remote(3));
  }

  // ---- draws ---------------------------------------------------------------------------------

  @Test
  void emptyBookDrawsNothing() {
    assertThat(book.draw(Draw.ANY)).isEmpty();
    assertThat(book.draw(Draw.NEW)).isEmpty();
    assertThat(book.toPassOn(10)).isEmpty();
    assertThat(book.latest(10)).isEmpty();
    assertThat(book.toSave(List.of())).isEqualTo(SavedAddresses.NONE);
  }

  @Test
  void onlyNewAddressesAreDrawnForAFeeler() {
    propose(AddressSource.SERVICE, 1, 2, 3);
    reach(remote(2), id(2));

    assertThat(drawn(Draw.NEW)).containsExactlyInAnyOrder(remote(1), remote(3));
    assertThat(drawn(Draw.ANY)).containsExactlyInAnyOrder(remote(1), remote(2), remote(3));
  }

  @Test
  void linkedNodesAndThisNodeItselfAreNotDrawn() {
    propose(AddressSource.SERVICE, 1, 2, 3, 4);
    link(remote(1), id(1));
    book.setOwnAddress(remote(2));
    end(remote(3), Kind.SELF);
    assertThat(drawn(Draw.ANY)).containsExactly(remote(4));

    book.onLinkGone(remote(1));
    assertThat(drawn(Draw.ANY)).containsExactlyInAnyOrder(remote(1), remote(4));
  }

  @Test
  void otherAddressOfALinkedNodeIsNotDrawn() {
    propose(AddressSource.SERVICE, 1, 2);
    link(remote(1), id(1));
    book.onDial(remote(2));
    book.onSameNode(remote(2), id(1), true);
    assertThat(book.draw(Draw.ANY)).isEmpty();

    book.onLinkGone(remote(1));
    assertThat(drawn(Draw.ANY)).containsExactlyInAnyOrder(remote(1), remote(2));
  }

  @Test
  void networkWhereAllWasDialedLatelyIsStillDrawnFrom() {
    for (int i = 0; i < 5; i++) {
      name(local(i));
      fail(local(i));
      fail(local(i));
    }
    assertThat(drawn(Draw.ANY)).as("seed %d", seed).hasSize(5);
  }

  @Test
  void addressDialedLongestAgoIsDrawnMostOften() {
    propose(AddressSource.SERVICE, 1, 2);
    fail(remote(1));
    pass(Duration.ofMinutes(5));
    fail(remote(2));
    pass(Duration.ofSeconds(1));
    int first = 0;
    for (int i = 0; i < 1_000; i++) {
      first += book.draw(Draw.ANY).equals(Optional.of(remote(1))) ? 1 : 0;
    }
    // The chances are 0.5 and 0.01.
    assertThat(first).as("seed %d", seed).isGreaterThan(900);
  }

  @Test
  void addressThatWasNeverReachedIsGivenUpAfterThreeTries() {
    propose(AddressSource.SERVICE, 1);
    fail(remote(1));
    fail(remote(1));
    assertThat(book.draw(Draw.ANY)).contains(remote(1));
    fail(remote(1));
    assertThat(book.draw(Draw.ANY)).isEmpty();

    pass(Duration.ofMinutes(10));
    assertThat(book.draw(Draw.ANY)).as("as long as there is no other").contains(remote(1));
    propose(AddressSource.SERVICE, 2);
    assertThat(drawn(Draw.ANY)).containsExactly(remote(2));
  }

  @Test
  void givenUpAddressGetsNewTriesWhenItIsProposedAgain() {
    propose(AddressSource.SERVICE, 1);
    name(local(1));
    for (int i = 0; i < 3; i++) {
      fail(remote(1));
      fail(local(1));
    }
    name(local(1));
    assertThat(book.draw(Draw.ANY)).isEmpty();
    propose(AddressSource.SERVICE, 1);
    assertThat(drawn(Draw.ANY)).containsExactly(remote(1));

    pass(Duration.ofMinutes(10));
    name(local(1));
    assertThat(drawn(Draw.ANY)).containsExactlyInAnyOrder(remote(1), local(1));
  }

  @Test
  void reachedAddressIsGivenUpAfterTenFailuresAndAWeek() {
    reach(remote(1), id(1));
    propose(AddressSource.SERVICE, 2);
    for (int i = 0; i < 10; i++) {
      fail(remote(1));
    }
    pass(DAY.minusMillis(1));
    assertThat(drawn(Draw.ANY)).as("seed %d", seed).contains(remote(1));
    pass(DAY.multipliedBy(7).plusMillis(1));
    assertThat(drawn(Draw.ANY)).containsExactly(remote(2));
  }
}
