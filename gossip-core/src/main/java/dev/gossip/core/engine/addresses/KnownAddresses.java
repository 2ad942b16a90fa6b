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
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.core.engine.runtime.WallClock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The address book, in memory. On the node's thread. Its tables are made when the first address
 * comes.
 */
public final class KnownAddresses implements AddressBook {
  /** How many anchors are kept. Bitcoin's number. */
  static final int MAX_ANCHORS = 2;

  // Bitcoin gives a fifth of the room to the tried table, in buckets as large as those of the new.
  private static final int TRIED_SHARE = 4;

  private final int capacity;
  private final BookClock clock;
  private final RandomStreams randomStreams;
  private final OwnAddressMarks ownMarks = new OwnAddressMarks();
  private final OpenLinks links = new OpenLinks();
  private final List<PeerAddress> anchors;
  private ByteString secret;
  private @Nullable RandomGenerator generator;
  // Null until an address is proposed, a link is gone, or the book is read while there are links: a
  // large simulation has many nodes that do none of that.
  private @Nullable AddressTables tables;
  private @Nullable PeerAddress own;

  /**
   * Creates a book.
   *
   * @param capacity the maximum number of addresses
   * @param clock of the node
   * @param randomStreams asked once there is something to draw
   * @param saved what is known from an earlier run
   */
  public KnownAddresses(
      int capacity, WallClock clock, RandomStreams randomStreams, SavedAddresses saved) {
    this.capacity = capacity;
    this.clock = new BookClock(clock, saved.addresses());
    this.randomStreams = randomStreams;
    this.secret = saved.secret();
    this.anchors =
        saved.anchors().stream().filter(AddressRules::isUsable).limit(MAX_ANCHORS).toList();
    if (!saved.addresses().isEmpty()) {
      tables().restore(saved.addresses(), now());
    }
  }

  /** The entries; made if there is none. */
  AddressTables tables() {
    AddressTables made = tables;
    if (made == null) {
      if (secret.size() != BucketChoice.SECRET_BYTES) {
        byte[] drawn = new byte[BucketChoice.SECRET_BYTES];
        generator().nextBytes(drawn);
        secret = ByteString.copyFrom(drawn);
      }
      BucketTable tried = new BucketTable(capacity / TRIED_SHARE);
      BucketTable unproven = new BucketTable(capacity - capacity / TRIED_SHARE);
      BucketChoice choice = new BucketChoice(secret, unproven.buckets(), tried.buckets());
      made = new AddressTables(unproven, tried, choice);
      tables = made;
      links.forEach(this::enter);
    }
    return made;
  }

  /** The entries; null if there are none. */
  private @Nullable AddressTables known() {
    return tables == null && !links.isEmpty() ? tables() : tables;
  }

  private RandomGenerator generator() {
    RandomGenerator made = generator;
    if (made == null) {
      made = randomStreams.stream("addresses");
      generator = made;
    }
    return made;
  }

  private long now() {
    return clock.now();
  }

  private @Nullable BookEntry entry(PeerAddress address) {
    return tables == null ? null : tables.find(address);
  }

  // ---- what others say -----------------------------------------------------------------------

  /**
   * Adds an address from this node's configuration or a service.
   *
   * @return false if this or another address was left out, because the book is full
   */
  public boolean propose(PeerAddress address, AddressSource source) {
    return add(address, source, BucketChoice.OWN);
  }

  /**
   * Adds an address that another node named.
   *
   * @param teller the group of the node that named it
   * @return false if this or another address was left out, because there is no room for it
   */
  public boolean proposeFrom(AddressGroup teller, PeerAddress address) {
    return add(address, AddressSource.NODE, teller.name());
  }

  private boolean add(PeerAddress address, AddressSource source, String teller) {
    if (isOwn(address)) {
      return true;
    }
    long now = now();
    // Made first: then a node that is linked at this address is entered already.
    AddressTables book = tables();
    BookEntry known = book.find(address);
    if (known == null) {
      BookEntry entry = new BookEntry(address, source);
      entry.onHeard(now);
      entry.isLinked = links.contains(address);
      return book.add(entry, teller, now);
    }
    boolean isTrusted = source.compareTo(AddressSource.SERVICE) <= 0;
    if (GiveUpRules.isGivenUp(known, now) && (isTrusted || GiveUpRules.mayTryAgain(known, now))) {
      // Maybe it works by now.
      known.forgetFailures();
    }
    if (source.compareTo(known.source) < 0) {
      known.source = source;
    }
    known.onHeard(now);
    book.addTeller(known, teller, generator());
    book.moveToEnd(known);
    return true;
  }

  /** Whether this node itself is at an address. */
  public boolean isOwn(PeerAddress address) {
    return address.equals(own) || ownMarks.contains(address, now());
  }

  // ---- dials and links -----------------------------------------------------------------------

  /** Whether an address may be dialed now; false for those that other nodes name too often. */
  public boolean mayDial(PeerAddress address) {
    BookEntry entry = entry(address);
    if (entry == null) {
      return true;
    }
    tables().probes().forgetOld(now());
    return tables().probes().mayDial(entry);
  }

  /** An address is dialed. */
  public void onDial(PeerAddress address) {
    BookEntry entry = entry(address);
    if (entry != null) {
      entry.lastDialMillis = now();
      tables().probes().forgetOld(entry.lastDialMillis);
      tables().probes().onDial(entry, entry.lastDialMillis);
    }
  }

