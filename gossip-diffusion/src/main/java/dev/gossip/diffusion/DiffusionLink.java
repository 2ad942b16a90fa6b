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

/** The state that diffusion keeps for one peer while its link is up. */
final class DiffusionLink {
  /** How often a peer sends what it announced, best first. An announcement is a promise to send. */
  enum Reliability {
    KEEPS_PROMISES,
    UNKNOWN,
    BREAKS_PROMISES
  }

  /** With more promises than this, both counts are halved, so that old ones fade; a guess. */
  private static final int MAX_PROMISES = 32;

  private final Peer peer;
  private final DiffusionSettings settings;
  // Used as sets: each value is its key.
  private final BoundedMap<MessageId, MessageId> known;
  private final BoundedMap<MessageId, MessageId> queued;
  private final BoundedMap<MessageId, Announcement> unanswered;
  // Announced to the peer and answered or given up; the value counts how often it was requested.
  private final BoundedMap<MessageId, Integer> settled;

  /** Announced by the peer and missing here; the value counts how often it was requested. */
  final BoundedMap<MessageId, Integer> announcedByPeer;

  int requestsInFlight;
  @Nullable TimerHandle flush;
  @Nullable TimerHandle repeat;

  // How often the peer recently sent a requested message, and how often it did not.
  private int promisesKept;
  private int promisesBroken;

  private record Announcement(int times, long atNanos) {}

  DiffusionLink(Peer peer, DiffusionSettings settings) {
    this.peer = peer;
    this.settings = settings;
    this.known = new BoundedMap<>(settings.knownPerPeer());
    this.queued = new BoundedMap<>(settings.announcementsPerPeer());
    this.unanswered = new BoundedMap<>(settings.announcementsPerPeer());
    this.settled = new BoundedMap<>(settings.knownPerPeer());
    this.announcedByPeer = new BoundedMap<>(settings.announcementsPerPeer());
  }

  PeerId id() {
    return peer.id();
  }

  void recordKeptPromise() {
    promisesKept++;
    fadeOldPromises();
  }

  void recordBrokenPromise() {
    promisesBroken++;
    fadeOldPromises();
  }

  private void fadeOldPromises() {
    if (promisesKept + promisesBroken > MAX_PROMISES) {
      promisesKept /= 2;
      promisesBroken /= 2;
    }
  }

  /**
   * Returns whether the peer recently sent what it announced more often than it failed to. At 20 %
   * loss each way a third of the answers arrive late, which does not count against the peer.
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

  /** Records that the peer has a message. That alone does not allow it to request the message. */
  void markKnown(MessageId id) {
    queued.remove(id);
    markAnswered(id);
    if (!settled.contains(id)) {
      known.put(id, id);
    }
  }

  /** Whether the peer has sent or announced a message that was not announced to it. */
  boolean isKnownToPeer(MessageId id) {
    return known.contains(id);
  }

  /** Records that the peer has answered an announcement. */
  void markAnswered(MessageId id) {
    if (unanswered.remove(id) != null) {
      settled.put(id, 0);
    }
  }

  /** Returns whether a message was announced on this link, so that the peer may request it. */
  boolean wasAnnouncedToPeer(MessageId id) {
    return settled.contains(id) || unanswered.contains(id);
  }

  /** Records a request of the peer; returns false if it has requested the message too often. */
  boolean recordRequest(MessageId id) {
    markAnswered(id);
    int requests = settled.getOrDefault(id, 0);
    settled.put(id, Math.min(requests + 1, settings.tries()));
    return requests < settings.tries();
  }

  /** Queues the announcement of a message unless the peer has it or it was announced. */
  void queueAnnouncement(MessageId id) {
    if (!known.contains(id) && !wasAnnouncedToPeer(id)) {
      queued.put(id, id);
    }
  }

  boolean hasQueued() {
    return !queued.isEmpty();
  }

  boolean hasUnanswered() {
    return !unanswered.isEmpty();
  }

  /** Takes the oldest queued announcements, sorted by id so as to hide the order of arrival. */
  List<MessageId> nextBatch(long nowNanos) {
    int size = Math.min(DiffusionRelay.MAX_BATCH, settings.batch() + queued.size() / 1_000 * 5);
    List<MessageId> batch = queued.keys().stream().limit(size).sorted().toList();
    for (MessageId id : batch) {
      queued.remove(id);
      unanswered.put(id, new Announcement(1, nowNanos));
    }
    return batch;
  }

  /** Returns the announcements to repeat; gives up those that were sent often enough. */
  List<MessageId> nextRepeats(long nowNanos) {
    List<MessageId> due = new ArrayList<>();
    for (Map.Entry<MessageId, Announcement> entry : List.copyOf(unanswered.entries())) {
      Announcement announcement = entry.getValue();
      if (nowNanos - announcement.atNanos < settings.retry().toNanos()) {
        continue;
      }
      if (announcement.times < settings.tries()) {
        unanswered.put(entry.getKey(), new Announcement(announcement.times + 1, nowNanos));
        due.add(entry.getKey());
      } else {
        markAnswered(entry.getKey());
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
