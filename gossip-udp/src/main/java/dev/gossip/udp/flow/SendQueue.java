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

  private final ArrayDeque<ByteString>[] queues = newQueues();
  private final int[] credits = new int[PRIORITIES.length];
  private int turn;
  private int frames;
  private final int[] bytes = new int[PRIORITIES.length];

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static ArrayDeque<ByteString>[] newQueues() {
    ArrayDeque<ByteString>[] queues = new ArrayDeque[PRIORITIES.length];
    for (int i = 0; i < queues.length; i++) {
      queues[i] = new ArrayDeque<>();
    }
    return queues;
  }

  boolean isEmpty() {
    return frames == 0;
  }

  int frames() {
    return frames;
  }

  /** The bytes of the frames of all priorities. */
  int bytes() {
    int sum = 0;
    for (int of : bytes) {
      sum += of;
    }
    return sum;
  }

  int bytes(Priority priority) {
    return bytes[priority.ordinal()];
  }

  void add(ByteString frame, Priority priority) {
    queues[priority.ordinal()].add(frame);
    frames++;
    bytes[priority.ordinal()] += frame.size();
  }

  /** The frame to send next; it stays in the queue until {@link #remove}. Null if there is none. */
  @Nullable ByteString peek() {
    if (frames == 0) {
      return null;
    }
    while (true) {
      for (int i = 0; i < PRIORITIES.length; i++) {
        int candidate = (turn + i) % PRIORITIES.length;
        if (!queues[candidate].isEmpty() && credits[candidate] > 0) {
          turn = candidate;
          return queues[candidate].peek();
        }
      }
      for (int i = 0; i < PRIORITIES.length; i++) {
        credits[i] = queues[i].isEmpty() ? 0 : credits[i] + QUANTUM_BYTES;
      }
    }
  }

  /** The priority of the frame that {@link #peek} returned. */
  Priority peekedPriority() {
    return PRIORITIES[turn];
  }

  /** Removes the frame that {@link #peek} returned. */
  void remove() {
    ByteString frame = queues[turn].remove();
    int size = frame.size();
    frames--;
    bytes[turn] -= size;
    credits[turn] -= size;
    if (credits[turn] <= 0) {
      turn = (turn + 1) % PRIORITIES.length;
    }
  }
}