  /** An attempt to reach an address has ended. */
  public void onOutcome(PeerAddress address, DialOutcome outcome) {
    long now = now();
    BookEntry entry = entry(address);
    if (outcome.kind() == DialOutcome.Kind.SELF && address.isIp()) {
      ownMarks.add(address, now);
      if (entry != null) {
        tables().remove(entry);
      }
    } else if (entry != null) {
      entry.lastOutcome = outcome.kind();
      if (outcome.kind() == DialOutcome.Kind.REACHED) {
        // Only a handshake or onSameNode shows that this node's own dial led there.
        entry.forgetFailures();
        entry.onHeard(now);
        tables().moveToEnd(entry);
      } else {
        tables().onFailed(entry, now);
        if (tables().hasMoved(entry)) {
          tables().remove(entry);
        }
      }
    }
  }

  /**
   * Both ends of a link have accepted the HELLO of the other.
   *
   * @param direction OUTBOUND if this node dialed it: only then the address counts as tried
   */
  public void onHandshake(PeerAddress address, PeerId id, Direction direction) {
    if (!AddressRules.isUsable(address)) {
      return;
    }
    boolean isDialed = direction == Direction.OUTBOUND;
    OpenLinks.Link link = new OpenLinks.Link(address, id, isDialed, false, now());
    links.add(link);
    if (tables != null) {
      enter(link);
    }
  }

  private void enter(OpenLinks.Link link) {
    PeerAddress address = link.address();
    if (entry(address) == null) {
      boolean unused =
          link.isConfigured()
              ? add(address, AddressSource.CONFIGURED, BucketChoice.OWN)
              : add(
                  address,
                  // Somebody named what this node dialed, and the book forgot it since.
                  link.isDialed() ? AddressSource.NODE : AddressSource.DIALER,
                  AddressGroup.of(address).name());
    }
    BookEntry entry = entry(address);
    if (entry != null) {
      entry.isLinked = true;
      entry.id = link.id();
      if (link.isConfigured()) {
        entry.source = AddressSource.CONFIGURED;
      }
      entry.forgetFailures();
      entry.lastHandshakeMillis = link.sinceMillis();
      if (!link.isDialed() && entry.source == AddressSource.NODE) {
        entry.source = AddressSource.DIALER;
      }
      long now = now();
      entry.onHeard(now);
      if (link.isDialed()) {
        tables().onReached(entry, now);
      }
      tables().moveToEnd(entry);
    }
  }

  /** The user named an address to which there is a link. */
  public void setConfigured(PeerAddress address) {
    OpenLinks.Link link = links.setConfigured(address);
    if (link != null && tables != null) {
      enter(link);
    }
  }

  /**
   * The node at an address is linked under another one.
   *
   * @param id of that node
   * @param isReached whether this node dialed the address
   */
  public void onSameNode(PeerAddress address, PeerId id, boolean isReached) {
    BookEntry entry = entry(address);
    if (entry != null) {
      entry.id = id;
      if (isReached) {
        tables().onReached(entry, now());
      }
    }
  }

  /** The link to an address is gone. */
  public void onLinkGone(PeerAddress address) {
    AddressTables known = known();
    links.remove(address);
    BookEntry entry = known == null ? null : known.find(address);
    if (entry != null && entry.isLinked) {
      entry.isLinked = false;
      entry.onHeard(now());
    }
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
    AddressTables known = known();
    if (known == null) {
      return SavedAddresses.NONE;
    }
    // A node that stops while it is cut off still has its anchors at the next start.
    List<PeerAddress> toDialFirst = latestAnchors.isEmpty() ? anchors : latestAnchors;
    return new SavedAddresses(
        secret,
        known.all().stream().map(BookEntry::saved).toList(),
        toDialFirst.stream().filter(AddressRules::isUsable).limit(MAX_ANCHORS).toList());
  }

  // ---- what plugins see ----------------------------------------------------------------------

  @Override
  public Optional<PeerAddress> draw(Draw from) {
    AddressTables known = known();
    if (known == null || known.size() == 0) {
      return Optional.empty();
    }
    long now = now();
    known.settle(now);
    Set<PeerId> linked = links.ids();
    PortChoice ports = new PortChoice(known.all(), now);
    return new DialChoice(
            known,
            generator(),
            entry ->
                mayBeDrawn(entry, linked) && known.probes().mayDial(entry) && ports.isBest(entry),
            now)
        .from(from)
        .map(entry -> entry.address);
  }

  private boolean mayBeDrawn(BookEntry entry, Set<PeerId> linked) {
    return !entry.isLinked
        && (entry.id == null || !linked.contains(entry.id))
        && !isOwn(entry.address);
  }

  @Override
  public List<PeerAddress> toPassOn(int max) {
    AddressTables known = known();
    if (known == null || max <= 0) {
      return List.of();
    }
    long now = now();
    known.settle(now);
    return PassOnChoice.of(
        known.all().stream()
            .filter(entry -> GiveUpRules.mayBePassedOn(entry, now) && !isOwn(entry.address))
            .map(entry -> entry.address)
            .toList(),
        max,
        generator());
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
    AddressTables known = known();
    return Optional.ofNullable(known == null ? null : known.find(address)).map(BookEntry::known);
  }

  @Override
  public List<KnownAddress> latest(int max) {
    AddressTables known = known();
    if (known == null) {
      return List.of();
    }
    List<BookEntry> all = new ArrayList<>(known.all());
    Collections.reverse(all);
    return all.stream().limit(Math.max(0, max)).map(BookEntry::known).toList();
  }

  @Override
  public int size() {
    AddressTables known = known();
    return known == null ? 0 : known.size();
  }
}
