package dev.gossip.core.engine.memory;

import dev.gossip.api.GossipMessage;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The messages that can still be served to others, bounded in number and in bytes. The oldest are
 * evicted first, and embargoed ones after all public ones, because this node may be the only one
 * that has them.
 *
 * <p>Each message has a slot; the slots form two lists in the order of eviction. A message leaves
 * without a search and without being touched. Its entry in {@link SeenCache} may still have the
 * slot; so a slot has the number of its entry, and is valid only for that one.
 */
final class MessageStore {
  private static final int NONE = IdEntries.NONE;

  // The size of an entry without the encoded bytes: objects, ids, the slot. Measured,
  // approximately, on a 64-bit JVM with compressed references.
  private static final int ENTRY_BYTES = 400;

  // The lists are circular. Each has a slot without a message between its last and its first one.
  private static final int RELEASED = 0;
  private static final int EMBARGOED = 1;
  private static final int LISTS = 2;
  private static final int FIRST_SLOTS = 8;

  // The fields of a slot.
  private static final int FIELDS = 4;
  private static final int PREVIOUS = 0;
  private static final int NEXT = 1;
  private static final int ENTRY = 2;

  /** Negative once the message is released. */
  private static final int BYTES = 3;

  private static final @Nullable GossipMessage[] NO_MESSAGES = {};
  private static final int[] NO_FIELDS = {};
  private static final long[] NO_ENDS = {};

  private final int maxMessages;
  private final long maxBytes;
  // No slots while there are no messages, as in most nodes of a large, idle network.
  private @Nullable GossipMessage[] messages = NO_MESSAGES;
  private int[] fields = NO_FIELDS;
  private long[] endNanos = NO_ENDS;
  private int createdSlots;
  private int firstFree = NONE;
  private int size;
  private long bytes;
  // A lower bound: the message that ends first may have been removed.
  private long earliestEndNanos;

  MessageStore(int maxMessages, long maxBytes) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  int size() {
    return size;
  }

  /**
   * Stores an embargoed message as the newest one; returns its slot. The caller has to call {@link
   * #evictExcess}.
   *
   * @param entry the message's entry in {@link SeenCache}
   */
  int add(GossipMessage message, int entry, long messageEndNanos) {
    if (size == 0 || messageEndNanos - earliestEndNanos < 0) {
      earliestEndNanos = messageEndNanos;
    }
    int slot = takeSlot();
    int messageBytes = ENTRY_BYTES + message.signedSize() + message.signature().size();
    messages[slot] = message;
    endNanos[slot] = messageEndNanos;
    fields[slot * FIELDS + ENTRY] = entry;
    fields[slot * FIELDS + BYTES] = messageBytes;
    append(EMBARGOED, slot);
    bytes += messageBytes;
    size++;
    return slot;
  }

  /** Evicts messages until the limits hold; returns how many. The newest one is kept. */
  int evictExcess() {
    int evicted = 0;
    while (size > maxMessages || (bytes > maxBytes && size > 1)) {
      int oldest = next(RELEASED);
      remove(oldest == RELEASED ? next(EMBARGOED) : oldest);
      evicted++;
    }
    return evicted;
  }

  /** The message of an entry that was stored in a slot; null if it is no longer there. */
  @Nullable GossipMessage find(int slot, int entry) {
    return holds(slot, entry) ? messages[slot] : null;
  }

  /** Ends the embargo of a message. Does nothing if it has ended or the message is gone. */
  void release(int slot, int entry) {
    if (holds(slot, entry) && fields[slot * FIELDS + BYTES] > 0) {
      fields[slot * FIELDS + BYTES] *= -1;
      unlink(slot);
      append(RELEASED, slot);
    }
  }

  /** Removes a message. Does nothing if it is no longer there. */
  void remove(int slot, int entry) {
    if (holds(slot, entry)) {
      remove(slot);
    }
  }

  private boolean holds(int slot, int entry) {
    return slot != NONE && slot < createdSlots && fields[slot * FIELDS + ENTRY] == entry;
  }

  /** Removes the messages whose entries are gone. */
  void keepOnly(EntryCheck check) {
    removeIf(slot -> !check.isOf(fields[slot * FIELDS + ENTRY], slot));
  }

  /** Whether an entry exists and its message was stored in a slot. */
  @FunctionalInterface
  interface EntryCheck {
    boolean isOf(int entry, int slot);
  }

  /** Evicts expired messages. Costs nothing before the first one expires. */
  void expire(long nowNanos) {
    if (size == 0 || earliestEndNanos - nowNanos >= 0) {
      return;
    }
    removeIf(slot -> endNanos[slot] - nowNanos < 0);
    // The clock may start anywhere, so ends compare by their distance from now.
    long earliestLeftNanos = Long.MAX_VALUE;
    for (int list = 0; list < Math.min(LISTS, createdSlots); list++) {
      for (int slot = next(list); slot != list; slot = next(slot)) {
        earliestLeftNanos = Math.min(earliestLeftNanos, endNanos[slot] - nowNanos);
      }
    }
    earliestEndNanos = nowNanos + earliestLeftNanos;
  }

  private void removeIf(IntPredicate condition) {
    for (int list = 0; list < LISTS && size > 0; list++) {
      int slot = next(list);
      while (slot != list && size > 0) {
        int next = next(slot);
        if (condition.test(slot)) {
          remove(slot);
        }
        slot = next;
      }
    }
  }

  private void remove(int slot) {
    unlink(slot);
    bytes -= Math.abs(fields[slot * FIELDS + BYTES]);
    messages[slot] = null;
    fields[slot * FIELDS + ENTRY] = NONE;
    fields[slot * FIELDS + NEXT] = firstFree;
    firstFree = slot;
    size--;
    if (size == 0) {
      clear();
    }
  }

  private void clear() {
    messages = NO_MESSAGES;
    fields = NO_FIELDS;
    endNanos = NO_ENDS;
    createdSlots = 0;
    firstFree = NONE;
  }

  private int takeSlot() {
    if (firstFree != NONE) {
      int slot = firstFree;
      firstFree = next(slot);
      return slot;
    }
    if (createdSlots == messages.length) {
      int slots = Math.max(FIRST_SLOTS, 2 * messages.length);
      messages = Arrays.copyOf(messages, slots);
      fields = Arrays.copyOf(fields, slots * FIELDS);
      endNanos = Arrays.copyOf(endNanos, slots);
    }
    while (createdSlots < LISTS) {
      setPrevious(createdSlots, createdSlots);
      setNext(createdSlots, createdSlots);
      fields[createdSlots * FIELDS + ENTRY] = NONE;
      createdSlots++;
    }
    return createdSlots++;
  }

  // ---- lists ---------------------------------------------------------------------------------

  private void append(int list, int slot) {
    int last = fields[list * FIELDS + PREVIOUS];
    setNext(last, slot);
    setPrevious(slot, last);
    setNext(slot, list);
    setPrevious(list, slot);
  }

  private void unlink(int slot) {
    int previous = fields[slot * FIELDS + PREVIOUS];
    int next = next(slot);
    setNext(previous, next);
    setPrevious(next, previous);
  }

  private int next(int slot) {
    return fields[slot * FIELDS + NEXT];
  }

  private void setNext(int slot, int next) {
    fields[slot * FIELDS + NEXT] = next;
  }

  private void setPrevious(int slot, int previous) {
    fields[slot * FIELDS + PREVIOUS] = previous;
  }
}
