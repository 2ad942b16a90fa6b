package dev.gossip.diffusion;

import dev.gossip.api.Direction;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.relay.BoundedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What diffusion keeps of one neighbour while it is up. */
final class DiffusionLink {
  private final Peer peer;
  private final DiffusionSettings settings;
  // Sets: the values are the keys.
  private final BoundedMap<MessageId, MessageId> known;
  private final BoundedMap<MessageId, MessageId> waiting;
  private final BoundedMap<MessageId, Told> unanswered;

  /** What the neighbour has announced, and this node lacks; and how often it was asked for it. */
  final BoundedMap<MessageId, Integer> announced;

  int requestsInFlight;
  @Nullable TimerHandle flush;
  @Nullable TimerHandle repeat;

  private record Told(int times, long atNanos) {}

  DiffusionLink(Peer peer, DiffusionSettings settings) {
    this.peer = peer;
    this.settings = settings;
    this.known = new BoundedMap<>(settings.knownPerPeer());
    this.waiting = new BoundedMap<>(settings.announcementsPerPeer());
    this.unanswered = new BoundedMap<>(settings.announcementsPerPeer());
    this.announced = new BoundedMap<>(settings.announcementsPerPeer());
  }

  PeerId id() {
    return peer.id();
  }

  boolean isInbound() {
    return peer.direction() == Direction.INBOUND;
  }

  /** The neighbour has a message, or will ask for it if it wants to. */
  void knows(MessageId id) {
    known.put(id, id);
    waiting.remove(id);
    unanswered.remove(id);
  }

  /** Whether the neighbour may ask for a message. */
  boolean mayAskFor(MessageId id) {
    return known.contains(id) || unanswered.get(id) != null;
  }

  /** The neighbour is to be told of a message, unless it has it or was told. */
  void offer(MessageId id) {
    if (!mayAskFor(id)) {
      waiting.put(id, id);
    }
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  boolean awaitsSomething() {
    return !unanswered.isEmpty() || !announced.isEmpty();
  }

  /**
   * What to tell now: those that wait longest, ordered by id so as not to show which came first.
   */
  List<MessageId> nextBatch(long nowNanos) {
    int size = Math.min(DiffusionRelay.MAX_BATCH, settings.batch() + waiting.size() / 1_000 * 5);
    List<MessageId> batch = waiting.keys().stream().limit(size).sorted().toList();
    for (MessageId id : batch) {
      waiting.remove(id);
      unanswered.put(id, new Told(1, nowNanos));
    }
    return batch;
  }

  /** What to tell again; what was told often enough is given up. */
  List<MessageId> nextRepeats(long nowNanos) {
    List<MessageId> due = new ArrayList<>();
    for (Map.Entry<MessageId, Told> entry : List.copyOf(unanswered.entries())) {
      Told told = entry.getValue();
      if (nowNanos - told.atNanos < settings.retry().toNanos()) {
        continue;
      }
      if (told.times < settings.tries()) {
        unanswered.put(entry.getKey(), new Told(told.times + 1, nowNanos));
        due.add(entry.getKey());
      } else {
        unanswered.remove(entry.getKey());
      }
    }
    return due;
  }

  void stopTimers() {
    if (flush != null) {
      flush.cancel();
    }
    if (repeat != null) {
      repeat.cancel();
    }
  }
}
