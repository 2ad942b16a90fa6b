package dev.gossip.udp.fragment;

import com.google.protobuf.ByteString;
import dev.gossip.api.node.DropReason;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Puts the frames together that the links of a node receive in parts. What it keeps is bounded for
 * each link and in total; every stored byte and object counts. Memory is allocated for what has
 * arrived, never for what a fragment claims. When the total is reached, the link that holds most
 * gives up a frame, so one peer cannot displace the frames of others that hold less. Every
 * operation takes logarithmic time, apart from time that is proportional to the data.
 *
 * <p>Time is monotonic, in nanoseconds. A gap of more than a second between two calls counts as a
 * second, so what waited in the socket while the node stood still is not too late. Not thread-safe.
 */
public final class Reassemblies {
  /** How long a finished frame is remembered: its late parts are duplicates. */
  static final long FINISHED_NANOS = 60_000_000_000L;

  /** Finished frames remembered for each link. */
  static final int MAX_FINISHED = 256;

  private static final long MAX_STEP_NANOS = 1_000_000_000L;

  private final ReassemblyLimits limits;
  private final FrameHashes hashes;
  private final Consumer<DropReason> drops;

  // Never iterated: its order is undefined.
  private final Map<Object, PeerReassemblies> peers = new HashMap<>();
  private final TreeSet<PeerReassemblies> peersBySize =
      new TreeSet<>(
          Comparator.<PeerReassemblies>comparingInt(peer -> peer.bytes)
              .thenComparingLong(peer -> peer.number));
  private final LinkedHashSet<Reassembly> byStart = new LinkedHashSet<>();
  private final LinkedHashSet<Reassembly> byLastPart = new LinkedHashSet<>();
  private final LinkedHashSet<PeerReassemblies.Finished> finished = new LinkedHashSet<>();
  private long peersCreated;
  private int bytes;
  private boolean hasTime;
  private long latestNanos;
  // Time that counts; starts at 0.
  private long clockNanos;

  /**
   * @param drops is called for every fragment that is refused and every frame that is given up
   */
  public Reassemblies(ReassemblyLimits limits, FrameHashes hashes, Consumer<DropReason> drops) {
    this.limits = limits;
    this.hashes = hashes;
    this.drops = drops;
  }

  /** Adds a fragment that has arrived on a link, which is compared by {@code equals}. */
  public AddedFragment add(Object link, ReceivedFragment fragment, long nowNanos) {
    expire(nowNanos);
    if (!isValid(fragment)) {
      return faulty();
    }
    PeerReassemblies peer = peers.get(link);
    if (peer == null) {
      peer = addPeer(link);
    } else if (peer.finished.containsKey(fragment.transfer())) {
      return AddedFragment.DUPLICATE;
    }
    Reassembly frame = peer.unfinished.get(fragment.transfer());
    if (frame == null) {
      frame = start(peer, fragment);
    } else if (frame.frameBytes != fragment.frameBytes()) {
      return faulty();
    }
    int size = fragment.data().size();
    int arrivedUnits = frame.arrivedUnits(fragment.offset(), size);
    if (arrivedUnits == Reassembly.units(size)) {
      return AddedFragment.DUPLICATE;
    }
    if (arrivedUnits > 0) {
      drops.accept(DropReason.BAD_FRAGMENT);
      return AddedFragment.OVERLAP;
    }
    return addNew(frame, fragment);
  }

  private boolean isValid(ReceivedFragment fragment) {
    int frameBytes = fragment.frameBytes();
    int size = fragment.data().size();
    int offset = fragment.offset();
    return frameBytes <= limits.maxFrameBytes()
        && size > 0
        && size <= frameBytes
        && offset >= 0
        && offset <= frameBytes - size
        && offset % FragmentCodec.UNIT_BYTES == 0
        && (size % FragmentCodec.UNIT_BYTES == 0 || offset + size == frameBytes);
  }

  private AddedFragment faulty() {
    drops.accept(DropReason.BAD_FRAGMENT);
    return AddedFragment.FAULTY;
  }

  private AddedFragment addNew(Reassembly frame, ReceivedFragment fragment) {
    PeerReassemblies peer = frame.owner;
    int before = frame.bytes();
    frame.store(fragment.offset(), fragment.data());
    resize(peer, frame.bytes() - before);
    if (frame.isComplete()) {
      return finish(frame);
    }
    frame.lastPartNanos = clockNanos;
    byLastPart.remove(frame);
    byLastPart.add(frame);
    peer.unfinished.remove(frame.id);
    peer.unfinished.put(frame.id, frame);
    makeRoom(peer);
    // It is the last one that its peer gives up.
    return peer.unfinished.containsKey(frame.id) ? AddedFragment.NEW : AddedFragment.NO_ROOM;
  }

