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

  // Each exists from its first frame.
  private final @Nullable ArrayDeque<ByteString>[] queues = newQueues();
  private final int[] credits = new int[PRIORITIES.length];
  private int turn;
  private int frames;
  private int allBytes;
  private final int[] bytes = new int[PRIORITIES.length];

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static @Nullable ArrayDeque<ByteString>[] newQueues() {
    return new ArrayDeque[PRIORITIES.length];
  }

  boolean isEmpty() {
    return frames == 0;
  }

  int frames() {
    return frames;
  }

  /** The bytes of the frames of all priorities. */
  int bytes() {
    return allBytes;
  }

  int bytes(Priority priority) {
    return bytes[priority.ordinal()];
  }

  void add(ByteString frame, Priority priority) {
    ArrayDeque<ByteString> queue = queues[priority.ordinal()];
    if (queue == null) {
      queue = new ArrayDeque<>(FIRST_FRAMES);
      queues[priority.ordinal()] = queue;
    }
    queue.add(frame);
    frames++;
    bytes[priority.ordinal()] += frame.size();
    allBytes += frame.size();
  }

  /** The frame to send next; it stays in the queue until {@link #remove}. Null if there is none. */
  @Nullable ByteString peek() {
    if (frames == 0) {
      return null;
    }
    while (true) {
      for (int i = 0; i < PRIORITIES.length; i++) {
        int candidate = (turn + i) % PRIORITIES.length;
        ArrayDeque<ByteString> queue = queues[candidate];
        if (queue != null && credits[candidate] > 0 && !queue.isEmpty()) {
          turn = candidate;
          return queue.peek();
        }
      }
      for (int i = 0; i < PRIORITIES.length; i++) {
        ArrayDeque<ByteString> queue = queues[i];
        credits[i] = queue == null || queue.isEmpty() ? 0 : credits[i] + QUANTUM_BYTES;
      }
    }
  }

  /** The priority of the frame that {@link #peek} returned. */
  Priority peekedPriority() {
    return PRIORITIES[turn];
  }

  /** Removes the frame that {@link #peek} returned. */
  void remove() {
    ArrayDeque<ByteString> queue = queues[turn];
    if (queue == null) {
      throw new IllegalStateException("the queue has no frame");
    }
    int size = queue.remove().size();
    allBytes -= size;
    frames--;
    bytes[turn] -= size;
    credits[turn] -= size;
    if (credits[turn] <= 0) {
      turn = (turn + 1) % PRIORITIES.length;
    }
  }
}
