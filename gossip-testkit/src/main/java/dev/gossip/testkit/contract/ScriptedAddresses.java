package dev.gossip.testkit.contract;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressBook;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The address book of a scripted node, with room for a few hundred addresses. */
final class ScriptedAddresses implements AddressBook {
  private static final int CAPACITY = 300;

  private final Map<PeerAddress, Entry> entries = new LinkedHashMap<>();

  private record Entry(AddressSource source, DialOutcome.@Nullable Kind lastOutcome) {}

  void propose(PeerAddress address, AddressSource source) {
    Entry known = entries.remove(address);
    boolean wasBetter = known != null && known.source.compareTo(source) < 0;
    entries.put(address, new Entry(known != null && wasBetter ? known.source : source, null));
    if (entries.size() > CAPACITY) {
      entries.remove(entries.keySet().iterator().next());
    }
  }

  void onOutcome(PeerAddress address, DialOutcome outcome) {
    entries.computeIfPresent(address, (same, entry) -> new Entry(entry.source(), outcome.kind()));
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
    return Optional.ofNullable(entries.get(address)).map(Entry::lastOutcome);
  }

  @Override
  public int size() {
    return entries.size();
  }
}
