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

  /** Bits of a credit that is kept without lanes: room for that of all but huge frames. */
  private static final int CREDIT_BITS = Short.SIZE;

  /** Room at first: lanes exist while several frames wait, mostly two. */
  private static final int FIRST_FRAMES = 2;

  /** The frames of one priority. */
  private static final class Lane {
    final ArrayDeque<ByteString> frames = new ArrayDeque<>(FIRST_FRAMES);
    int bytes;

    /** What it may send in this round. */
    int credit;
  }

  // The only frame that waits, and its priority, while there are no lanes: a link that keeps up
  // needs none.
  private @Nullable ByteString single;
  private byte singleLane;
  // While there are no lanes, what each may send in this round: CREDIT_BITS for each.
  private long credits;
  // Exist once a second frame waits. Each exists from its first frame.
  private @Nullable Lane @Nullable [] lanes;
  private byte turn;
  private boolean hasCarriedMessages;

  boolean isEmpty() {
    return frames() == 0;
  }

  int frames() {
    if (lanes == null) {
      return single == null ? 0 : 1;
    }
    int sum = 0;
    for (Lane lane : lanes) {
      sum += lane == null ? 0 : lane.frames.size();
    }
    return sum;
  }

  /** The bytes of the frames of all priorities. */
  int bytes() {
    if (lanes == null) {
      return single == null ? 0 : single.size();
    }
    int sum = 0;
    for (Lane lane : lanes) {
      sum += lane == null ? 0 : lane.bytes;
    }
    return sum;
  }

  int bytes(Priority priority) {
    if (lanes == null) {
      return single == null || singleLane != priority.ordinal() ? 0 : single.size();
    }
    Lane lane = lanes[priority.ordinal()];
    return lane == null ? 0 : lane.bytes;
  }

  void add(ByteString frame, Priority priority) {
    hasCarriedMessages |= priority.compareTo(Priority.OWN) >= 0;
    if (lanes == null && single == null) {
      single = frame;
      singleLane = (byte) priority.ordinal();
    } else {
      add(lanes(), frame, priority.ordinal());
    }
  }

  private static void add(@Nullable Lane[] lanes, ByteString frame, int index) {
    Lane lane = lane(lanes, index);
    lane.frames.add(frame);
    lane.bytes += frame.size();
  }

  private static Lane lane(@Nullable Lane[] lanes, int index) {
    Lane lane = lanes[index];
    if (lane == null) {
      lane = new Lane();
      lanes[index] = lane;
    }
    return lane;
  }

  /** The lanes, made for what waits and was sent so far if there were none. */
  private @Nullable Lane[] lanes() {
    if (lanes == null) {
      lanes = new @Nullable Lane[PRIORITIES.length];
      for (int i = 0; i < lanes.length; i++) {
        if (credit(i) != 0) {
          lane(lanes, i).credit = credit(i);
        }
      }
      if (single != null) {
        add(lanes, single, singleLane);
        single = null;
      }
    }
    return lanes;
  }

  private int credit(int lane) {
    return (short) (credits >>> (lane * CREDIT_BITS));
  }

  /**
   * Gives up the lanes, which are empty, unless a message has waited: then the next ones mostly
   * come soon, and wait as well.
   */
  private void releaseLanes(@Nullable Lane[] empty) {
    if (hasCarriedMessages) {
      return;
    }
    long kept = 0;
    for (int i = 0; i < empty.length; i++) {
      int credit = empty[i] == null ? 0 : empty[i].credit;
      if (credit != (short) credit) {
        return;
      }
      kept |= (credit & 0xffffL) << (i * CREDIT_BITS);
    }
    credits = kept;
    lanes = null;
  }

  /** The frame to send next; it stays in the queue until {@link #remove}. Null if there is none. */
  @Nullable ByteString peek() {
    if (lanes == null) {
      if (single != null) {
        peekSingle();
      }
      return single;
    }
    return isEmpty() ? null : peek(lanes);
  }

  private void peekSingle() {
    turn = singleLane;
    int credit = credit(singleLane);
    if (credit <= 0) {
      while (credit <= 0) {
        credit += QUANTUM_BYTES;
      }
      // A new round, in which the others have nothing to send.
      credits = (long) credit << (singleLane * CREDIT_BITS);
    }
  }

  private ByteString peek(@Nullable Lane[] from) {
    while (true) {
      for (int i = 0; i < PRIORITIES.length; i++) {
        int candidate = (turn + i) % PRIORITIES.length;
        Lane lane = from[candidate];
        if (lane != null && lane.credit > 0 && !lane.frames.isEmpty()) {
          turn = (byte) candidate;
          return lane.frames.element();
        }
      }
      for (Lane lane : from) {
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
    int left = removeFrom(turn);
    if (left <= 0) {
      turn = (byte) ((turn + 1) % PRIORITIES.length);
    }
  }

  /** Returns the credit that is left. */
  private int removeFrom(int index) {
    if (single != null) {
      int left = credit(index) - single.size();
      if (left >= Short.MIN_VALUE) {
        long others = credits & ~(0xffffL << (index * CREDIT_BITS));
        credits = others | (left & 0xffffL) << (index * CREDIT_BITS);
        single = null;
        return left;
      }
    }
    Lane[] from = lanes();
    Lane lane = from[index];
    if (lane == null) {
      throw new IllegalStateException("the queue has no frame");
    }
    int size = lane.frames.remove().size();
    lane.bytes -= size;
    lane.credit -= size;
    if (isEmpty()) {
      releaseLanes(from);
    }
    return lane.credit;
  }

  /**
   * Begins again while it is empty.
   *
   * @return whether it has carried messages, so that the next one mostly comes soon
   */
  boolean restart() {
    turn = 0;
    credits = 0;
    lanes = null;
    return hasCarriedMessages;
  }
}
