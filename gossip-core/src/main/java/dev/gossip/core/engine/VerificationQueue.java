package dev.gossip.core.engine;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.core.engine.Verification.Copy;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The verifications whose outcome is not known yet. Each peer has a queue of its own, and the
 * queues take turns, so that a flood from one peer does not delay another. Only a few verifications
 * run at a time. Bounded for each peer and in all.
 */
final class VerificationQueue {

  /** Verifications of one peer that depend on the same signature. */
  record SignatureGroup(PeerState from, AuthorId author, ByteString batchSignature) {}

  /** The verifications of one peer that wait for their turn. */
  static final class PeerQueue {
    private final Deque<Verification> waiting = new ArrayDeque<>(1);

    /** Copies that wait here, run, or wait for one that runs. */
    private int copies;
  }

  private final int maxPerPeer;
  private final int maxTotal;
  private final int maxRunning;
  // The queues that are not empty, in the order of their turns. Small, like the other collections
  // here, since an idle node needs none.
  private final Deque<PeerQueue> turns = new ArrayDeque<>(1);
  private final Map<Verification.Key, Verification> running = new LinkedHashMap<>();
  // Never iterated.
  private final Map<SignatureGroup, Verification> leaders = new HashMap<>();

  // Leaving peers share one queue; otherwise a peer that keeps reconnecting under new ids would get
  // extra turns.
  private final PeerQueue leavingQueue = new PeerQueue();
  private final Set<PeerState> leaving = new LinkedHashSet<>();
  private final Queue<PeerState> drained = new ArrayDeque<>(1);
  private int size;
  private int copies;

  VerificationQueue(int maxPerPeer, int maxTotal, int maxRunning) {
    this.maxPerPeer = maxPerPeer;
    this.maxTotal = maxTotal;
    this.maxRunning = maxRunning;
  }

  int size() {
    return size;
  }

  // ---- waiting -------------------------------------------------------------------------------

  /** Adds a verification; returns the one that is dropped for lack of room, possibly itself. */
  @Nullable Verification add(Verification verification) {
    PeerQueue queue = queueOf(verification.from());
    if (verification.from().pendingCopies >= maxPerPeer) {
      return verification;
    }
    Verification dropped = null;
    if (copies >= maxTotal) {
      PeerQueue longest =
          turns.stream().max(Comparator.comparingInt(other -> other.copies)).orElse(queue);
      if (queue.copies >= longest.copies) {
        return verification;
      }
      dropped = longest.waiting.removeLast();
      if (longest.waiting.isEmpty()) {
        turns.remove(longest);
      }
      remove(dropped);
    }
    if (queue.waiting.isEmpty()) {
      turns.add(queue);
    }
    queue.waiting.add(verification);
    queue.copies++;
    verification.from().pendingCopies++;
    copies++;
    size++;
    return dropped;
  }

  /** Removes the verification whose turn it is; null if enough run, or none waits. */
  @Nullable Verification next() {
    PeerQueue queue = running.size() < maxRunning ? turns.poll() : null;
    if (queue == null) {
      return null;
    }
    Verification next = queue.waiting.remove();
    if (!queue.waiting.isEmpty()) {
      turns.add(queue);
    }
    return next;
  }

  private PeerQueue queueOf(PeerState peer) {
    if (peer.leaving) {
      return leavingQueue;
    }
    PeerQueue queue = peer.queue;
    if (queue == null) {
      queue = new PeerQueue();
      peer.queue = queue;
    }
    return queue;
  }

  // ---- running -------------------------------------------------------------------------------

  @Nullable Verification running(Verification.Key key) {
    return running.get(key);
  }

  @Nullable Verification leader(SignatureGroup group) {
    return leaders.get(group);
  }

  void addRunning(Verification verification) {
    running.put(verification.key, verification);
    if (verification.group != null) {
      leaders.put(verification.group, verification);
    }
  }

  void removeRunning(Verification verification) {
    running.remove(verification.key);
    if (verification.group != null) {
      leaders.remove(verification.group);
    }
  }

  /** Makes the copy of one verification wait for another one of the same bytes. */
  void join(Verification same, Verification verification) {
    same.laterCopies.add(verification.first);
    size--;
  }

  /** Removes a verification that neither waits nor runs, and the copies that waited for it. */
  void remove(Verification verification) {
    size--;
    remove(verification.first);
    verification.laterCopies.forEach(this::remove);
  }

  private void remove(Copy copy) {
    PeerState peer = copy.from();
    queueOf(peer).copies--;
    copies--;
    if (--peer.pendingCopies == 0 && peer.leaving) {
      drained.add(peer);
    }
  }

  // ---- leaving peers -------------------------------------------------------------------------

  /** The link to a peer is gone: moves its verifications to the shared queue. */
  void onPeerLeaving(PeerState peer) {
    PeerQueue queue = queueOf(peer);
    peer.leaving = true;
    peer.queue = null;
    leaving.add(peer);
    turns.remove(queue);
    if (leavingQueue.waiting.isEmpty() && !queue.waiting.isEmpty()) {
      turns.add(leavingQueue);
    }
    leavingQueue.waiting.addAll(queue.waiting);
    leavingQueue.copies += queue.copies;
  }

  /** Removes a leaving peer with nothing left to verify; null if there is none. */
  @Nullable PeerState pollDrained() {
    PeerState peer = drained.poll();
    while (peer != null && (peer.pendingCopies > 0 || !leaving.remove(peer))) {
      peer = drained.poll();
    }
    return peer;
  }

  /** The leaving peers, whose messages are still being verified. */
  List<PeerState> leaving() {
    return List.copyOf(leaving);
  }

  /** Drops everything; returns the number of copies dropped. */
  int clear() {
    running.values().forEach(verification -> verification.abandoned = true);
    running.clear();
    leaders.clear();
    turns.clear();
    leavingQueue.waiting.clear();
    leaving.clear();
    drained.clear();
    int abandoned = copies;
    copies = 0;
    size = 0;
    return abandoned;
  }
}
