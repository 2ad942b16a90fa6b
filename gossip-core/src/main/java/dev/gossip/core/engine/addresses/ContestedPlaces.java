package dev.gossip.core.engine.addresses;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reached addresses for which there is no room among the tried ones, each with the one whose place
 * it wants. That one is dialed first: as long as it answers it stays, so that an attacker with many
 * addresses cannot push out those that work.
 */
final class ContestedPlaces {
  // Both are Bitcoin's.
  static final int MAX_WAITING = 10;
  static final long TEST_MILLIS = Duration.ofMinutes(40).toMillis();

  // By the address that waits.
  private final Map<BookEntry, Contest> contests = new LinkedHashMap<>(0);

  /**
   * A wish for a place.
   *
   * @param newcomer the address that waits
   * @param occupant the one that has the place
   * @param sinceMillis when it began to wait
   */
  record Contest(BookEntry newcomer, BookEntry occupant, long sinceMillis) {}

  /** An address waits for the place of another one, unless too many wait or it waits already. */
  void add(BookEntry newcomer, BookEntry occupant, long nowMillis) {
    if (contests.size() < MAX_WAITING) {
      contests.putIfAbsent(newcomer, new Contest(newcomer, occupant, nowMillis));
    }
  }

  /** An address has left the book, or has another place now. */
  void remove(BookEntry entry) {
    contests.values().removeIf(one -> one.newcomer() == entry || one.occupant() == entry);
  }

  /** Ends the contests for the place of an address, and returns the first who wanted it. */
  @Nullable BookEntry take(BookEntry occupant) {
    BookEntry first = null;
    Iterator<Contest> all = contests.values().iterator();
    while (all.hasNext()) {
      Contest one = all.next();
      if (one.occupant() == occupant) {
        first = first == null ? one.newcomer() : first;
        all.remove();
      }
    }
    return first;
  }

  /** The addresses that are to be dialed, the one that has waited longest first. */
  List<BookEntry> toTest() {
    List<BookEntry> occupants = new ArrayList<>();
    contests.values().forEach(one -> occupants.add(one.occupant()));
    return occupants;
  }

  /** Ends the contests for the places of nodes that have shown since that they are there. */
  void endDecided() {
    contests
        .values()
        .removeIf(
            one ->
                one.occupant().isLinked || one.occupant().lastHandshakeMillis >= one.sinceMillis());
  }

  /** The occupants that were not tested in time: nobody can say that they work. */
  List<BookEntry> overdue(long nowMillis) {
    List<BookEntry> occupants = new ArrayList<>();
    for (Contest one : contests.values()) {
      if (nowMillis - one.sinceMillis() > TEST_MILLIS) {
        occupants.add(one.occupant());
      }
    }
    return occupants;
  }
}
