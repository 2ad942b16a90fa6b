package dev.gossip.core.engine.addresses;

import dev.gossip.api.discovery.AddressBook.Draw;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Draws an address to dial. */
final class DialChoice {
  // Bitcoin's: time for a dial to end.
  private static final long TEST_PAUSE_MILLIS = Duration.ofMinutes(1).toMillis();

  private final AddressTables tables;
  private final RandomGenerator random;
  private final Predicate<BookEntry> mayBeDialed;
  private final long nowMillis;

  /**
   * @param mayBeDialed which addresses may be drawn at all
   */
  DialChoice(
      AddressTables tables,
      RandomGenerator random,
      Predicate<BookEntry> mayBeDialed,
      long nowMillis) {
    this.tables = tables;
    this.random = random;
    this.mayBeDialed = mayBeDialed;
    this.nowMillis = nowMillis;
  }

  /** Draws one. */
  Optional<BookEntry> from(Draw from) {
    BookEntry drawn = from == Draw.NEW ? toTest() : null;
    if (drawn == null) {
      drawn = draw(from, entry -> !GiveUpRules.isGivenUp(entry, nowMillis));
    }
    if (drawn == null) {
      // One that does not seem to work is better than none.
      drawn = draw(from, entry -> GiveUpRules.mayTryAgain(entry, nowMillis));
    }
    return Optional.ofNullable(drawn);
  }

  /** An address whose place another one wants. */
  private @Nullable BookEntry toTest() {
    for (BookEntry entry : tables.contested().toTest()) {
      if (mayBeDialed.test(entry)
          && !BookClock.isLately(nowMillis, entry.lastDialMillis, TEST_PAUSE_MILLIS)) {
        return entry;
      }
    }
    return null;
  }

  private @Nullable BookEntry draw(Draw from, Predicate<BookEntry> isGood) {
    Predicate<BookEntry> eligible = isGood.and(mayBeDialed);
    AddressLottery unproven = new AddressLottery(tables.unproven(), eligible, nowMillis);
    return from == Draw.NEW
        ? unproven.draw(random)
        : AddressLottery.draw(
            unproven, new AddressLottery(tables.tried(), eligible, nowMillis), random);
  }
}
