package dev.gossip.core.engine.addresses;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressGroup;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.discovery.KnownAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the address book knows about one address. */
final class BookEntry {
  static final long NO_FAILURE = -1;

  final PeerAddress address;
  final boolean isLocal;
  final boolean isLoopback;
  AddressSource source;
  // Whether there is a link with a node there.
  boolean isLinked;
  // Whether it is in the tried table.
  boolean isTried;
  // The groups that named it, one for each place that it has in the new table.
  List<String> tellers = List.of();
  @Nullable PeerId id;
  long lastHandshakeMillis;
  // When a dial of this node led there last; 0 if none did in this run.
  long lastReachedMillis;
  DialOutcome.@Nullable Kind lastOutcome;
  int failures;
  // How many dials of this node had led anywhere when the last failure was counted.
  long successesAtFailure = NO_FAILURE;
  long lastDialMillis;
  // When it was proposed or reached last.
  long lastHeardMillis;

  BookEntry(PeerAddress address, AddressSource source) {
    this.address = address;
    this.isLocal = AddressGroup.of(address).isLocal();
    this.isLoopback = AddressRules.isLoopback(address);
    this.source = source;
  }

  static BookEntry of(SavedAddresses.Entry saved) {
    KnownAddress known = saved.known();
    BookEntry entry = new BookEntry(known.address(), known.source());
    entry.isTried = known.isTried();
    entry.tellers = saved.tellers();
    entry.id = known.id().orElse(null);
    entry.failures = Math.max(0, known.failures());
    entry.lastHandshakeMillis = BookClock.saved(known.lastHandshakeMillis());
    entry.lastDialMillis = BookClock.saved(saved.lastDialMillis());
    entry.lastHeardMillis = BookClock.saved(saved.lastHeardMillis());
    return entry;
  }

  /**
   * It was proposed or reached. A clock that is set back for a while must not make it old, so the
   * time never becomes an earlier one.
   */
  void onHeard(long nowMillis) {
    lastHeardMillis = Math.max(lastHeardMillis, nowMillis);
  }

  /**
   * A dial has failed. Counts once between two dials that led to any node, as in Bitcoin: while
   * this node is cut off, nothing answers, and that says nothing about an address.
   *
   * @param successes how many dials led to a node so far
   */
  void onFailure(long successes) {
    if (successesAtFailure < successes) {
      successesAtFailure = successes;
      failures++;
    }
  }

  /** It works, or may work by now. */
  void forgetFailures() {
    failures = 0;
    successesAtFailure = NO_FAILURE;
  }

  /** Whether a node was reached there, by dialing or because it dialed this one. */
  boolean wasReached() {
    return isTried || lastHandshakeMillis > 0;
  }

  /** Whether it comes from the user, or from a service that the user chose. */
  boolean isFromOperator() {
    return source.compareTo(AddressSource.SERVICE) <= 0;
  }

  /** Whether only other nodes say that there is a node. */
  boolean isUnproven() {
    return source == AddressSource.NODE && !wasReached();
  }

  KnownAddress known() {
    return new KnownAddress(
        address,
        source,
        isTried,
        Optional.ofNullable(id),
        lastHandshakeMillis,
        Optional.ofNullable(lastOutcome),
        failures);
  }

  SavedAddresses.Entry saved() {
    KnownAddress kept =
        new KnownAddress(
            address,
            source,
            isTried,
            Optional.ofNullable(id),
            lastHandshakeMillis,
            Optional.empty(),
            failures);
    return new SavedAddresses.Entry(kept, tellers, lastDialMillis, lastHeardMillis);
  }
}
