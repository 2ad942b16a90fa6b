package dev.gossip.udp.flow;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.Priority;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The frames that wait on one link, in a queue for each priority. Full queues share the link by
 * bytes, so that none of them starves another one (deficit round robin: Shreedhar and Varghese,
 * SIGCOMM 1995). Frames of one priority leave in the order in which they came.
 */
@SuppressWarnings("EnumOrdinal") // arrays, since this runs for every frame
final class SendQueue {
  private static final Priority[] PRIORITIES = Priority.values();

  /** What each queue may send in a round, in bytes: about a datagram. */
  private static final int QUANTUM_BYTES = 1_200;

  /** Room at first: the queue of a link that keeps up holds one frame. */
  private static final int FIRST_FRAMES = 2;

  /** The frames of one priority. */
  private static final class Lane {
    final ArrayDeque<ByteString> frames = new ArrayDeque<>(FIRST_FRAMES);
    int bytes;

    /** The most frames that have waited here at a time. */
    int most;

    /** What it may send in this round. */
    int credit;
  }

  // Each exists from its first frame.
  private final @Nullable Lane[] lanes = new @Nullable Lane[PRIORITIES.length];
  private int turn;
  private int frames;
  private int bytes;

  boolean isEmpty() {
    return frames == 0;
  }

  int frames() {
    return frames;
  }

  /** The bytes of the frames of all priorities. */
  int bytes() {
    return bytes;
  }

  int bytes(Priority priority) {
    Lane lane = lanes[priority.ordinal()];
    return lane == null ? 0 : lane.bytes;
  }

  void add(ByteString frame, Priority priority) {
    Lane lane = lanes[priority.ordinal()];
    if (lane == null) {
      lane = new Lane();
      lanes[priority.ordinal()] = lane;
    }
    lane.frames.add(frame);
    lane.bytes += frame.size();
    lane.most = Math.max(lane.most, lane.frames.size());
    frames++;
    bytes += frame.size();
  }

  /** The frame to send next; it stays in the queue until {@link #remove}. Null if there is none. */
  @Nullable ByteString peek() {
    if (frames == 0) {
      return null;
    }
    while (true) {
      for (int i = 0; i < PRIORITIES.length; i++) {
        int candidate = (turn + i) % PRIORITIES.length;
        Lane lane = lanes[candidate];
        if (lane != null && lane.credit > 0 && !lane.frames.isEmpty()) {
          turn = candidate;
          return lane.frames.peek();
        }
      }
      for (Lane lane : lanes) {
        if (lane != null) {
          lane.credit = lane.frames.isEmpty() ? 0 : lane.credit + QUANTUM_BYTES;
        }
      }
    }
  }

  /** The priority of the frame that {@link #peek} returned. */
  Priority peekedPriority() {
    return PRIORITIES[turn];
  }

  /** Removes the frame that {@link #peek} returned. */
  void remove() {
    Lane lane = lanes[turn];
    if (lane == null) {
      throw new IllegalStateException("the queue has no frame");
    }
    int size = lane.frames.remove().size();
    lane.bytes -= size;
    lane.credit -= size;
    frames--;
    bytes -= size;
    if (lane.credit <= 0) {
      turn = (turn + 1) % PRIORITIES.length;
    }
  }

  /**
   * Begins again while it is empty. Keeps the room for a few messages, since the next one mostly
   * comes soon, and frees that for more and for control frames; returns whether any is kept.
   */
  boolean restart() {
    turn = 0;
    boolean isAnyKept = false;
    for (int i = 0; i < lanes.length; i++) {
      Lane lane = lanes[i];
      boolean isKept = lane != null && i >= Priority.OWN.ordinal() && lane.most <= FIRST_FRAMES;
      lanes[i] = isKept ? lane : null;
      if (lane != null) {
        lane.credit = 0;
      }
      isAnyKept |= isKept;
    }
    return isAnyKept;
  }
}
