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
  /** What this node knows of a peer's promises, the best first. */
  enum Reliability {
    KEEPS_PROMISES,
    UNKNOWN,
    BREAKS_PROMISES
  }

  /** Older promises count half; a guess. */
  private static final int MOST_PROMISES = 32;

  private final Peer peer;
  private final DiffusionSettings settings;
  // Sets: the values are the keys.
  private final BoundedMap<MessageId, MessageId> known;
  private final BoundedMap<MessageId, MessageId> waiting;
  private final BoundedMap<MessageId, Told> unanswered;
  // What it was told of and has answered, or was given up; and how often it was served.
  private final BoundedMap<MessageId, Integer> told;

  /** What the neighbour has announced, and this node lacks; and how often it was asked for it. */
  final BoundedMap<MessageId, Integer> announced;

  int requestsInFlight;
  @Nullable TimerHandle flush;
  @Nullable TimerHandle repeat;

  // How often it sent what it was asked for, lately, and how often it did not.
  private int promisesKept;
  private int promisesBroken;

  private record Told(int times, long atNanos) {}

  DiffusionLink(Peer peer, DiffusionSettings settings) {
    this.peer = peer;
    this.settings = settings;
    this.known = new BoundedMap<>(settings.knownPerPeer());
    this.waiting = new BoundedMap<>(settings.announcementsPerPeer());
    this.unanswered = new BoundedMap<>(settings.announcementsPerPeer());
    this.told = new BoundedMap<>(settings.knownPerPeer());
    this.announced = new BoundedMap<>(settings.announcementsPerPeer());
  }

  PeerId id() {
    return peer.id();
  }

  void keptPromise() {
    promisesKept++;
    forgetOldPromises();
  }

  void brokePromise() {
    promisesBroken++;
    forgetOldPromises();
  }

  private void forgetOldPromises() {
    if (promisesKept + promisesBroken > MOST_PROMISES) {
      promisesKept /= 2;
      promisesBroken /= 2;
    }
  }

  /**
   * Whether the peer lately sent what it announced more often than it failed to. That a third of
   * all answers is late, as with 20 % loss each way, does not count against it.
   */
  Reliability reliability() {
    int difference = Integer.compare(promisesKept, promisesBroken);
    return difference > 0
        ? Reliability.KEEPS_PROMISES
        : difference == 0 ? Reliability.UNKNOWN : Reliability.BREAKS_PROMISES;
  }

  boolean isInbound() {
    return peer.direction() == Direction.INBOUND;
  }

  /** The neighbour has a message. That alone does not entitle it to get it from here. */
  void knows(MessageId id) {
    waiting.remove(id);
    heard(id);
    if (!told.contains(id)) {
      known.put(id, id);
    }
  }

  /** What the neighbour was told has arrived there. */
  void heard(MessageId id) {
    if (unanswered.remove(id) != null) {
      told.put(id, 0);
    }
  }

  /** Whether the neighbour was told of a message on this link, and so may ask for it. */
  boolean wasTold(MessageId id) {
    return told.contains(id) || unanswered.contains(id);
  }

  /** The neighbour asks for what it was told of; answers false if it has asked too often. */
  boolean serve(MessageId id) {
    heard(id);
    int served = told.getOrDefault(id, 0);
    told.put(id, Math.min(served + 1, settings.tries()));
    return served < settings.tries();
  }

  /** The neighbour is to be told of a message, unless it has it or was told. */
  void offer(MessageId id) {
    if (!known.contains(id) && !wasTold(id)) {
      waiting.put(id, id);
    }
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  boolean awaitsAnswers() {
    return !unanswered.isEmpty();
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
        heard(entry.getKey());
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
