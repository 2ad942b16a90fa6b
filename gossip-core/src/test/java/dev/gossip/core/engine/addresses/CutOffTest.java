package dev.gossip.core.engine.addresses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.discovery.AddressBook.Draw;
import dev.gossip.api.discovery.AddressSource;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a node that nothing answers learns about addresses: nothing. */
class CutOffTest extends BookFixture {

  private int failures(int number) {
    return book.find(remote(number)).orElseThrow().failures();
  }

  @Test
  void failuresCountOnceUntilAnyNodeIsReached() {
    name(remote(1));
    name(remote(2));
    for (int i = 0; i < 20; i++) {
      failWhileNothingAnswers(remote(1));
    }
    assertThat(failures(1)).isEqualTo(1);

    reach(remote(2), id(2));
    failWhileNothingAnswers(remote(1));
    failWhileNothingAnswers(remote(1));
    assertThat(failures(1)).isEqualTo(2);
  }

  @Test
  void nodeThatDialsThisOneMakesNoFailureCount() {
    name(remote(1));
    failWhileNothingAnswers(remote(1));
    accept(remote(2), id(2));
    failWhileNothingAnswers(remote(1));

    assertThat(failures(1)).isEqualTo(1);
  }

  @Test
  void failureAfterASuccessThereCounts() {
    reach(remote(1), id(1));
    failWhileNothingAnswers(remote(1));
    assertThat(failures(1)).isEqualTo(1);
    pass(Duration.ofMinutes(1));
    accept(remote(1), id(1));
    assertThat(failures(1)).isZero();
    pass(Duration.ofMinutes(1));
    failWhileNothingAnswers(remote(1));

    assertThat(failures(1)).isEqualTo(1);
    assertThat(book.toPassOn(10)).isEmpty();
  }

  @Test
  void addressesAreStillDrawnAfterAnHourWithoutAnswers() {
    for (int i = 1; i <= 5; i++) {
      assertThat(book.propose(remote(i), AddressSource.SERVICE)).isTrue();
    }
    for (int minute = 0; minute < 60; minute++) {
      pass(Duration.ofMinutes(1));
      for (int i = 1; i <= 5; i++) {
        failWhileNothingAnswers(remote(i));
      }
    }

    // Those that are given up are drawn only ten minutes after a dial.
    assertThat(book.draw(Draw.ANY)).isPresent();
  }
}
