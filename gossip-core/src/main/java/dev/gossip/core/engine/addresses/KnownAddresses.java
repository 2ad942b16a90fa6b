package dev.gossip.core.engine.addresses;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressBook;
import dev.gossip.api.discovery.AddressGroup;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.discovery.KnownAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The address book, in memory. */
public final class KnownAddresses implements AddressBook {
  private static final long DAY_MILLIS = 86_400_000;

  private final int capacity;
  private final LongSupplier wallMillis;
  private final Supplier<RandomGenerator> random;
  private final Map<PeerAddress, KnownAddress> entries = new LinkedHashMap<>(0);
  private final Set<PeerAddress> linked = new TreeSet<>();
  private final List<PeerAddress> anchors;
  private @Nullable PeerAddress own;

  /**
   * Creates a book.
   *
   * @param capacity the maximum number of addresses
   * @param wallMillis the node's clock, milliseconds since 1970
   * @param random asked once there is something to draw
   * @param saved what is known from an earlier run
   */
  public KnownAddresses(
      int capacity,
      LongSupplier wallMillis,
      Supplier<RandomGenerator> random,
      SavedAddresses saved) {
    this.capacity = capacity;
    this.wallMillis = wallMillis;
    this.random = random;
    this.anchors = saved.anchors();
    saved.addresses().forEach(entry -> entries.put(entry.known().address(), entry.known()));
  }

  /**
   * Adds an address from this node's configuration or a service.
   *
   * @return false if this or another address was left out, because the book is full
   */
  public boolean propose(PeerAddress address, AddressSource source) {
    KnownAddress known = entries.remove(address);
    boolean isFull = known == null && entries.size() >= capacity;
    if (isFull) {
      entries.remove(entries.keySet().iterator().next());
    }
    boolean wasBetter = known != null && known.source().compareTo(source) < 0;
    entries.put(
        address,
        known == null
            ? new KnownAddress(address, source, false, Optional.empty(), 0, Optional.empty(), 0)
            : new KnownAddress(
                address,
                wasBetter ? known.source() : source,
                known.isTried(),
                known.id(),
                known.lastHandshakeMillis(),
                known.lastOutcome(),
                known.failures()));
    return !isFull;
  }

  /**
   * Adds an address that another node named.
   *
   * @param teller the group of the node that named it
   * @return false if this or another address was left out, because there is no room for it
   */
  public boolean proposeFrom(AddressGroup teller, PeerAddress address) {
    return propose(address, AddressSource.NODE);
  }

  /** Whether an address may be dialed now; false for those that other nodes name too often. */
  public boolean mayDial(PeerAddress address) {
    return true;
  }

  /** An address is dialed. */
  public void onDial(PeerAddress address) {}

  /** An attempt to reach an address has ended. */
  public void onOutcome(PeerAddress address, DialOutcome outcome) {
    KnownAddress known = entries.get(address);
    if (known != null) {
      boolean reached = outcome.kind() == DialOutcome.Kind.REACHED;
      entries.put(
          address,
          new KnownAddress(
              address,
              known.source(),
              known.isTried() || reached,
              known.id(),
              known.lastHandshakeMillis(),
              Optional.of(outcome.kind()),
              reached ? 0 : known.failures() + 1));
    }
  }

  /** Both ends of a link have accepted the HELLO of the other. */
  public void onHandshake(PeerAddress address, PeerId id, Direction direction) {
    if (!address.isIp()) {
      return;
    }
    boolean unused = propose(address, AddressSource.DIALER);
    KnownAddress known = entries.get(address);
    if (known != null) {
      entries.put(
          address,
          new KnownAddress(
              address,
              known.source(),
              known.isTried() || direction == Direction.OUTBOUND,
              Optional.of(id),
              wallMillis.getAsLong(),
              known.lastOutcome(),
              0));
    }
    linked.add(address);
  }

  /** The link to an address is gone. */
  public void onLinkGone(PeerAddress address) {
    linked.remove(address);
  }

  /**
   * Sets the address at which others reach this node; it is not dialed and not passed on.
   *
   * @param address null if it is not known
   */
  public void setOwnAddress(@Nullable PeerAddress address) {
    own = address;
  }

  /**
   * What is to be kept.
   *
   * @param latestAnchors the nodes to dial first at the next start
   */
  public SavedAddresses toSave(List<PeerAddress> latestAnchors) {
    return new SavedAddresses(
        ByteString.EMPTY,
        entries.values().stream()
            .map(known -> new SavedAddresses.Entry(known, List.of(), 0))
            .toList(),
        latestAnchors);
  }

  @Override
  public Optional<PeerAddress> draw(Draw from) {
    List<PeerAddress> found =
        entries.values().stream()
            .filter(known -> from == Draw.ANY || !known.isTried())
            .map(KnownAddress::address)
            .filter(address -> !linked.contains(address) && !address.equals(own))
            .toList();
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(found.get(random.get().nextInt(found.size())));
  }

  @Override
  public List<PeerAddress> toPassOn(int max) {
    long since = wallMillis.getAsLong() - DAY_MILLIS;
    List<PeerAddress> found = new ArrayList<>();
    for (KnownAddress known : entries.values()) {
      if (known.lastHandshakeMillis() > since) {
        found.add(known.address());
      }
    }
    for (int i = found.size() - 1; i > 0; i--) {
      Collections.swap(found, i, random.get().nextInt(i + 1));
    }
    return List.copyOf(found.subList(0, Math.min(Math.max(0, max), found.size())));
  }

  @Override
  public List<PeerAddress> anchors() {
    return anchors;
  }

  @Override
  public Optional<PeerAddress> ownAddress() {
    return Optional.ofNullable(own);
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
