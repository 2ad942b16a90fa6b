package dev.gossip.core.engine.memory;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.spec.EngineLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a node remembers of messages: the ids for their lifetime, the contents while they fit. */
public final class MessageHistory {
  private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);
  private static final long MILLI_NANOS = 1_000_000;

  // Longer than the lifetime of any message.
  private static final long REFUSED_MILLIS = Duration.ofDays(1).toMillis();

  // Empty until the first message, and shared: most nodes of a large, idle network never have one.
  private static final SeenCache NO_IDS = new SeenCache(1, 0, 0);
  private static final MessageStore NO_MESSAGES = new MessageStore(1, 1);
  private static final AuthorWindows NO_AUTHORS = new AuthorWindows(1);

  private final NodeServices services;
  private final EngineLimits limits;
  private final long originNanos;
  private SeenCache seen = NO_IDS;
  private MessageStore store = NO_MESSAGES;
  private AuthorWindows authorWindows = NO_AUTHORS;
  // Null if nothing is recorded.
  private final @Nullable SeenLogWriter log;
  // Null before the first.
  private @Nullable RefusedMessages refused;
  private boolean sweepScheduled;
  private boolean warnedOfEviction;

  public MessageHistory(NodeServices services, EngineLimits limits, SeenLog log) {
    this.services = services;
    this.limits = limits;
    this.originNanos = services.nowNanos();
    this.log = log == SeenLog.NONE ? null : new SeenLogWriter(services, log);
    log.restore(this::restore);
  }

  /** Makes room for messages of this node. */
  @SuppressWarnings("ReferenceEquality") // the shared ones
  private void ensureRoom() {
    if (seen == NO_IDS) {
      long salt = services.randomStream("seen").nextLong();
      seen = new SeenCache(limits.seenIds(), originNanos, salt);
      store = new MessageStore(limits.storeMessages(), limits.storeBytes());
      authorWindows = new AuthorWindows(limits.replayAuthors());
    }
  }

  private void restore(MessageId id, long endMillis) {
    long leftMillis = endMillis - services.wallMillis();
    if (leftMillis >= 0) {
      // It was accepted before now, so its creation time cannot be later than this.
      long createdMillis = services.wallMillis() + limits.clockSkewMillis();
      ensureRoom();
      seen.add(id, services.nowNanos() + leftMillis * MILLI_NANOS, createdMillis);
      authorWindows.markIncompleteUntil(createdMillis);
      updateGauges();
      if (!sweepScheduled) {
        scheduleSweep();
      }
    }
  }

  /** Loads from memory what a look-up of an id of these bytes will need. */
  public void touch(byte[] id) {
    seen.touch(id);
  }

  /** Loads from memory what a look-up of an id will need. */
  public void touch(MessageId id) {
    seen.touch(id);
  }

  public boolean seen(MessageId id) {
    return seen.contains(id);
  }

  /** Whether the message with an id of these bytes was accepted. */
  public boolean seen(byte[] id) {
    return seen.find(id) != SeenCache.NONE;
  }

  public @Nullable GossipMessage find(MessageId id) {
    return stored(seen.find(id));
  }

  /** The stored message with an id of these bytes; null if there is none. */
  public @Nullable GossipMessage find(byte[] id) {
    return stored(seen.find(id));
  }

  private @Nullable GossipMessage stored(int entry) {
    return entry == SeenCache.NONE ? null : store.find(seen.storeSlot(entry), entry);
  }

  public void remember(GossipMessage message) {
    ensureRoom();
    long endNanos = endNanos(message);
    int evictedEarly = seen.add(message.id(), endNanos, message.createdMillis());
    if (evictedEarly > 0) {
      services.drop(DropReason.SEEN_EVICTED_EARLY, evictedEarly);
      // A message is found by its id, so one whose id is gone only takes up room.
      store.keepOnly((entry, slot) -> seen.storeSlot(entry) == slot);
      warnOfEvictionOnce();
    }
    if (refused != null) {
      refused.remove(message.id());
    }
    int entry = seen.find(message.id());
    // Removed first, so that it is the newest again.
    store.remove(seen.storeSlot(entry), entry);
    seen.setStoreSlot(entry, store.add(message, entry, endNanos));
    services.counters().add(Metric.STORE_EVICTIONS, store.evictExcess());
    updateGauges();
    if (!sweepScheduled) {
      scheduleSweep();
    }
  }

  /** A remembered message will not be forgotten again: records its sequence number. */
  public void confirm(GossipMessage message) {
    if (!message.author().isNone()) {
      ensureRoom();
      MessageId other = authorWindows.record(message);
      if (other != null) {
        services.counters().increment(Metric.EQUIVOCATIONS);
        services.emit(
            new NodeEvent.Equivocation(message.author(), message.sequence(), other, message.id()));
      }
    }
  }

  /** Ends the embargo of a remembered message. */
  public void release(MessageId id) {
    int entry = seen.find(id);
    if (entry != SeenCache.NONE) {
      store.release(seen.storeSlot(entry), entry);
    }
  }

  /** A remembered message will never be delivered. */
  public void giveUp(MessageId id) {
    seen.giveUp(id);
  }

  /** Whether a message is remembered that will never be delivered. */
  public boolean isGivenUp(MessageId id) {
    return seen.isGivenUp(id);
  }

  /** A copy arrived and was not accepted, for a reason that holds for all copies. */
  public void refuse(MessageId id) {
    refuse(id, REFUSED_MILLIS);
  }

  /**
   * A copy arrived and was not accepted, for a reason that holds for all copies.
   *
   * @param millis how long the reason holds
   */
  public void refuse(MessageId id, long millis) {
    long atMost = Math.min(millis, REFUSED_MILLIS);
    if (refused == null) {
      refused = new RefusedMessages();
    }
    refused.add(id, services.nowNanos() + atMost * MILLI_NANOS);
  }

  /** Whether another copy of a message is of no use; see {@code RelayContext.isRefused}. */
  public boolean isRefused(MessageId id) {
    return (refused != null && refused.contains(id, services.nowNanos())) || isGivenUp(id);
  }

  /** Appends a message to the seen log, so that it does not count as new after a restart. */
  public void appendToLog(GossipMessage message) {
    if (log != null) {
      log.append(message.id(), endMillis(message));
    }
  }

  /** Writes the seen log to disk and passes on the events that wait for it. */
  public void flush() {
    if (log != null) {
      log.flush();
    }
  }

  public void close() {
    if (log != null) {
      log.close();
    }
  }

  /**
   * Whether a message whose id is unknown may have been accepted before, since its id may have been
   * evicted early. False for messages without an author, of which no sequence numbers are kept.
   */
  public boolean mayHaveForgotten(GossipMessage message) {
    return message.createdMillis() <= seen.evictedUntilMillis()
        && !message.author().isNone()
        && authorWindows.mayHaveSeen(message);
  }

  public void forget(MessageId id) {
    int entry = seen.find(id);
    if (entry != SeenCache.NONE) {
      store.remove(seen.storeSlot(entry), entry);
      seen.remove(id);
    }
    updateGauges();
  }

  /** When the message can no longer be accepted, on the monotonic clock. */
  private long endNanos(GossipMessage message) {
    return services.nowNanos() + (endMillis(message) - services.wallMillis()) * MILLI_NANOS;
  }

  /** One skew later than messages are accepted, since this node's own clock may be corrected. */
  private long endMillis(GossipMessage message) {
    return message.createdMillis() + message.lifetimeMillis() + 2 * limits.clockSkewMillis();
  }

  private void warnOfEvictionOnce() {
    if (!warnedOfEviction) {
      warnedOfEviction = true;
      services.emit(
          new NodeEvent.Warning(
              "more than "
                  + limits.seenIds()
                  + " message ids came within their lifetime, so old messages may be accepted"
                  + " again",
              "raise gossip.seen-ids or shorten gossip.lifetime"));
    }
  }

  private void scheduleSweep() {
    sweepScheduled = true;
    services.schedule(SWEEP_INTERVAL, "forget expired messages", this::sweep);
  }

  private void sweep() {
    sweepScheduled = false;
    seen.expire(services.nowNanos());
    store.expire(services.nowNanos());
    updateGauges();
    if (seen.size() > 0 || store.size() > 0) {
      scheduleSweep();
    }
  }

  private void updateGauges() {
    services.counters().set(Metric.SEEN_IDS, seen.size());
    services.counters().set(Metric.STORED_MESSAGES, store.size());
  }
}
