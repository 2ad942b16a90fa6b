package dev.gossip.repair;

import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.BoundedMap;
import dev.gossip.api.relay.RelayContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The messages that peers have promised and that this node lacks. Each is requested from the peer
 * of which least is requested at the time; if it does not arrive, from another one. A peer that is
 * there and does not send what it promised is reported. When too much is promised, the peer with
 * the most promises loses one, so a few peers cannot shut out those that promise less.
 */
final class MissingMessages {
  /** Promised by one peer and not arrived; the next comparison finds the others. */
  static final int MAX_PER_PEER = 4_096;

  /** Promised and not arrived, in all: about 5 MB; a guess. */
  static final int MAX_IN_ALL = 16_384;

  /** Requested from one peer at the same time; a guess. */
  static final int MAX_REQUESTED = 64;

  /** As {@link Outbox#MAX_SENDS}: a peer sends a message no more often. */
  private static final int TRIES = Outbox.MAX_SENDS;

  /**
   * In all, and from each peer: at a loss of 30 % each way one message in 10^10 needs more. Peers
   * that do not keep their promises must not use up the tries of one that would, but the message
   * may be one that this node does not accept; so there are fewer for the others.
   */
  private static final int MAX_TRIES = 36;

  private static final int MAX_TRIES_AFTERWARDS = 12;

  private static final Duration TIMEOUT = Duration.ofMillis(500);
  private static final int ROUND_TRIPS = 4;
  private static final Duration MAX_ROUND_TRIP = Duration.ofSeconds(3);

  /** For each other one that is requested from the peer: 8 KiB at 1.3 Mbit/s; a guess. */
  private static final Duration TIMEOUT_FOR_EACH = Duration.ofMillis(50);

  /** As long as an announced large message may be requested. */
  private static final Duration MAX_COMING = Duration.ofMinutes(2);

  private static final class Holder {
    final Set<Missing> promised = new LinkedHashSet<>();
    // What the peer has promised and not sent, and how often it was requested.
    final BoundedMap<MessageId, Integer> broken = new BoundedMap<>(MAX_PER_PEER);
    final Tolerance gone = new Tolerance();
    int requested;
    // How many of its promises it has kept.
    long kept;
  }

  private final RelayContext context;
  private final BiPredicate<PeerId, MessageId> mayReveal;
  private final Map<MessageId, Missing> missing = new LinkedHashMap<>();
  private final Map<PeerId, Holder> holders = new LinkedHashMap<>();
  // Those that are requested.
  private final Deadlines<Missing> deadlines;
  // How often those were requested that did not arrive.
  private final BoundedMap<MessageId, Integer> tries = new BoundedMap<>(MAX_IN_ALL);

  // Requests of the current callback, by peer.
  private final Map<PeerId, List<MessageId>> requests = new LinkedHashMap<>();

  /**
   * @param mayReveal whether a peer may know that this node has a message
   */
  MissingMessages(RelayContext context, BiPredicate<PeerId, MessageId> mayReveal) {
    this.context = context;
    this.mayReveal = mayReveal;
    this.deadlines = new Deadlines<>(context, "request again", this::onTimer);
  }

  /** A peer promises a message. Call {@link #flush} afterwards. */
  void onPromised(PeerId peer, MessageId id) {
    if (context.delivered(id)) {
      if (!mayReveal.test(peer, id)) {
        requestForShow(peer, id);
      }
      return;
    }
    if (context.isRefused(id)) {
      return;
    }
    Holder holder = holders.computeIfAbsent(peer, none -> new Holder());
    Missing entry = missing.get(id);
    if (holder.broken.getOrDefault(id, 0) >= triesWithPeer(id)) {
      return;
    }
    boolean isFull = entry == null && missing.size() >= MAX_IN_ALL;
    if (holder.promised.size() >= MAX_PER_PEER || (isFull && !makeRoom(holder))) {
      return;
    }
    if (entry == null) {
      entry = new Missing(id);
      missing.put(id, entry);
    }
    if (entry.holders.putIfAbsent(peer, 0) == null) {
      holder.promised.add(entry);
    }
    request(entry);
  }

  /** Requests a message that the peer must not know this node to have. */
  private void requestForShow(PeerId peer, MessageId id) {
    List<MessageId> ids = requests.computeIfAbsent(peer, none -> new ArrayList<>());
    if (ids.size() < MAX_REQUESTED && !ids.contains(id)) {
      ids.add(id);
    }
  }

