package dev.gossip.core.engine.peer;

import dev.gossip.api.PeerId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Nodes by id: a hash table with open addressing and linear probing, which costs a node of a large
 * simulation much less than a map. An attacker may choose ids with equal hashes, but the table
 * holds no more nodes than there are links.
 */
final class NodeSlots {
  private static final int MIN_SLOTS = 8;

  private @Nullable PeerState[] slots = new PeerState[MIN_SLOTS];
  private int size;

  @Nullable PeerState find(PeerId id) {
    return slots[slotOf(id)];
  }

  /** Adds a node; there must be none with its id. */
  void add(PeerState node) {
    if (2 * (size + 1) > slots.length) {
      resize(2 * slots.length);
    }
    slots[slotOf(node.id())] = node;
    size++;
  }

  /** Removes the node with an id, if present, and closes the gap (Knuth 6.4, algorithm R). */
  void remove(PeerId id) {
    int gap = slotOf(id);
    if (slots[gap] == null) {
      return;
    }
    int next = wrapped(gap + 1);
    for (PeerState moved = slots[next]; moved != null; moved = slots[next]) {
      int home = home(moved.id());
      // The node may move into the gap unless its home lies between the gap and its slot.
      if (wrapped(next - home) >= wrapped(next - gap)) {
        slots[gap] = moved;
        gap = next;
      }
      next = wrapped(next + 1);
    }
    slots[gap] = null;
    size--;
  }

  /** All nodes, in no particular order. */
  List<PeerState> all() {
    List<PeerState> all = new ArrayList<>(size);
    for (PeerState node : slots) {
      if (node != null) {
        all.add(node);
      }
    }
    return all;
  }

  /** The slot of the node with an id, or the empty slot where it belongs. */
  private int slotOf(PeerId id) {
    int slot = home(id);
    for (PeerState node = slots[slot]; node != null && !id.equals(node.id()); node = slots[slot]) {
      slot = wrapped(slot + 1);
    }
    return slot;
  }

  private int home(PeerId id) {
    return wrapped(id.hashCode());
  }

  private int wrapped(int slot) {
    return slot & (slots.length - 1);
  }

  private void resize(int count) {
    PeerState[] old = slots;
    slots = new PeerState[count];
    for (PeerState node : old) {
      if (node != null) {
        slots[slotOf(node.id())] = node;
      }
    }
  }
}
