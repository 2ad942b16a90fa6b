package dev.gossip.core.engine;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.node.NodeEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a node remembers of messages: the ids for their lifetime, the messages while they fit. */
final class MessageMemory {
  private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);
  private static final long MILLI_NANOS = 1_000_000;

  private final NodeCore core;
  private final EngineLimits limits;
  private final SeenCache seen;
  private final MessageStore store;
  private boolean sweeping;
  private boolean warnedOfEviction;

  MessageMemory(NodeCore core, EngineLimits limits) {
    this.core = core;
    this.limits = limits;
    long salt = core.randomStream("seen").nextLong();
    this.seen = new SeenCache(limits.seenIds(), core.nowNanos(), salt);
    this.store = new MessageStore(limits.storeMessages(), limits.storeBytes(), seen::letGo);
  }

  boolean seen(MessageId id) {
    return seen.contains(id);
  }

  @Nullable GossipMessage find(MessageId id) {
    return seen.held(id);
  }

  void remember(GossipMessage message) {
    long endNanos = endNanos(message);
    int evictedEarly = seen.add(message.id(), endNanos);
    if (evictedEarly > 0) {
      core.drop(Drop.SEEN_EVICTED_EARLY, evictedEarly);
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

  void forget(MessageId id) {
    seen.remove(id);
    store.remove(id);
    count();
  }

  /** When the message could no longer be accepted again, on the monotonic clock. */
  private long endNanos(GossipMessage message) {
    long remainingMillis =
        message.createdMillis()
            + message.lifetimeMillis()
            + limits.clockSkewMillis()
            - core.wallMillis();
    return core.nowNanos() + remainingMillis * MILLI_NANOS;
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
