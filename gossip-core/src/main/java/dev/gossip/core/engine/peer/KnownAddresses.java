package dev.gossip.core.engine.peer;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressBook;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.core.engine.services.Lazily;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The address book, in memory: addresses in the order in which they were proposed or reached. */
public final class KnownAddresses implements AddressBook {
  private static final List<AddressSource> WORST_FIRST =
      Arrays.stream(AddressSource.values()).sorted(Comparator.reverseOrder()).toList();

  private final int capacity;
  private Map<PeerAddress, Entry> entries = Collections.emptyMap();
  // The same addresses in the same order by source, so that a full book evicts without a search. No
  // object before it is needed: many nodes have no discovery.
  private Map<AddressSource, Set<PeerAddress>> bySource = Collections.emptyMap();

  /**
   * Creates an empty book.
   *
   * @param capacity the maximum number of addresses
   */
  public KnownAddresses(int capacity) {
    this.capacity = capacity;
  }

  /**
   * Adds an address; one that is known keeps the better source. A full book evicts the oldest
   * address of the least trustworthy source, unless this one's is worse still.
   *
   * @return false if this or another address was left out, because the book is full
   */
  boolean propose(PeerAddress address, AddressSource source) {
    Entry known = entries.get(address);
    boolean isFull = known == null && entries.size() >= capacity;
    if (isFull && !evictFor(source)) {
      return false;
    }
    AddressSource best =
        known != null && known.source.compareTo(source) < 0 ? known.source : source;
    remove(address);
    add(address, new Entry(best, known == null ? null : known.lastOutcome));
    return !isFull;
  }

  /** Returns false if every address has a better source. */
  private boolean evictFor(AddressSource source) {
    for (AddressSource worst : WORST_FIRST) {
      Set<PeerAddress> candidates = worst.compareTo(source) < 0 ? null : bySource.get(worst);
      if (candidates != null && !candidates.isEmpty()) {
        remove(candidates.iterator().next());
        return true;
      }
    }
    return false;
  }

  private void add(PeerAddress address, Entry entry) {
    entries = Lazily.forPut(entries);
    entries.put(address, entry);
    if (bySource.isEmpty()) {
      bySource = new EnumMap<>(AddressSource.class);
    }
    bySource.computeIfAbsent(entry.source, source -> new LinkedHashSet<>(1)).add(address);
  }

  private void remove(PeerAddress address) {
    Entry removed = entries.remove(address);
    if (removed != null) {
      Set<PeerAddress> ofSource = bySource.get(removed.source);
      if (ofSource != null) {
        ofSource.remove(address);
      }
    }
  }

  /** Records how an attempt to reach a known address ended. */
  void onOutcome(PeerAddress address, DialOutcome outcome) {
    Entry known = entries.get(address);
    if (known == null) {
      return;
    }
    if (outcome.kind() == DialOutcome.Kind.REACHED) {
      // Removed first, so that it is the latest again.
      remove(address);
    }
    add(address, new Entry(known.source, outcome.kind()));
  }

  @Override
  public List<PeerAddress> latest(int max) {
    List<PeerAddress> all = new ArrayList<>(entries.keySet());
    Collections.reverse(all);
    return List.copyOf(all.subList(0, Math.min(Math.max(0, max), all.size())));
  }

  @Override
  public Optional<AddressSource> source(PeerAddress address) {
    return Optional.ofNullable(entries.get(address)).map(Entry::source);
  }

  @Override
  public Optional<DialOutcome.Kind> lastOutcome(PeerAddress address) {
    Entry known = entries.get(address);
    return known == null ? Optional.empty() : Optional.ofNullable(known.lastOutcome);
  }

  @Override
  public int size() {
    return entries.size();
  }

  private record Entry(AddressSource source, DialOutcome.@Nullable Kind lastOutcome) {}
}
