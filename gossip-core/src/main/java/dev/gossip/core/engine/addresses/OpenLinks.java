package dev.gossip.core.engine.addresses;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The links of this node, by address. Arrays: they are searched only when a link comes or goes, and
 * cost a node of a large simulation much less than a map, or an object for each link.
 */
final class OpenLinks {
  private static final int FIRST_CAPACITY = 4;

  /** Bits for what is known besides the time, in the same word. */
  private static final int FLAGS = 2;

  private static final int DIALED = 1;
  private static final int CONFIGURED = 2;

  // In the order in which the links came up.
  private PeerAddress[] addresses = {};
  private PeerId[] ids = {};
  private long[] timesAndFlags = {};
  private int size;

  /**
   * A link.
   *
   * @param address of the node there
   * @param id of the node there
   * @param isDialed whether this node dialed it
   * @param isConfigured whether the user named the address
   * @param sinceMillis when the handshake was
   */
  record Link(
      PeerAddress address, PeerId id, boolean isDialed, boolean isConfigured, long sinceMillis) {}

  /** Adds a link, or replaces that with the same address. */
  void add(Link link) {
    int place = placeOf(link.address());
    if (place < 0) {
      if (size == ids.length) {
        resize(Math.max(FIRST_CAPACITY, size + size / 4));
      }
      place = size++;
    }
    addresses[place] = link.address();
    ids[place] = link.id();
    int flags = (link.isDialed() ? DIALED : 0) | (link.isConfigured() ? CONFIGURED : 0);
    timesAndFlags[place] = link.sinceMillis() << FLAGS | flags;
  }

  private void resize(int capacity) {
    addresses = Arrays.copyOf(addresses, capacity);
    ids = Arrays.copyOf(ids, capacity);
    timesAndFlags = Arrays.copyOf(timesAndFlags, capacity);
  }

  private Link at(int place) {
    long word = timesAndFlags[place];
    return new Link(
        addresses[place],
        ids[place],
        (word & DIALED) != 0,
        (word & CONFIGURED) != 0,
        word >> FLAGS);
  }

  /** The user named an address; returns its link, null if there is none. */
  @Nullable Link setConfigured(PeerAddress address) {
    int place = placeOf(address);
    if (place < 0) {
      return null;
    }
    timesAndFlags[place] |= CONFIGURED;
    return at(place);
  }

  void remove(PeerAddress address) {
    int place = placeOf(address);
    if (place >= 0) {
      size--;
      int after = size - place;
      System.arraycopy(addresses, place + 1, addresses, place, after);
      System.arraycopy(ids, place + 1, ids, place, after);
      System.arraycopy(timesAndFlags, place + 1, timesAndFlags, place, after);
      // So that nothing is kept that is gone.
      resize(size);
    }
  }

  boolean contains(PeerAddress address) {
    return placeOf(address) >= 0;
  }

  private int placeOf(PeerAddress address) {
    for (int i = 0; i < size; i++) {
      if (addresses[i].equals(address)) {
        return i;
      }
    }
    return -1;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The ids of the linked nodes. */
  Set<PeerId> ids() {
    Set<PeerId> linked = new HashSet<>();
    for (int i = 0; i < size; i++) {
      linked.add(ids[i]);
    }
    return linked;
  }

  /** The links in the order in which they came up. */
  void forEach(Consumer<Link> action) {
    for (int i = 0; i < size; i++) {
      action.accept(at(i));
    }
  }
}
