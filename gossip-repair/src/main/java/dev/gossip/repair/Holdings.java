package dev.gossip.repair;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.relay.RelayContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
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

  private record Held(MessageId id, int bytes, long sinceNanos) {}

  /**
   * What this node has at one moment.
   *
   * @param shown what a peer may know that this node has
   * @param old what this node has made public earlier, or does not store any more
   * @param atNanos when
   */
  record Snapshot(List<MessageId> shown, List<MessageId> old, long atNanos) {}

  private final RelayContext context;
  private final RepairSettings settings;
  private final Deque<Held> held = new ArrayDeque<>();
  private long bytes;

  Holdings(RelayContext context, RepairSettings settings) {
    this.context = context;
    this.settings = settings;
  }

  void add(GossipMessage message) {
    int size = message.signedBytes().size() + message.signature().size();
    held.addLast(new Held(message.id(), size, context.nowNanos()));
    bytes += size;
    removeOld();
  }

  int size() {
    removeOld();
    return held.size();
  }

  private void removeOld() {
    long endNanos = context.nowNanos() - settings.window().plus(MARGIN).toNanos();
    while (!held.isEmpty()
        && (held.getFirst().sinceNanos - endNanos < 0
            || bytes > settings.windowBytes()
            || held.size() > MAX_MESSAGES)) {
      bytes -= held.removeFirst().bytes;
    }
  }

  Snapshot snapshot(Predicate<MessageId> mayShow) {
    removeOld();
    long fromNanos = context.nowNanos() - settings.window().toNanos();
    List<MessageId> shown = new ArrayList<>(held.size());
    List<MessageId> old = new ArrayList<>();
    for (Held entry : held) {
      if (entry.sinceNanos - fromNanos < 0 || context.find(entry.id).isEmpty()) {
        old.add(entry.id);
      } else if (mayShow.test(entry.id)) {
        shown.add(entry.id);
      }
    }
    return new Snapshot(shown, old, context.nowNanos());
  }

  /** What was added after a moment, or at it. */
  List<MessageId> since(long nanos) {
    List<MessageId> added = new ArrayList<>();
    Iterator<Held> newest = held.descendingIterator();
    while (newest.hasNext()) {
      Held entry = newest.next();
      if (entry.sinceNanos - nanos < 0) {
        break;
      }
      added.add(entry.id);
    }
    return added;
  }
}
