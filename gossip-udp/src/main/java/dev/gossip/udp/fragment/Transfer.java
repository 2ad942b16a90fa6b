package dev.gossip.udp.fragment;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.Priority;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A frame that is being sent in parts. */
final class Transfer {
  final ByteString frame;
  final FrameHash hash;
  final Priority priority;

  /** Among those of its link, from 1, without a sign; 0 until the transfer starts. */
  int number;

  /** When a part was last acknowledged; initially when the transfer started. */
  long progressNanos;

  /** Whether it is in the queue of transfers that have something to send. */
  boolean isReady;

  /** Acknowledged as a whole or given up. */
  boolean hasEnded;

  /** Parts to be sent again. They are never joined: the receiver refuses parts that overlap. */
  private final ArrayDeque<Part> lost = new ArrayDeque<>(2);

  private int sentUpTo;
  private int ackedBytes;

  Transfer(ByteString frame, FrameHash hash, Priority priority) {
    this.frame = frame;
    this.hash = hash;
    this.priority = priority;
  }

  /** Whether all of it has been sent, so that the receiver may have it. */
  boolean isSentOnce() {
    return sentUpTo == frame.size();
  }

  boolean hasNext() {
    return !lost.isEmpty() || sentUpTo < frame.size();
  }

  /** Takes the next part of at most so many bytes: what was lost comes first; null if none fits. */
  @Nullable Part next(int maxDataBytes) {
    Part again = lost.pollFirst();
    int offset = again == null ? sentUpTo : again.offset();
    int waiting = again == null ? frame.size() - offset : again.bytes();
    int fitting = FragmentCodec.fitting(waiting, maxDataBytes);
    if (again == null) {
      sentUpTo += fitting;
    } else if (fitting < waiting) {
      lost.addFirst(new Part(this, offset + fitting, waiting - fitting));
    }
    return fitting == 0 ? null : new Part(this, offset, fitting);
  }

  void addLost(Part part) {
    lost.addLast(part);
  }

  /** Counts an acknowledged part; returns whether it was the last one. */
  boolean addAcked(Part part, long nowNanos) {
    progressNanos = nowNanos;
    ackedBytes += part.bytes();
    return ackedBytes == frame.size();
  }
}
