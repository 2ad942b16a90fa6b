package dev.gossip.core.engine.verify;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.core.engine.peer.PeerState;
import dev.gossip.core.engine.verify.Verification.Copy;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The verifications whose outcome is not known yet. Each peer has a queue of its own, and the
 * queues take turns, so that a flood from one peer does not delay another. Only a few verifications
 * run at a time. Bounded for each peer and in all, in number and in bytes.
 */
final class VerificationQueue {

  /** A peer may use this fraction of the bytes. */
  private static final int PEER_DIVISOR = 4;

  /**
   * The bounds.
   *
   * @param perPeer copies of one peer
   * @param total copies in all
   * @param totalBytes bytes of messages in all
   */
  record Limits(int perPeer, int total, int totalBytes) {}

  /** Verifications of one peer that depend on the same signature. */
  record SignatureGroup(PeerState from, AuthorId author, ByteString batchSignature) {}

  /** Verifications that wait for their turn: those of one peer, or of all leaving peers. */
  private static final class TurnQueue {
    private final Deque<Verification> waiting = new ArrayDeque<>(1);

    /** Copies that wait here, run, or wait for one that runs. */
    private int copies;
  }

  /** What is left to verify of one peer. */
  private static final class Backlog {
    private TurnQueue queue = new TurnQueue();

    /** Copies of this peer that wait, run, or wait for one that runs. */
    private int copies;

    /** Bytes of the messages of this peer that wait or run. */
    private long bytes;

    /** Runs when nothing is left; null unless the peer is leaving. */
    private @Nullable Runnable afterDrained;
  }

  private final Limits limits;
  private final int maxRunning;
  // The queues that are not empty, in the order of their turns. Small, like the other collections
  // here, since an idle node needs none.
  private final Deque<TurnQueue> turns = new ArrayDeque<>(1);
  private final Map<Verification.Key, Verification> running = new LinkedHashMap<>();
  // Never iterated.
  private final Map<SignatureGroup, Verification> leaders = new HashMap<>();
  // The peers with anything to verify. Never iterated.
  private final Map<PeerState, Backlog> backlogs = new HashMap<>();

  // Leaving peers share one queue; otherwise a peer that keeps reconnecting under new ids would get
  // extra turns.
  private final TurnQueue leavingQueue = new TurnQueue();
  private final Map<PeerState, Backlog> leaving = new LinkedHashMap<>();
  private final Queue<PeerState> drained = new ArrayDeque<>(1);
  private int size;
  private int copies;
  private long bytes;

  VerificationQueue(Limits limits, int maxRunning) {
    this.limits = limits;
    this.maxRunning = maxRunning;
  }

  int size() {
    return size;
  }

  // ---- waiting -------------------------------------------------------------------------------

  /** Adds a verification; returns the one that is dropped for lack of room, possibly itself. */
  @Nullable Verification add(Verification verification) {
    PeerState peer = verification.from();
    Backlog backlog = backlogs.get(peer);
    if (backlog == null) {
      backlog = new Backlog();
    }
    TurnQueue queue = backlog.queue;
    int messageBytes = verification.bytes();
    if (backlog.copies >= limits.perPeer
        || backlog.bytes + messageBytes > limits.totalBytes / PEER_DIVISOR
        || bytes + messageBytes > limits.totalBytes) {
      return verification;
    }
    Verification dropped = null;
    if (copies >= limits.total) {
      TurnQueue longest =
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
    backlog.copies++;
    addBytes(backlog, messageBytes);
    backlogs.put(peer, backlog);
    copies++;
    size++;
    return dropped;
  }

  /** Removes the verification whose turn it is; null if enough run, or none waits. */
  @Nullable Verification next() {
    TurnQueue queue = running.size() < maxRunning ? turns.poll() : null;
    if (queue == null) {
      return null;
    }
    Verification next = queue.waiting.remove();
    if (!queue.waiting.isEmpty()) {
      turns.add(queue);
    }
    return next;
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
    same.addCopy(verification.first);
    size--;
    removeBytes(verification);
  }

  private void addBytes(Backlog backlog, int more) {
    backlog.bytes += more;
    bytes += more;
  }

  private void removeBytes(Verification verification) {
    addBytes(
        requireNonNull(backlogs.get(verification.from()), "a peer without backlog"),
        -verification.bytes());
  }

  /** Removes a verification that neither waits nor runs, and the copies that waited for it. */
  void remove(Verification verification) {
    size--;
    removeBytes(verification);
    remove(verification.first);
    for (Copy copy : verification.laterCopies()) {
      remove(copy);
    }
  }

  private void remove(Copy copy) {
    PeerState peer = copy.from();
    Backlog backlog = requireNonNull(backlogs.get(peer), "a peer without backlog");
    backlog.queue.copies--;
    copies--;
    if (--backlog.copies == 0) {
      if (backlog.afterDrained == null) {
        backlogs.remove(peer);
      } else {
        drained.add(peer);
      }
    }
  }

  // ---- leaving peers -------------------------------------------------------------------------

  /**
   * The link to a peer is gone: moves its verifications to the shared queue.
   *
   * @param afterDrained for {@link #pollDrained}
   * @return false if nothing of this peer is left to verify
   */
  boolean onPeerLeaving(PeerState peer, Runnable afterDrained) {
    Backlog backlog = backlogs.get(peer);
    if (backlog == null) {
      return false;
    }
    TurnQueue own = backlog.queue;
    backlog.queue = leavingQueue;
    backlog.afterDrained = afterDrained;
    leaving.put(peer, backlog);
    turns.remove(own);
    if (leavingQueue.waiting.isEmpty() && !own.waiting.isEmpty()) {
      turns.add(leavingQueue);
    }
    leavingQueue.waiting.addAll(own.waiting);
    leavingQueue.copies += own.copies;
    return true;
  }

  /** Removes a leaving peer with nothing left to verify; returns what to run then, null if none. */
  @Nullable Runnable pollDrained() {
    for (PeerState peer = drained.poll(); peer != null; peer = drained.poll()) {
      Backlog backlog = leaving.get(peer);
      if (backlog != null && backlog.copies == 0) {
        leaving.remove(peer);
        backlogs.remove(peer);
        return backlog.afterDrained;
      }
    }
    return null;
  }

  /** What to run when the leaving peers, whose messages are still being verified, are drained. */
  List<Runnable> afterDrained() {
    return leaving.values().stream().map(backlog -> requireNonNull(backlog.afterDrained)).toList();
  }

  /** Drops everything; returns the number of copies dropped. */
  int clear() {
    running.values().forEach(verification -> verification.abandoned = true);
    running.clear();
    leaders.clear();
    turns.clear();
    leavingQueue.waiting.clear();
    backlogs.clear();
    leaving.clear();
    drained.clear();
    int abandoned = copies;
    copies = 0;
    bytes = 0;
    size = 0;
    return abandoned;
  }
}
