package dev.gossip.udp.link;

import org.jspecify.annotations.Nullable;

/**
 * Links in a plain table (open addressing, linear probing). What they are looked up by stands in
 * the link, so a link costs a few bytes here; there are many nodes in one simulation.
 */
abstract class LinkSlots {
  private static final int MIN_SLOTS = 8;

  private @Nullable Link[] slots = new Link[MIN_SLOTS];
  private int size;

  /** The hash of what links are looked up by; the same as long as the link is in the table. */
  abstract int hashOf(Link link);

  final void add(Link link) {
    if (2 * (size + 1) > slots.length) {
      resize(2 * slots.length);
    }
    slots[slotOf(link)] = link;
    size++;
  }

  /** Takes a link out, if it is there, and closes the gap (Knuth 6.4, algorithm R). */
  final void remove(Link link) {
    int gap = slotOf(link);
    if (slots[gap] == null) {
      return;
    }
    int next = after(gap);
    for (Link moved = slots[next]; moved != null; moved = slots[next]) {
      int home = home(hashOf(moved));
      // It may move back into the gap unless its own home lies between the gap and its slot.
      if (home(next - home) >= home(next - gap)) {
        slots[gap] = moved;
        gap = next;
      }
      next = after(next);
    }
    slots[gap] = null;
    size--;
  }

  /** Where the search for a hash begins; it ends at the first slot without a link. */
  final int home(int hash) {
    return hash & (slots.length - 1);
  }

  /** Where the search goes on. */
  final int after(int slot) {
    return home(slot + 1);
  }

  final @Nullable Link in(int slot) {
    return slots[slot];
  }

  /** Where this link is, or the free slot where it would be. */
  private int slotOf(Link link) {
    int slot = home(hashOf(link));
    while (slots[slot] != null && slots[slot] != link) {
      slot = after(slot);
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
