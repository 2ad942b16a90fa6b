package dev.gossip.core.engine.addresses;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The entries of the address book: each is either in one bucket of the tried table, or in one to
 * four buckets of the new one, so that the number of buckets bounds their number.
 */
final class AddressTables {
  // Half of Bitcoin's: there are fewer nodes that name addresses.
  private static final int MAX_PLACES = 4;

  // Bitcoin's: nothing else takes the place of an address that was reached so lately.
  private static final long SAFE_MILLIS = Duration.ofHours(4).toMillis();

  private final BucketTable unproven;
  private final BucketTable tried;
  private final BucketChoice choice;
  // The one that was proposed or reached latest last.
  private final Map<PeerAddress, BookEntry> entries = new LinkedHashMap<>(0);
  private final ContestedPlaces contested = new ContestedPlaces();
  private final ProbeLimits probes = new ProbeLimits();
  // How many dials led to a node.
  private long successes;

  AddressTables(BucketTable unproven, BucketTable tried, BucketChoice choice) {
    this.unproven = unproven;
    this.tried = tried;
    this.choice = choice;
  }

  @Nullable BookEntry find(PeerAddress address) {
    return entries.get(address);
  }

  /** All entries, the one that was proposed or reached latest last. */
  Collection<BookEntry> all() {
    return Collections.unmodifiableCollection(entries.values());
  }

  int size() {
    return entries.size();
  }

  /** The new table. */
  BucketTable unproven() {
    return unproven;
  }

  /** The tried table. */
  BucketTable tried() {
    return tried;
  }

  /** How often what other nodes named may be dialed. */
  ProbeLimits probes() {
    return probes;
  }

  /** Reached addresses that wait for a place in the tried table. */
  ContestedPlaces contested() {
    return contested;
  }

  /** An address was proposed or reached. */
  void moveToEnd(BookEntry entry) {
    if (entries.remove(entry.address) != null) {
      entries.put(entry.address, entry);
    }
  }

  /** Puts back what was saved, as far as there is room. */
  void restore(List<SavedAddresses.Entry> saved, long nowMillis) {
    for (SavedAddresses.Entry one : saved) {
      if (AddressRules.isUsable(one.known().address())) {
        restore(BookEntry.of(one));
      }
    }
    entries.values().stream()
        .filter(entry -> entry.lastDialMillis <= nowMillis)
        .filter(entry -> nowMillis - entry.lastDialMillis < ProbeLimits.PERIOD_MILLIS)
        .sorted(Comparator.comparingLong((BookEntry entry) -> entry.lastDialMillis))
        .forEach(entry -> probes.onDial(entry, entry.lastDialMillis));
  }

  private void restore(BookEntry entry) {
    if (entries.containsKey(entry.address)) {
      return;
    }
    if (entry.isTried) {
      int bucket = choice.inTried(entry.address);
      if (!tried.isFull(bucket)) {
        tried.add(bucket, entry);
        entries.put(entry.address, entry);
        return;
      }
      entry.isTried = false;
    }
    List<String> tellers = entry.tellers.isEmpty() ? List.of(teller(entry)) : entry.tellers;
    entry.tellers = List.of();
    for (String teller : tellers) {
      addPlace(entry, teller);
    }
    if (!entry.tellers.isEmpty()) {
      entries.put(entry.address, entry);
    }
  }

  /** Under which name an address is kept that no other node named. */
  private static String teller(BookEntry entry) {
    return entry.isFromOperator() ? BucketChoice.OWN : AddressGroup.of(entry.address).name();
  }

  /** Takes one more place in the new table if there is one. */
  private void addPlace(BookEntry entry, String teller) {
    int bucket = choice.inNew(entry.address, teller);
    if (entry.tellers.size() < MAX_PLACES
        && !entry.tellers.contains(teller)
        && !unproven.contains(bucket, entry)
        && !unproven.isFull(bucket)) {
      unproven.add(bucket, entry);
      entry.tellers = with(entry.tellers, teller);
    }
  }

  private static List<String> with(List<String> list, String one) {
    List<String> longer = new ArrayList<>(list);
    longer.add(one);
    return List.copyOf(longer);
  }

  /**
   * Adds a new address.
   *
   * @return false if it, or another one, was left out for want of room
   */
  boolean add(BookEntry entry, String teller, long nowMillis) {
    int bucket = choice.inNew(entry.address, teller);
    boolean isFull = unproven.isFull(bucket);
    boolean forgets = false;
    if (isFull) {
      BookEntry out = replaceable(bucket, entry, nowMillis);
      if (out == null) {
        return false;
      }
      forgets = out.tellers.size() == 1 && !GiveUpRules.isGivenUp(out, nowMillis);
      leavePlace(out, bucket);
    }
    unproven.add(bucket, entry);
    entry.tellers = List.of(teller);
    entries.put(entry.address, entry);
    return !forgets;
  }

