package dev.gossip.udp.table;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of links with open addressing and linear probing. Keys are stored in the links
 * themselves, so an entry costs only a few bytes; a simulation has many nodes.
 */
abstract class LinkSlots {
  private static final int MIN_SLOTS = 8;

  // Shared by the tables without links: one empty slot, where every search ends.
  private static final @Nullable Link[] NO_LINKS = new Link[1];

  private @Nullable Link[] slots = NO_LINKS;
  private int size;

  /** Hash of the key of a link; must not change while the link is in the table. */
  abstract int hashOf(Link link);

  final void add(Link link) {
    if (2 * (size + 1) > slots.length) {
      resize(Math.max(MIN_SLOTS, 2 * slots.length));
    }
    slots[slotOf(link)] = link;
    size++;
  }

  final int size() {
    return size;
  }

  /** Removes a link, if present, and closes the gap (Knuth 6.4, algorithm R). */
  final void remove(Link link) {
    int gap = slotOf(link);
    if (slots[gap] == null) {
      return;
    }
    int next = nextSlot(gap);
    for (Link moved = slots[next]; moved != null; moved = slots[next]) {
      int home = home(hashOf(moved));
      // The link may move into the gap unless its home lies between the gap and its slot.
      if (home(next - home) >= home(next - gap)) {
        slots[gap] = moved;
        gap = next;
      }
      next = nextSlot(next);
    }
    slots[gap] = null;
    size--;
  }

  /** The slot where the search for a hash starts; it ends at the first empty slot. */
  final int home(int hash) {
    return hash & (slots.length - 1);
  }

  /** The slot to probe next. */
  final int nextSlot(int slot) {
    return home(slot + 1);
  }

  final @Nullable Link linkAt(int slot) {
    return slots[slot];
  }

  /** All links, in no particular order. */
  final List<Link> all() {
    List<Link> all = new ArrayList<>(size);
    for (Link link : slots) {
      if (link != null) {
        all.add(link);
      }
    }
    return all;
  }

  /** The slot of a link, or the empty slot where it belongs. */
  private int slotOf(Link link) {
    int slot = home(hashOf(link));
    while (slots[slot] != null && slots[slot] != link) {
      slot = nextSlot(slot);
    }
    return slot;
  }

  private void resize(int count) {
    Link[] old = slots;
    slots = new Link[count];
    for (Link link : old) {
      if (link != null) {
        slots[slotOf(link)] = link;
      }
    }
  }
}
