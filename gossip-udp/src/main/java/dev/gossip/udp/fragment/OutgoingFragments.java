package dev.gossip.udp.fragment;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.Priority;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The frames that one link sends in parts. Each part is sent again until it is acknowledged. The
 * caller bounds the bytes: it looks at {@link #bytes()} before it adds a frame. Not thread-safe. A
 * link needs this object only while it has such frames.
 *
 * <p>Time is monotonic, in nanoseconds. While frames are under way, a gap of more than a second
 * between two calls counts as a second: a process that stood still could not notice what was
 * acknowledged meanwhile.
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

  private static final long MAX_STEP_NANOS = 1_000_000_000L;

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
  // The latest one of each frame, of all that are active or wait.
  private final Map<FrameHash, Transfer> unfinished = new HashMap<>();
  private int count;
  // Without the small ones.
  private int activeBytes;
  private int started;
  private long latestNanos;
  // Time that counts, while frames are under way.
  private long clockNanos;

  /**
   * @param started number of the latest frame that the link has sent in parts; 0 if none
   */
  public OutgoingFragments(FrameHashes hashes, int started) {
    this.hashes = hashes;
    this.started = started;
    for (Priority priority : Priority.values()) {
      Lane lane = new Lane();
      lanes.put(priority, lane);
      turns.addLast(lane);
    }
  }

  /**
   * Adds a frame. Returns false if the same frame was added before and has not been sent as a
   * whole: then nothing changes, since the receiver will get it after this call.
   *
   * @param frame not empty, and at most {@link FragmentCodec#MAX_FRAME_BYTES}
   */
  public boolean add(ByteString frame, Priority priority, long nowNanos) {
    if (frame.isEmpty() || frame.size() > FragmentCodec.MAX_FRAME_BYTES) {
      throw new IllegalArgumentException("a frame of " + frame.size() + " bytes");
    }
    FrameHash hash = hashes.of(frame);
    Transfer before = unfinished.get(hash);
    if (before != null && !before.isSentOnce()) {
      return false;
    }
    Transfer transfer = new Transfer(frame, hash, priority);
    unfinished.put(hash, transfer);
    count++;
    Lane lane = lane(priority);
    lane.waiting.addLast(transfer);
    lane.bytes += frame.size();
    count(nowNanos);
    startWaiting();
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
    count(nowNanos);
    if (transfer.addAcked(part, clockNanos)) {
      active.remove(transfer);
      end(transfer);
      startWaiting();
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
    count(nowNanos);
    int before = active.size();
    active.removeIf(
        transfer -> {
          boolean isOver = clockNanos - transfer.progressNanos >= GIVE_UP_NANOS;
          if (isOver) {
            if (transfer.isReady) {
              ready.remove(transfer);
            }
            end(transfer);
          }
          return isOver;
        });
    int expired = before - active.size();
    startWaiting();
    return expired;
  }

  /**
   * The time until {@link #expire} is to be called, at most a second after the latest call in which
   * time came in; Long.MAX_VALUE if no frame is under way.
   */
  public long waitNanos(long nowNanos) {
    if (active.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long wait = MAX_STEP_NANOS;
    for (Transfer transfer : active) {
      wait = Math.min(wait, transfer.progressNanos - clockNanos + GIVE_UP_NANOS);
    }
    return Math.max(0, latestNanos - nowNanos + wait);
  }

  private void count(long nowNanos) {
    if (!active.isEmpty()) {
      clockNanos += Math.max(0, Math.min(MAX_STEP_NANOS, nowNanos - latestNanos));
    }
    latestNanos = nowNanos;
  }

  /** The number of frames that are neither acknowledged nor given up. */
  public int count() {
    return count;
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

  /** The number of the latest frame that has started; without a sign. 0 if none has. */
  public int started() {
    return started;
  }

  private Lane lane(Priority priority) {
    return Objects.requireNonNull(lanes.get(priority));
  }

  private void end(Transfer transfer) {
    transfer.hasEnded = true;
    unfinished.remove(transfer.hash, transfer);
    count--;
    activeBytes -= countedBytes(transfer);
    lane(transfer.priority).bytes -= transfer.frame.size();
  }

  private void startWaiting() {
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
        start(first);
      }
      turns.addLast(turns.removeFirst());
    }
  }

  private boolean mayStart(int bytes) {
    return bytes <= SMALL_BYTES || activeBytes == 0 || activeBytes + bytes <= MAX_ACTIVE_BYTES;
  }

  private static int countedBytes(Transfer transfer) {
    int bytes = transfer.frame.size();
    return bytes <= SMALL_BYTES ? 0 : bytes;
  }

  private void start(Transfer transfer) {
    // After the largest number comes 1.
    started = started == -1 ? 1 : started + 1;
    transfer.number = started;
    transfer.progressNanos = clockNanos;
    activeBytes += countedBytes(transfer);
    active.add(transfer);
    transfer.isReady = true;
    ready.addLast(transfer);
  }
}