  /** Which address has to leave a full bucket of the new table; null if none has to. */
  private @Nullable BookEntry replaceable(int bucket, BookEntry newcomer, long nowMillis) {
    List<BookEntry> places = unproven.in(bucket);
    for (BookEntry one : places) {
      if (GiveUpRules.isGivenUp(one, nowMillis)) {
        return one;
      }
    }
    for (BookEntry one : places) {
      if (one.tellers.size() > 1) {
        return one;
      }
    }
    // The operator's addresses are never worse than what other nodes named.
    BookEntry one = places.get(choice.place(newcomer.address, bucket, places.size()));
    boolean isBetter = newcomer.isFromOperator() && !one.isFromOperator();
    return isBetter && !one.isLinked ? one : null;
  }

  private void leavePlace(BookEntry entry, int bucket) {
    if (entry.tellers.size() == 1) {
      remove(entry);
      return;
    }
    unproven.remove(bucket, entry);
    List<String> others = new ArrayList<>(entry.tellers);
    others.removeIf(teller -> choice.inNew(entry.address, teller) == bucket);
    entry.tellers = List.copyOf(others);
  }

  /**
   * A group has named an address that is known. It gets another place, with a chance that halves
   * with each place that it has.
   */
  void addTeller(BookEntry entry, String teller, RandomGenerator random) {
    if (!entry.isTried
        && !entry.tellers.contains(teller)
        && entry.tellers.size() < MAX_PLACES
        && random.nextInt(1 << entry.tellers.size()) == 0) {
      addPlace(entry, teller);
    }
  }

  /**
   * Whether this node has reached the node that was there at another address since. That the other
   * node dialed is not enough: a translator may have given it another port. The operator's
   * addresses stay, since the node may come back there.
   */
  boolean hasMoved(BookEntry entry) {
    return entry.id != null
        && !entry.isFromOperator()
        && entry.lastHandshakeMillis < entry.lastDialMillis
        && entries.values().stream()
            .anyMatch(
                other ->
                    other != entry
                        && entry.id.equals(other.id)
                        && other.lastReachedMillis > entry.lastHandshakeMillis);
  }

  /** Forgets an address. */
  void remove(BookEntry entry) {
    entries.remove(entry.address);
    contested.remove(entry);
    if (entry.isTried) {
      tried.remove(choice.inTried(entry.address), entry);
    } else {
      leaveNew(entry);
    }
  }

  private void leaveNew(BookEntry entry) {
    for (String teller : entry.tellers) {
      unproven.remove(choice.inNew(entry.address, teller), entry);
    }
  }

  // ---- tried ---------------------------------------------------------------------------------

  /** This node has reached an address: moves it to the tried table if there is room. */
  void onReached(BookEntry entry, long nowMillis) {
    successes++;
    entry.lastReachedMillis = nowMillis;
    BookEntry unused = contested.take(entry);
    if (entry.isTried) {
      return;
    }
    int bucket = choice.inTried(entry.address);
    if (!tried.isFull(bucket)) {
      contested.remove(entry);
      leaveNew(entry);
      entry.isTried = true;
      tried.add(bucket, entry);
      return;
    }
    List<BookEntry> places = tried.in(bucket);
    for (BookEntry one : places) {
      if (GiveUpRules.isGivenUp(one, nowMillis)) {
        replaceTried(one, entry, nowMillis);
        return;
      }
    }
    BookEntry occupant = places.get(choice.place(entry.address, bucket, places.size()));
    if (!occupant.isLinked
        && !BookClock.isLately(nowMillis, occupant.lastHandshakeMillis, SAFE_MILLIS)) {
      contested.add(entry, occupant, nowMillis);
    }
  }

  /** A dial of an address has failed: another one that waits for its place gets it. */
  void onFailed(BookEntry entry, long nowMillis) {
    entry.onFailure(successes);
    replaceContested(entry, nowMillis);
  }

  private void replaceContested(BookEntry entry, long nowMillis) {
    BookEntry newcomer = contested.take(entry);
    if (newcomer != null) {
      replaceTried(entry, newcomer, nowMillis);
    }
  }

  /**
   * Prepares for questions: forgets old dials, and gives the places of addresses that were not
   * dialed in time to those that wait for them.
   */
  void settle(long nowMillis) {
    probes.forgetOld(nowMillis);
    contested.endDecided();
    for (BookEntry occupant : contested.overdue(nowMillis)) {
      replaceContested(occupant, nowMillis);
    }
  }

  private void replaceTried(BookEntry old, BookEntry entry, long nowMillis) {
    contested.remove(entry);
    contested.remove(old);
    leaveNew(entry);
    entry.isTried = true;
    tried.replace(choice.inTried(entry.address), old, entry);
    old.isTried = false;
    String teller = old.tellers.isEmpty() ? teller(old) : old.tellers.get(0);
    old.tellers = List.of();
    int bucket = choice.inNew(old.address, teller);
    BookEntry out = unproven.isFull(bucket) ? replaceable(bucket, old, nowMillis) : null;
    if (out != null) {
      leavePlace(out, bucket);
    }
    addPlace(old, teller);
    if (old.tellers.isEmpty()) {
      entries.remove(old.address);
    }
  }
}