  private AddedFragment finish(Reassembly frame) {
    ByteString bytes = frame.frame();
    PeerReassemblies peer = frame.owner;
    if (!hashes.of(bytes).equals(frame.id.hash())) {
      remove(frame);
      return faulty();
    }
    if (peer.finished.size() == MAX_FINISHED) {
      forgetFinished(first(peer.finished.values()));
    }
    var end = new PeerReassemblies.Finished(peer, frame.id, clockNanos);
    peer.finished.put(frame.id, end);
    finished.add(end);
    resize(peer, PeerReassemblies.FINISHED_BYTES);
    remove(frame);
    makeRoom(peer);
    return AddedFragment.complete(bytes);
  }

  /** Gives up the frames whose time is over. */
  public void expire(long nowNanos) {
    if (hasTime) {
      clockNanos += Math.max(0, Math.min(MAX_STEP_NANOS, nowNanos - latestNanos));
    }
    hasTime = true;
    latestNanos = nowNanos;
    while (!byStart.isEmpty() && waitNanos() <= 0) {
      Reassembly oldest = first(byStart);
      boolean isOld = clockNanos - oldest.startNanos >= limits.totalNanos();
      giveUp(isOld ? oldest : first(byLastPart), DropReason.FRAGMENTS_INCOMPLETE);
    }
    while (!finished.isEmpty() && clockNanos - first(finished).nanos >= FINISHED_NANOS) {
      forgetFinished(first(finished));
    }
  }

  /**
   * The time after the latest call in which time came in, after which {@link #expire} is to be
   * called; at most a second, Long.MAX_VALUE if no frame is unfinished.
   */
  public long waitNanos() {
    if (byStart.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long untilOld = first(byStart).startNanos + limits.totalNanos() - clockNanos;
    long untilIdle = first(byLastPart).lastPartNanos + limits.idleNanos() - clockNanos;
    return Math.min(MAX_STEP_NANOS, Math.min(untilOld, untilIdle));
  }

  /** Gives up everything of a link that has ended. */
  public void forget(Object link) {
    PeerReassemblies peer = peers.get(link);
    if (peer != null) {
      while (!peer.unfinished.isEmpty()) {
        giveUp(first(peer.unfinished.values()), DropReason.FRAGMENTS_INCOMPLETE);
      }
      while (!peer.finished.isEmpty()) {
        forgetFinished(first(peer.finished.values()));
      }
    }
  }

  /** Memory in use. */
  public int bytes() {
    return bytes;
  }

  /** Memory in use for one link. */
  int bytes(Object link) {
    PeerReassemblies peer = peers.get(link);
    return peer == null ? 0 : peer.bytes;
  }

  /** The number of frames that are not complete yet. */
  public int count() {
    return byStart.size();
  }

  private PeerReassemblies addPeer(Object link) {
    PeerReassemblies peer = new PeerReassemblies(link, peersCreated++);
    peers.put(link, peer);
    peersBySize.add(peer);
    resize(peer, PeerReassemblies.OBJECT_BYTES);
    return peer;
  }

  private Reassembly start(PeerReassemblies peer, ReceivedFragment fragment) {
    var frame = new Reassembly(peer, fragment.transfer(), fragment.frameBytes(), clockNanos);
    peer.unfinished.put(frame.id, frame);
    byStart.add(frame);
    byLastPart.add(frame);
    resize(peer, frame.bytes());
    if (peer.unfinished.size() > limits.maxPerPeer()) {
      giveUp(first(peer.unfinished.values()), DropReason.FRAGMENTS_EVICTED);
    }
    return frame;
  }

  /** Makes the bytes of a peer that has grown, and the sum of all, fit the limits. */
  private void makeRoom(PeerReassemblies grown) {
    while (grown.bytes > limits.bytesPerPeer()) {
      evictFrom(grown);
    }
    while (bytes > limits.bytesTotal()) {
      evictFrom(peersBySize.last());
    }
  }

  private void evictFrom(PeerReassemblies peer) {
    if (peer.unfinished.isEmpty()) {
      forgetFinished(first(peer.finished.values()));
    } else {
      giveUp(first(peer.unfinished.values()), DropReason.FRAGMENTS_EVICTED);
    }
  }

  private void giveUp(Reassembly frame, DropReason reason) {
    remove(frame);
    drops.accept(reason);
  }

  private void remove(Reassembly frame) {
    byStart.remove(frame);
    byLastPart.remove(frame);
    frame.owner.unfinished.remove(frame.id);
    resize(frame.owner, -frame.bytes());
    removeIfEmpty(frame.owner);
  }

  private void forgetFinished(PeerReassemblies.Finished frame) {
    finished.remove(frame);
    frame.owner.finished.remove(frame.id);
    resize(frame.owner, -PeerReassemblies.FINISHED_BYTES);
    removeIfEmpty(frame.owner);
  }

  private void removeIfEmpty(PeerReassemblies peer) {
    if (peer.isEmpty()) {
      resize(peer, -PeerReassemblies.OBJECT_BYTES);
      peersBySize.remove(peer);
      peers.remove(peer.link);
    }
  }

  private void resize(PeerReassemblies peer, int difference) {
    peersBySize.remove(peer);
    peer.bytes += difference;
    peersBySize.add(peer);
    bytes += difference;
  }

  private static <T> T first(Collection<T> elements) {
    return elements.iterator().next();
  }
}