  /**
   * Forgets a message that the peer with the most promises has promised.
   *
   * @param holder the one that needs the room
   * @return false if no other peer has promised more, or all that it promised is requested
   */
  private boolean makeRoom(Holder holder) {
    Holder fullest = holder;
    for (Holder other : holders.values()) {
      if (other.promised.size() > fullest.promised.size()) {
        fullest = other;
      }
    }
    if (fullest == holder) {
      return false;
    }
    for (Missing entry : fullest.promised) {
      if (entry.requestedFrom == null) {
        remove(entry);
        return true;
      }
    }
    return false;
  }

  /** How often a message may be requested from one peer that promises it repeatedly. */
  private int triesWithPeer(MessageId id) {
    return tries.getOrDefault(id, 0) < MAX_TRIES ? MAX_TRIES : MAX_TRIES_AFTERWARDS;
  }

  /** Whether a peer was asked for a message that has not arrived. */
  boolean isRequested(PeerId peer, MessageId id) {
    Missing entry = missing.get(id);
    Holder holder = holders.get(peer);
    return (entry != null && entry.holders.getOrDefault(peer, 0) > 0)
        || (holder != null && holder.broken.getOrDefault(id, 0) > 0);
  }

  /** A message has arrived, and is public. */
  void onDelivered(MessageId id) {
    Missing entry = missing.get(id);
    if (entry != null) {
      PeerId from = entry.requestedFrom;
      remove(entry);
      tries.remove(id);
      if (from != null) {
        Holder holder = holders.get(from);
        if (holder != null) {
          holder.kept++;
        }
        requestMoreFrom(from);
        flush();
      }
    }
  }

  /** A peer does not have what it has promised any more. An honest one evicts a few messages. */
  void onGone(PeerId peer, List<MessageId> ids) {
    Holder holder = holders.get(peer);
    if (holder == null) {
      return;
    }
    for (MessageId id : ids) {
      Missing entry = missing.get(id);
      if (entry != null && entry.holders.containsKey(peer)) {
        breakPromise(entry, peer, holder);
        if (holder.gone.isExceededBy(context.nowNanos())) {
          context.report(peer, Misbehaviour.BROKEN_PROMISE);
        }
        request(entry);
      }
    }
    requestMoreFrom(peer);
    flush();
  }

  private void breakPromise(Missing entry, PeerId peer, Holder holder) {
    int requested = Math.max(1, entry.holders.getOrDefault(peer, 0));
    holder.broken.put(entry.id, requested + holder.broken.getOrDefault(entry.id, 0));
    removeHolder(entry, peer);
  }

  void onPeerDown(PeerId peer) {
    Holder holder = holders.get(peer);
    if (holder != null) {
      for (Missing entry : List.copyOf(holder.promised)) {
        removeHolder(entry, peer);
        request(entry);
      }
      holders.remove(peer);
      flush();
    }
  }

  // ---- requests ------------------------------------------------------------------------------

  /** Requests a message, unless it is requested already or all its holders have enough to do. */
  private void request(Missing entry) {
    if (entry.requestedFrom != null) {
      return;
    }
    if (entry.holders.isEmpty()) {
      remove(entry);
      return;
    }
    entry.holders.entrySet().stream()
        .filter(peer -> requestedFrom(peer.getKey()) < MAX_REQUESTED)
        .min(
            Map.Entry.<PeerId, Integer>comparingByValue()
                .thenComparing(peer -> requestedFrom(peer.getKey()), Comparator.naturalOrder()))
        .ifPresent(peer -> request(entry, peer.getKey()));
  }

  private int requestedFrom(PeerId peer) {
    Holder holder = holders.get(peer);
    return holder == null ? 0 : holder.requested;
  }

  private void request(Missing entry, PeerId peer) {
    Holder holder = holders.get(peer);
    if (holder == null) {
      return;
    }
    entry.requestedFrom = peer;
    entry.requestedNanos = context.nowNanos();
    entry.isExtended = false;
    entry.setThen(context.stats(peer), holder.kept);
    entry.holders.merge(peer, 1, Integer::sum);
    tries.put(entry.id, tries.getOrDefault(entry.id, 0) + 1);
    awaitFor(entry, timeout(peer, holder.requested));
    holder.requested++;
    requests.computeIfAbsent(peer, none -> new ArrayList<>()).add(entry.id);
  }

  private void awaitFor(Missing entry, Duration timeout) {
    entry.deadlineNanos = context.nowNanos() + timeout.toNanos();
    deadlines.add(entry.deadlineNanos, entry);
  }

