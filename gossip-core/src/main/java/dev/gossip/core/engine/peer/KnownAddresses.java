package dev.gossip.core.engine.peer;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressBook;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.core.engine.services.Lazily;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The address book, in memory: addresses in the order in which they were proposed or reached. */
public final class KnownAddresses implements AddressBook {
  private final int capacity;
  private Map<PeerAddress, Entry> entries = Collections.emptyMap();

  /**
   * Creates an empty book.
   *
   * @param capacity the maximum number of addresses
   */
  public KnownAddresses(int capacity) {
    this.capacity = capacity;
  }

  /** Adds an address; one that is known keeps the better source. */
  void propose(PeerAddress address, AddressSource source) {
    Entry known = entries.remove(address);
    if (known == null && entries.size() >= capacity) {
      evictFor(source);
      if (entries.size() >= capacity) {
        return;
      }
    }
    AddressSource best =
        known != null && known.source.compareTo(source) < 0 ? known.source : source;
    entries = Lazily.forPut(entries);
    entries.put(address, new Entry(best, known == null ? null : known.lastOutcome));
  }

  /** Evicts the oldest address of the least trustworthy source that is not better than this one. */
  private void evictFor(AddressSource source) {
    PeerAddress victim = null;
    AddressSource worst = source;
    for (Map.Entry<PeerAddress, Entry> entry : entries.entrySet()) {
      AddressSource its = entry.getValue().source;
      if (victim == null ? its.compareTo(worst) >= 0 : its.compareTo(worst) > 0) {
        victim = entry.getKey();
        worst = its;
      }
    }
    if (victim != null) {
      entries.remove(victim);
    }
  }

  /** Records how an attempt to reach a known address ended. */
  void onOutcome(PeerAddress address, DialOutcome outcome) {
    Entry known = entries.get(address);
    if (known == null) {
      return;
    }
    if (outcome.kind() == DialOutcome.Kind.REACHED) {
      entries.remove(address);
    }
    entries.put(address, new Entry(known.source, outcome.kind()));
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
