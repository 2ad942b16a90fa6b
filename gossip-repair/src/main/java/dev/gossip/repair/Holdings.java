package dev.gossip.repair;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.relay.RelayContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The messages that this node has made public lately, oldest first. They are kept a little longer
 * than they are shown to peers: a peer that received one later still shows it, and this node would
 * take it for missing.
 */
final class Holdings {
  private static final Duration MARGIN = Duration.ofSeconds(10);

  /** As the default of {@code gossip.store-messages}; a larger set takes long to go through. */
  static final int MAX_MESSAGES = 131_072;

  private static final int MIN_CAPACITY = 64;

  /**
   * What this node has at one moment.
   *
   * @param shown what a peer may know that this node has
   * @param old what this node has made public earlier, or does not store any more
   * @param refused those of the shown that this node refuses, see {@link RefusedThere}
   * @param atNanos when
   */
  record Snapshot(
      List<MessageId> shown, List<MessageId> old, Set<MessageId> refused, long atNanos) {

    Snapshot(List<MessageId> shown, List<MessageId> old, long atNanos) {
      this(shown, old, Collections.emptySet(), atNanos);
    }

    /** The same with messages that count as shown, though this node refuses them. */
    Snapshot with(Set<MessageId> others) {
      if (others.isEmpty()) {
        return this;
      }
      List<MessageId> all = new ArrayList<>(shown.size() + others.size());
      all.addAll(shown);
      all.addAll(others);
      return new Snapshot(all, old, others, atNanos);
    }
  }

  private final RelayContext context;
  private final long windowNanos;
  private final long keptNanos;
  private final long maxBytes;
  // A ring in parallel arrays, whose capacity is a power of two, with four words for each id.
  // Without objects that live for minutes: at high rates these are a burden to the collector.
  // Without room before the first message: a large simulation has many nodes.
  private long[] idWords = {};
  private long[] sinceNanos = {};
  private int[] sizes = {};
  private int first;
  private int count;
  // The oldest messages that are not stored any more; they are not looked up again.
  private int gone;
  private long bytes;

  Holdings(RelayContext context, RepairSettings settings) {
    this.context = context;
    this.windowNanos = settings.window().toNanos();
    this.keptNanos = settings.window().plus(MARGIN).toNanos();
    this.maxBytes = settings.windowBytes();
  }

  void add(GossipMessage message) {
    if (count == sizes.length) {
      resize(Math.max(MIN_CAPACITY, 2 * sizes.length));
    }
    int place = place(count++);
    int size = message.signedSize() + message.signature().size();
    for (int word = 0; word < 4; word++) {
      idWords[4 * place + word] = message.id().word(word);
    }
    sinceNanos[place] = context.nowNanos();
    sizes[place] = size;
    bytes += size;
    if (bytes > maxBytes || count > MAX_MESSAGES) {
      removeOld();
    }
  }

  int size() {
    removeOld();
    return count;
  }

  private int place(int index) {
    return (first + index) & (sizes.length - 1);
  }

  private MessageId id(int place) {
    int word = 4 * place;
    return MessageId.ofWords(
        idWords[word], idWords[word + 1], idWords[word + 2], idWords[word + 3]);
  }

  private void resize(int capacity) {
    long[] words = new long[4 * capacity];
    long[] since = new long[capacity];
    int[] bytesOf = new int[capacity];
    for (int i = 0; i < count; i++) {
      int place = place(i);
      System.arraycopy(idWords, 4 * place, words, 4 * i, 4);
      since[i] = sinceNanos[place];
      bytesOf[i] = sizes[place];
    }
    idWords = words;
    sinceNanos = since;
    sizes = bytesOf;
    first = 0;
  }

  /** Also gives back memory after a burst. */
  private void removeOld() {
    long endNanos = context.nowNanos() - keptNanos;
    while (count > 0
        && (sinceNanos[first] - endNanos < 0 || bytes > maxBytes || count > MAX_MESSAGES)) {
      bytes -= sizes[first];
      first = place(1);
      count--;
      gone = Math.max(0, gone - 1);
    }
    int capacity = sizes.length;
    while (count < capacity / 4 && capacity > MIN_CAPACITY) {
      capacity /= 2;
    }
    if (capacity < sizes.length) {
      resize(capacity);
    }
  }

  Snapshot snapshot(Predicate<MessageId> mayShow) {
    removeOld();
    while (gone < count && context.find(id(place(gone))).isEmpty()) {
      gone++;
    }
    long fromNanos = context.nowNanos() - windowNanos;
    List<MessageId> shown = new ArrayList<>(count);
    List<MessageId> old = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      MessageId id = id(place(i));
      boolean isOld = i < gone || sinceNanos[place(i)] - fromNanos < 0;
      GossipMessage stored = isOld ? null : context.find(id).orElse(null);
      if (stored == null) {
        old.add(id);
      } else if (mayShow.test(id)) {
        // The same object for all snapshots: there is one for each peer.
        shown.add(stored.id());
      }
    }
    return new Snapshot(shown, old, context.nowNanos());
  }

  /** What was added after a moment, or at it. */
  List<MessageId> since(long nanos) {
    List<MessageId> added = new ArrayList<>();
    for (int i = count - 1; i >= 0 && sinceNanos[place(i)] - nanos >= 0; i--) {
      added.add(id(place(i)));
    }
    return added;
  }
}
