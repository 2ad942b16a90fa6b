package dev.gossip.udp.link;

import org.jspecify.annotations.Nullable;

/**
 * Links by the connection ids that this end gave out. Looked into for every datagram, so it is a
 * plain table of links (open addressing, linear probing): the id stands in the link, which is
 * needed next. The ids are random, and so are their own hashes.
 */
final class ConnectionIds {
  private static final int MIN_SLOTS = 8;

  private @Nullable Link[] slots = new Link[MIN_SLOTS];
  private int size;

  void add(Link link) {
    if (2 * (size + 1) > slots.length) {
      resize(2 * slots.length);
    }
    slots[slotOf(link.localConnectionId)] = link;
    size++;
  }

  @Nullable Link find(long connectionId) {
    return slots[slotOf(connectionId)];
  }

  /** Takes a link out, if it is there, and closes the gap (Knuth 6.4, algorithm R). */
  void remove(Link link) {
    int mask = slots.length - 1;
    int gap = slotOf(link.localConnectionId);
    if (slots[gap] == null) {
      return;
    }
    int next = (gap + 1) & mask;
    for (Link moved = slots[next]; moved != null; moved = slots[next]) {
      int home = (int) moved.localConnectionId & mask;
      // It may move back into the gap unless its own home lies between the gap and its slot.
      if (((next - home) & mask) >= ((next - gap) & mask)) {
        slots[gap] = moved;
        gap = next;
      }
      next = (next + 1) & mask;
    }
    slots[gap] = null;
    size--;
  }

  /** Where the link with this id is, or the free slot where it would be. */
  private int slotOf(long connectionId) {
    int mask = slots.length - 1;
    int slot = (int) connectionId & mask;
    for (Link link = slots[slot];
        link != null && link.localConnectionId != connectionId;
        link = slots[slot]) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void resize(int count) {
    Link[] old = slots;
    slots = new Link[count];
    for (Link link : old) {
      if (link != null) {
        slots[slotOf(link.localConnectionId)] = link;
      }
    }
  }
}
