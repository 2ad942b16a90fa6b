package dev.gossip.core.engine.addresses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressBook.Draw;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.discovery.DialOutcome.Kind;
import dev.gossip.api.discovery.KnownAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is passed on, and what clocks and restarts do to it. */
class KeptAddressesTest extends BookFixture {
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

  // ---- what is passed on ---------------------------------------------------------------------

  @Test
  void onlyAddressesWithARecentHandshakeArePassedOn() {
    propose(AddressSource.CONFIGURED, 1);
    name(remote(2));
    reach(remote(3), id(3));
    accept(remote(4), id(4));
    assertThat(book.toPassOn(10)).containsExactlyInAnyOrder(remote(3), remote(4));
    assertThat(book.toPassOn(1)).hasSize(1);
    assertThat(book.toPassOn(0)).isEmpty();

    link(remote(5), id(5));
    pass(DAY);
    assertThat(book.toPassOn(10)).as("linked").containsExactly(remote(5));
  }

  @Test
  void ownAddressIsNeitherKeptNorPassedOn() {
    reach(remote(1), id(1));
    book.setOwnAddress(remote(1));
    assertThat(book.toPassOn(10)).isEmpty();
    assertThat(book.ownAddress()).contains(remote(1));

    end(remote(2), Kind.SELF);
    name(remote(2));
    assertThat(book.find(remote(2))).isEmpty();
    pass(Duration.ofMinutes(10));
    name(remote(2));
    assertThat(book.find(remote(2))).isPresent();
  }

  @Test
  void fullNodeThatRefusesAfterTheHandshakeIsPassedOn() {
    reach(remote(1), id(1));
    pass(Duration.ofMinutes(1));
    link(remote(1), id(1));
    book.onLinkGone(remote(1));
    pass(Duration.ofMillis(1));
    book.onOutcome(remote(1), DialOutcome.of(Kind.REFUSED, "full"));

    assertThat(book.toPassOn(10)).containsExactly(remote(1));
  }

  @Test
  void oldAddressOfANodeIsForgottenOnceADialOfItFails() {
    reach(remote(1), id(1));
    pass(Duration.ofMinutes(1));
    link(remote(2), id(1));
    assertThat(book.toPassOn(10)).containsExactlyInAnyOrder(remote(1), remote(2));

    pass(Duration.ofMinutes(1));
    fail(remote(1));
    assertThat(book.toPassOn(10)).containsExactly(remote(2));
    assertThat(book.find(remote(1))).isEmpty();
  }

  @Test
  void addressOfANodeThatDialedFromAnotherPortIsKept() {
    reach(remote(1), id(1));
    pass(Duration.ofMinutes(5));
    accept(new PeerAddress(remote(1).host(), 40_001), id(1));
    pass(Duration.ofMinutes(5));
    fail(remote(1));

    assertThat(book.find(remote(1))).isPresent();
  }

  @Test
  void oldAddressFromTheOperatorIsKept() {
    propose(AddressSource.CONFIGURED, 1);
    propose(AddressSource.SERVICE, 2);
    reach(remote(1), id(1));
    reach(remote(2), id(1));
    pass(Duration.ofMinutes(1));
    link(remote(3), id(1));
    pass(Duration.ofMinutes(1));
    fail(remote(1));
    fail(remote(2));

    assertThat(book.find(remote(1))).isPresent();
    assertThat(book.find(remote(2))).isPresent();
  }

  @Test
  void addressWhoseLatestDialFailedIsNotPassedOn() {
    reach(remote(1), id(1));
    pass(Duration.ofMinutes(1));
    fail(remote(1));
    assertThat(book.toPassOn(10)).isEmpty();

    accept(remote(1), id(1));
    assertThat(book.toPassOn(10)).containsExactly(remote(1));
  }

  // ---- the clock -----------------------------------------------------------------------------

  @Test
  void clockThatWasAheadForAWhileDoesNotMatterForLong() {
    propose(AddressSource.SERVICE, 1, 2);
    pass(DAY.multipliedBy(365));
    reach(remote(1), id(1));
    fail(remote(2));
    assertThat(drawn(Draw.ANY)).as("seed %d", seed).contains(remote(1));

    pass(DAY.multipliedBy(-365));
    assertThat(drawn(Draw.ANY)).containsExactlyInAnyOrder(remote(1), remote(2));
    assertThat(book.toPassOn(10)).as("a year from now is not within a day").isEmpty();
    reach(remote(1), id(1));
    assertThat(book.toPassOn(10)).containsExactly(remote(1));
    pass(DAY);
    assertThat(book.toPassOn(10)).isEmpty();
  }