  /**
   * @param others how many messages are requested from the peer, which share the link
   */
  private Duration timeout(PeerId peer, int others) {
    Duration one =
        context
            .stats(peer)
            .roundTrip()
            .map(time -> time.compareTo(MAX_ROUND_TRIP) < 0 ? time : MAX_ROUND_TRIP)
            .map(time -> TIMEOUT.plus(time.multipliedBy(ROUND_TRIPS)))
            .orElse(TIMEOUT.multipliedBy(2));
    return one.plus(TIMEOUT_FOR_EACH.multipliedBy(others));
  }

  private void requestMoreFrom(PeerId peer) {
    Holder holder = holders.get(peer);
    if (holder == null || holder.promised.size() <= holder.requested) {
      return;
    }
    holder.promised.stream()
        .filter(entry -> entry.requestedFrom == null)
        .limit(Math.max(0, MAX_REQUESTED - holder.requested))
        .toList()
        .forEach(entry -> request(entry, peer));
  }

  /** Sends the requests that were made. */
  void flush() {
    requests.forEach(
        (peer, ids) -> {
          int perFrame = Math.max(1, RepairCodec.idsIn(context.maxControlBytes(peer)));
          for (int from = 0; from < ids.size(); from += perFrame) {
            context.sendControl(
                peer,
                RepairCodec.request(ids.subList(from, Math.min(ids.size(), from + perFrame))));
          }
        });
    requests.clear();
    deadlines.setTimer();
  }

  private void onTimer() {
    Set<PeerId> freed = new LinkedHashSet<>();
    deadlines.takeDue().forEach(entry -> onTimeout(entry, freed));
    freed.forEach(this::requestMoreFrom);
    flush();
  }

  private void onTimeout(Missing entry, Set<PeerId> freed) {
    PeerId peer = entry.requestedFrom;
    if (peer == null) {
      return;
    }
    if (context.delivered(entry.id) || context.isRefused(entry.id)) {
      // If it is refused, the peer has sent it all the same.
      freed.add(peer);
      remove(entry);
      return;
    }
    boolean isComing = isComing(entry);
    PeerId other = isComing && entry.isExtended ? anotherFor(entry, peer) : null;
    if (isComing && other == null) {
      // A large message: the peer has answered by announcing it.
      entry.isExtended = true;
      awaitFor(entry, TIMEOUT);
      return;
    }
    entry.requestedFrom = null;
    Holder holder = holders.get(peer);
    if (holder != null) {
      holder.requested--;
      freed.add(peer);
    }
    if (other != null) {
      // Another peer may have announced it, and may be slow or not send it.
      request(entry, other);
      return;
    }
    if (holder != null && entry.holders.getOrDefault(peer, 0) >= TRIES) {
      breakPromise(entry, peer, holder);
      // It was one of those that are requested.
      Misbehaviour fault = entry.fault(context.stats(peer), holder.kept, holder.requested + 1);
      if (fault != null) {
        context.report(peer, fault);
      }
    }
    request(entry);
  }

  /** Whether a peer has announced the message, as long as an announcement counts. */
  private boolean isComing(Missing entry) {
    return context.isComing(entry.id)
        && context.nowNanos() - entry.requestedNanos < MAX_COMING.toNanos();
  }

  /** A holder from which the message was requested less often, and that has time for it. */
  private @Nullable PeerId anotherFor(Missing entry, PeerId peer) {
    int requested = entry.holders.getOrDefault(peer, 0);
    for (Map.Entry<PeerId, Integer> other : entry.holders.entrySet()) {
      if (other.getValue() < requested && requestedFrom(other.getKey()) < MAX_REQUESTED) {
        return other.getKey();
      }
    }
    return null;
  }

  private void removeHolder(Missing entry, PeerId peer) {
    entry.holders.remove(peer);
    Holder holder = holders.get(peer);
    if (holder != null) {
      holder.promised.remove(entry);
      if (peer.equals(entry.requestedFrom)) {
        holder.requested--;
      }
    }
    if (peer.equals(entry.requestedFrom)) {
      entry.requestedFrom = null;
      deadlines.remove(entry.deadlineNanos, entry);
    }
  }

  private void remove(Missing entry) {
    missing.remove(entry.id);
    for (PeerId peer : List.copyOf(entry.holders.keySet())) {
      removeHolder(entry, peer);
    }
  }
}
