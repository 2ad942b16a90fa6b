package dev.gossip.core.engine;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import dev.gossip.api.node.NodeEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a node remembers of messages: the ids for their lifetime, the messages while they fit. */
final class MessageHistory {
  private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);
  private static final long MILLI_NANOS = 1_000_000;

  private final NodeServices core;
  private final EngineLimits limits;
  private final SeenCache seen;
  private final StoreOrder store;
  private final AuthorWindows windows;
  private final SeenLogWriter log;
  private boolean sweeping;
  private boolean warnedOfEviction;

  MessageHistory(NodeServices core, EngineLimits limits, SeenLog log) {
    this.core = core;
    this.limits = limits;
    long salt = core.randomStream("seen").nextLong();
    this.seen = new SeenCache(limits.seenIds(), core.nowNanos(), salt);
    this.store = new StoreOrder(limits.storeMessages(), limits.storeBytes(), seen::letGo);
    this.windows = new AuthorWindows(limits.replayAuthors());
    this.log = new SeenLogWriter(core, log);
    log.restore(this::restore);
  }

  private void restore(MessageId id, long endMillis) {
    long leftMillis = endMillis - core.wallMillis();
    if (leftMillis >= 0) {
      // It was accepted before now, so this is the latest that it can say it was made.
      long createdMillis = core.wallMillis() + limits.clockSkewMillis();
      seen.add(id, core.nowNanos() + leftMillis * MILLI_NANOS, createdMillis);
      windows.missUntil(createdMillis);
      count();
      if (!sweeping) {
        sweepLater();
      }
    }
  }

  boolean seen(MessageId id) {
    return seen.contains(id);
  }

  @Nullable GossipMessage find(MessageId id) {
    return seen.held(id);
  }

  void remember(GossipMessage message) {
    long endNanos = endNanos(message);
    int evictedEarly = seen.add(message.id(), endNanos, message.createdMillis());
    if (evictedEarly > 0) {
      core.drop(DropReason.SEEN_EVICTED_EARLY, evictedEarly);
      // What can no longer be found would only keep others out.
      store.keepOnly(seen::contains);
      warnOfEvictionOnce();
    }
    seen.hold(message);
    core.counters().add(Metric.STORE_EVICTIONS, store.add(message, endNanos));
    count();
    if (!sweeping) {
      sweepLater();
    }
  }

  /** Notes that a message that was remembered is not going to be forgotten again. */
  void confirm(GossipMessage message) {
    if (!message.author().isNone()) {
      MessageId other = windows.record(message);
      if (other != null) {
        core.counters().increment(Metric.EQUIVOCATIONS);
        core.emit(
            new NodeEvent.Equivocation(message.author(), message.sequence(), other, message.id()));
      }
    }
  }

  /** A message that was remembered is public from now on. */
  void release(MessageId id) {
    store.release(id);
  }

  /** Records a message, so that after a restart it is not taken for new. */
  void writeDown(GossipMessage message) {
    log.append(message.id(), endMillis(message));
  }

  /** Writes to disk what was recorded; events that wait for it go out. */
  void flush() {
    log.flush();
  }

  void close() {
    log.close();
  }

  /**
   * Whether a message whose id is not there may have been accepted before: its id may be among
   * those that had to go early. Of who writes without a name nothing more is known.
   */
  boolean mayHaveForgotten(GossipMessage message) {
    return message.createdMillis() <= seen.lostUntilMillis()
        && !message.author().isNone()
        && windows.mayHaveSeen(message);
  }

  void forget(MessageId id) {
    seen.remove(id);
    store.remove(id);
    count();
  }

  /** When the message could no longer be accepted again, on the monotonic clock. */
  private long endNanos(GossipMessage message) {
    return core.nowNanos() + (endMillis(message) - core.wallMillis()) * MILLI_NANOS;
  }

  /** One skew more than is accepted: this node's own clock may be set right in the meantime. */
  private long endMillis(GossipMessage message) {
    return message.createdMillis() + message.lifetimeMillis() + 2 * limits.clockSkewMillis();
  }

  private void warnOfEvictionOnce() {
    if (!warnedOfEviction) {
      warnedOfEviction = true;
      core.emit(
          new NodeEvent.Warning(
              limits.seenIds()
                  + " message ids are remembered and more came, so old messages could be taken"
                  + " for new ones",
              "raise gossip.seen-ids or shorten gossip.lifetime"));
    }
  }

  private void sweepLater() {
    sweeping = true;
    core.schedule(SWEEP_INTERVAL, "forget expired messages", this::sweep);
  }

  private void sweep() {
    sweeping = false;
    seen.expire(core.nowNanos());
    store.expire(core.nowNanos());
    count();
    if (seen.size() > 0 || store.size() > 0) {
      sweepLater();
    }
  }

  private void count() {
    core.counters().set(Metric.SEEN_IDS, seen.size());
    core.counters().set(Metric.STORED_MESSAGES, store.size());
  }
}
