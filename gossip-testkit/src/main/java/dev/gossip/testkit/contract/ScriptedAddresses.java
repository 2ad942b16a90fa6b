package dev.gossip.testkit.contract;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressBook;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.discovery.KnownAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The address book of a scripted node, with room for a few hundred addresses. */
final class ScriptedAddresses implements AddressBook {
  private static final int CAPACITY = 300;

  private final Map<PeerAddress, KnownAddress> entries = new LinkedHashMap<>();
  private int drawn;

  void propose(PeerAddress address, AddressSource source) {
    KnownAddress known = entries.remove(address);
    boolean wasBetter = known != null && known.source().compareTo(source) < 0;
    entries.put(
        address,
        new KnownAddress(
            address,
            known != null && wasBetter ? known.source() : source,
            known != null && known.isTried(),
            Optional.empty(),
            0,
            Optional.empty(),
            0));
    if (entries.size() > CAPACITY) {
      entries.remove(entries.keySet().iterator().next());
    }
  }

  void onOutcome(PeerAddress address, DialOutcome outcome) {
    boolean reached = outcome.kind() == DialOutcome.Kind.REACHED;
    entries.computeIfPresent(
        address,
        (same, known) ->
            new KnownAddress(
                address,
                known.source(),
                known.isTried() || reached,
                known.id(),
                reached ? 1 : known.lastHandshakeMillis(),
                Optional.of(outcome.kind()),
                reached ? 0 : known.failures() + 1));
  }

  /** All of them in turn. */
  @Override
  public Optional<PeerAddress> draw(Draw from) {
    List<PeerAddress> found =
        entries.values().stream()
            .filter(known -> from == Draw.ANY || !known.isTried())
            .map(KnownAddress::address)
            .toList();
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(found.get(Math.floorMod(drawn++, found.size())));
  }

  @Override
  public List<PeerAddress> toPassOn(int max) {
    return entries.values().stream()
        .filter(known -> known.lastHandshakeMillis() > 0)
        .map(KnownAddress::address)
        .limit(Math.max(0, max))
        .toList();
  }

  @Override
  public List<PeerAddress> anchors() {
    return List.of();
  }

  @Override
  public Optional<PeerAddress> ownAddress() {
    return Optional.empty();
  }

  @Override
  public Optional<KnownAddress> find(PeerAddress address) {
    return Optional.ofNullable(entries.get(address));
  }

  @Override
  public List<KnownAddress> latest(int max) {
    List<KnownAddress> all = new ArrayList<>(entries.values());
    Collections.reverse(all);
    return List.copyOf(all.subList(0, Math.min(Math.max(0, max), all.size())));
  }

  @Override
  public int size() {
    return entries.size();
  }
}