  @Test
  void clockThatIsSetBackALittleDoesNotMatter() {
    reach(remote(1), id(1));
    pass(Duration.ofMinutes(-5));

    assertThat(book.toPassOn(10)).containsExactly(remote(1));
    assertThat(drawn(Draw.ANY)).containsExactly(remote(1));
  }

  @Test
  void clockThatIsBackForAWhileDoesNotMakeReachedAddressesOld() {
    for (int i = 0; i < 10; i++) {
      reach(remote(i), id(i));
    }
    pass(DAY.multipliedBy(-60));
    assertThat(drawn(Draw.ANY)).as("seed %d", seed).hasSize(10);
    for (int i = 0; i < 5; i++) {
      reach(remote(i), id(i));
    }
    pass(DAY.multipliedBy(60));
    name(remote(100));

    assertThat(drawn(Draw.ANY)).as("seed %d", seed).hasSize(11);
    assertThat(book.toPassOn(100)).as("seed %d", seed).hasSize(5);
  }

  @Test
  void clockThatJumpsAheadLeavesSomethingToDial() {
    for (int i = 0; i < 20; i++) {
      reach(remote(i), id(i));
    }
    pass(DAY.multipliedBy(3_650));

    assertThat(drawn(Draw.ANY)).as("seed %d", seed).hasSize(20);
  }

  // ---- restarts ------------------------------------------------------------------------------

  @Test
  void twoAnchorsAreKept() {
    reach(remote(1), id(1));
    SavedAddresses saved =
        book.toSave(List.of(new PeerAddress("name", 1), remote(3), remote(1), remote(2)));
    book = open(2_048, saved);

    assertThat(book.anchors()).containsExactly(remote(3), remote(1));
    assertThat(book.toSave(List.of()).anchors())
        .as("a node without links keeps its anchors")
        .containsExactly(remote(3), remote(1));
  }

  @Test
  void futureTimesInAFileAreKept() {
    reach(remote(1), id(1));
    SavedAddresses saved = book.toSave(List.of());
    long reached = nowMillis;
    nowMillis -= DAY.toMillis() * 100;
    book = open(2_048, saved);

    assertThat(find(remote(1)).lastHandshakeMillis()).isEqualTo(reached);
    assertThat(drawn(Draw.ANY)).containsExactly(remote(1));
  }

  @Test
  void startInTheYear1970LeavesReachedAddressesAsTheyAre() {
    for (int i = 0; i < 10; i++) {
      reach(remote(i), id(i));
    }
    SavedAddresses saved = book.toSave(List.of());
    long right = nowMillis + Duration.ofMinutes(20).toMillis();
    nowMillis = 5_000;
    book = open(2_048, saved);
    assertThat(drawn(Draw.ANY)).as("seed %d", seed).hasSize(10);
    reach(remote(1), id(1));
    name(remote(60));
    assertThat(book.toPassOn(100)).as("seed %d", seed).hasSize(10);

    nowMillis = right;
    name(remote(61));
    assertThat(drawn(Draw.ANY)).as("seed %d", seed).hasSize(12);
    assertThat(book.toPassOn(100)).as("seed %d", seed).hasSize(10);
  }

  @Test
  void unusableAddressesInAFileAreLeftOut() {
    List<SavedAddresses.Entry> entries =
        List.of(
            entry(new PeerAddress("224.0.0.1", 1)),
            entry(new PeerAddress("localhost", 1)),
            entry(remote(1)));
    book = open(2_048, new SavedAddresses(SavedAddresses.NONE.secret(), entries, List.of()));

    assertThat(latest(10)).containsExactly(remote(1));
  }

  private static SavedAddresses.Entry entry(PeerAddress address) {
    KnownAddress known =
        new KnownAddress(
            address,
            AddressSource.NODE,
            true,
            Optional.empty(),
            Long.MIN_VALUE,
            Optional.empty(),
            -1);
    return new SavedAddresses.Entry(known, List.of(), Long.MIN_VALUE, Long.MAX_VALUE);
  }
}
