package dev.gossip.udp.fragment;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.Priority;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The frames that one link sends in parts. Each part is sent again until it is acknowledged. The
 * caller bounds the bytes: it looks at {@link #bytes()} before it adds a frame. Time is monotonic,
 * in nanoseconds. Not thread-safe. A link needs this object only while it has such frames.
 *
 * <p>Frames under way take turns, part by part. Their number is bounded, so that they fit the
 * {@linkplain ReassemblyLimits#DEFAULTS budget} that the receiver has for this link, and the first
 * ones arrive early; the others wait, and those of different priority start in turns.
 */
public final class OutgoingFragments {
  /** A frame without progress is given up after this time. */
  public static final long GIVE_UP_NANOS = 30_000_000_000L;

  /** Half of what a receiver keeps by default. */
  static final int MAX_ACTIVE = 32;

  /**
   * Larger ones follow one after the other, so that each takes as little time as it can: a receiver
   * waits for a frame for a minute. A guess.
   */
  static final int MAX_ACTIVE_BYTES = 256 << 10;

  /** Frames up to this size, such as announcements, do not count towards that. */
  private static final int SMALL_BYTES = 1_024;

  /** The frames of one priority. */
  private static final class Lane {
    final ArrayDeque<Transfer> waiting = new ArrayDeque<>(0);

    /** Of those that wait and those that are active. */
    int bytes;
  }

  private final FrameHashes hashes;
  private final Map<Priority, Lane> lanes = new EnumMap<>(Priority.class);
  // The same; the one whose frame starts next first.
  private final ArrayDeque<Lane> turns = new ArrayDeque<>();
  private final List<Transfer> active = new ArrayList<>();
  // Those of the active transfers that have something to send; the next one first.
  private final ArrayDeque<Transfer> ready = new ArrayDeque<>();
  // Of all that are active or wait.
  private final Set<FrameHash> unfinished = new HashSet<>();
  private int activeBytes;

  public OutgoingFragments(FrameHashes hashes) {
    this.hashes = hashes;
    for (Priority priority : Priority.values()) {
      Lane lane = new Lane();
      lanes.put(priority, lane);
      turns.addLast(lane);
    }
  }

  /**
   * Adds a frame. Returns false if the same frame is being sent already: then nothing changes.
   *
   * @param frame not empty, and at most {@link FragmentCodec#MAX_FRAME_BYTES}
   */
  public boolean add(ByteString frame, Priority priority, long nowNanos) {
    if (frame.isEmpty() || frame.size() > FragmentCodec.MAX_FRAME_BYTES) {
      throw new IllegalArgumentException("a frame of " + frame.size() + " bytes");
    }
    FrameHash hash = hashes.of(frame);
    // Parts of a second transfer might overlap those of the first one.
    if (!unfinished.add(hash)) {
      return false;
    }
    Lane lane = lane(priority);
    lane.waiting.addLast(new Transfer(frame, hash, priority));
    lane.bytes += frame.size();
    startWaiting(nowNanos);
    return true;
  }

  /** Whether a part waits to be sent. */
  public boolean hasNext() {
    return !ready.isEmpty();
  }

  /**
   * Takes the next part to be sent, for the first time or again. The caller must later call {@link
   * #onAcked} or {@link #onLost} for it.
   *
   * @param maxDataBytes room for data; {@link FragmentCodec#maxDataBytes} computes it. A multiple
   *     of 256 bytes of it is used, or what is left of the part
   * @return null if nothing waits, or not even 256 bytes fit
   */
  public @Nullable Part next(int maxDataBytes) {
    Transfer transfer = ready.peekFirst();
    Part part = transfer == null ? null : transfer.next(maxDataBytes);
    if (transfer == null || part == null) {
      return null;
    }
    ready.removeFirst();
    transfer.isReady = transfer.hasNext();
    if (transfer.isReady) {
      ready.addLast(transfer);
    }
    return part;
  }

  /**
   * The receiver has a part. Ignored if the part counts as lost already: smaller parts may have
   * taken its place, for which the receiver has refused it.
   */
  public void onAcked(Part part, long nowNanos) {
    Transfer transfer = part.transfer;
    if (part.isSettled || transfer.hasEnded) {
      return;
    }
    part.isSettled = true;
    if (transfer.addAcked(part, nowNanos)) {
      active.remove(transfer);
      end(transfer);
      startWaiting(nowNanos);
    }
  }

  /** A part is to be sent again, maybe in smaller parts. */
  public void onLost(Part part) {
    Transfer transfer = part.transfer;
    if (part.isSettled || transfer.hasEnded) {
      return;
    }
    part.isSettled = true;
    transfer.addLost(part);
    if (!transfer.isReady) {
      transfer.isReady = true;
      ready.addLast(transfer);
    }
  }

  /** Gives up the frames of which nothing was acknowledged for 30 s; returns how many. */
  public int expire(long nowNanos) {
    int before = active.size();
    active.removeIf(
        transfer -> {
          boolean isOver = nowNanos - transfer.progressNanos >= GIVE_UP_NANOS;
          if (isOver) {
            if (transfer.isReady) {
              ready.remove(transfer);
            }
            end(transfer);
          }
          return isOver;
        });
    int expired = before - active.size();
    startWaiting(nowNanos);
    return expired;
  }

  /** The time until {@link #expire} may have something to do; Long.MAX_VALUE if never. */
  public long waitNanos(long nowNanos) {
    long wait = Long.MAX_VALUE;
    for (Transfer transfer : active) {
      wait = Math.min(wait, transfer.progressNanos - nowNanos + GIVE_UP_NANOS);
    }
    return active.isEmpty() ? wait : Math.max(0, wait);
  }

  /** The number of frames that are neither acknowledged nor given up. */
  public int count() {
    return unfinished.size();
  }

  /** Their sizes. A frame counts as a whole until the end, since it is kept as a whole. */
  public int bytes() {
    int sum = 0;
    for (Lane lane : turns) {
      sum += lane.bytes;
    }
    return sum;
  }

  /** The same of one priority. */
  public int bytes(Priority priority) {
    return lane(priority).bytes;
  }

  private Lane lane(Priority priority) {
    return Objects.requireNonNull(lanes.get(priority));
  }

  private void end(Transfer transfer) {
    transfer.hasEnded = true;
    unfinished.remove(transfer.hash);
    activeBytes -= transfer.frame.size();
    lane(transfer.priority).bytes -= transfer.frame.size();
  }

  private void startWaiting(long nowNanos) {
    int emptyInARow = 0;
    while (emptyInARow < turns.size() && active.size() < MAX_ACTIVE) {
      Lane lane = turns.getFirst();
      Transfer first = lane.waiting.peekFirst();
      if (first == null) {
        emptyInARow++;
      } else if (!mayStart(first.frame.size())) {
        // Small ones do not wait for it.
        emptyInARow++;
      } else {
        emptyInARow = 0;
        lane.waiting.removeFirst();
        start(first, nowNanos);
      }
      turns.addLast(turns.removeFirst());
    }
  }

  private boolean mayStart(int bytes) {
    return bytes <= SMALL_BYTES || activeBytes == 0 || activeBytes + bytes <= MAX_ACTIVE_BYTES;
  }

  private void start(Transfer transfer, long nowNanos) {
    transfer.progressNanos = nowNanos;
    activeBytes += transfer.frame.size();
    active.add(transfer);
    transfer.isReady = true;
    ready.addLast(transfer);
  }
}
