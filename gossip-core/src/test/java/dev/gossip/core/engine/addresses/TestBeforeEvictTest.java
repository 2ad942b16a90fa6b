package dev.gossip.core.engine.addresses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressBook.Draw;
import dev.gossip.api.discovery.KnownAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reached addresses for which there is no room among the tried ones. */
class TestBeforeEvictTest extends BookFixture {
  private static final int TRIED = 4;
  private final List<PeerAddress> tried = new ArrayList<>();

  TestBeforeEvictTest() {
    book = open(4 * TRIED, SavedAddresses.NONE);
    for (int i = 0; i < TRIED; i++) {
      tried.add(remote(i));
      reach(remote(i), id(i));
    }
    pass(Duration.ofHours(5));
  }

  private List<PeerAddress> triedOnes() {
    return book.latest(100).stream()
        .filter(KnownAddress::isTried)
        .map(KnownAddress::address)
        .sorted()
        .toList();
  }

  private PeerAddress occupant() {
    PeerAddress drawn = book.draw(Draw.NEW).orElseThrow();
    assertThat(tried).as("seed %d", seed).contains(drawn);
    return drawn;
  }

  @Test
  void occupantThatAnswersKeepsItsPlace() {
    reach(remote(100), id(100));
    assertThat(triedOnes()).isEqualTo(tried);
    PeerAddress occupant = occupant();
    reach(occupant, id(tried.indexOf(occupant)));

    assertThat(triedOnes()).isEqualTo(tried);
    assertThat(book.draw(Draw.NEW)).as("nothing to test").contains(remote(100));
    assertThat(book.find(remote(100))).isPresent();
  }

  @Test
  void occupantThatDoesNotAnswerIsReplacedAndMovesToTheOtherTable() {
    reach(remote(100), id(100));
    PeerAddress occupant = occupant();
    fail(occupant);

    assertThat(triedOnes()).contains(remote(100)).doesNotContain(occupant).hasSize(TRIED);
    assertThat(book.find(occupant)).hasValueSatisfying(one -> assertThat(one.isTried()).isFalse());
  }

  @Test
  void occupantIsDrawnOnceAMinuteUntilItIsTested() {
    reach(remote(100), id(100));
    PeerAddress occupant = occupant();
    book.onDial(occupant);
    assertThat(book.draw(Draw.NEW)).contains(remote(100));

    pass(Duration.ofMinutes(1));
    assertThat(book.draw(Draw.NEW)).contains(occupant);
  }

  @Test
  void occupantThatIsNotTestedForFortyMinutesIsReplaced() {
    reach(remote(100), id(100));
    pass(Duration.ofMinutes(40));
    PeerAddress occupant = occupant();
    pass(Duration.ofMillis(1));
    assertThat(book.draw(Draw.ANY)).isPresent();

    assertThat(triedOnes()).contains(remote(100)).doesNotContain(occupant);
  }

  @Test
  void occupantReachedWithinFourHoursOrLinkedIsSafe() {
    for (int i = 0; i < TRIED; i++) {
      if (i % 2 == 0) {
        reach(remote(i), id(i));
      } else {
        link(remote(i), id(i));
      }
    }
    for (int i = 100; i < 108; i++) {
      reach(remote(i), id(i));
    }
    pass(Duration.ofHours(1));
    assertThat(book.draw(Draw.ANY)).isPresent();

    assertThat(triedOnes()).isEqualTo(tried);
  }

  @Test
  void givenUpOccupantIsReplacedAtOnce() {
    for (int i = 0; i < 10; i++) {
      fail(remote(2));
    }
    pass(Duration.ofDays(8));
    reach(remote(100), id(100));

    assertThat(triedOnes()).contains(remote(100)).doesNotContain(remote(2));
  }

  @Test
  void waitingAddressesAreBounded() {
    for (int i = 100; i < 112; i++) {
      reach(remote(i), id(i));
    }
    assertThat(book.tables().contested().toTest())
        .as("seed %d", seed)
        .hasSizeLessThanOrEqualTo(ContestedPlaces.MAX_WAITING)
        .hasSizeGreaterThan(5);
    assertThat(triedOnes()).isEqualTo(tried);
  }

  @Test
  void occupantThatIsLinkedOrShookHandsMeanwhileKeepsItsPlace() {
    reach(remote(100), id(100));
    for (int i = 0; i < TRIED; i++) {
      if (i % 2 == 0) {
        accept(remote(i), id(i));
      } else {
        link(remote(i), id(i));
      }
    }
    pass(Duration.ofMinutes(41));
    assertThat(book.draw(Draw.ANY)).isPresent();

    assertThat(triedOnes()).as("seed %d", seed).isEqualTo(tried);
    assertThat(book.tables().contested().toTest()).isEmpty();
  }
}
