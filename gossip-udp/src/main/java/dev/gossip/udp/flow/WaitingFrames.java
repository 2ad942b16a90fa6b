package dev.gossip.udp.flow;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.Priority;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.flow.Cargo.Parts;
import dev.gossip.udp.fragment.FragmentCodec;
import dev.gossip.udp.fragment.FrameHashes;
import dev.gossip.udp.fragment.OutgoingFragments;
import dev.gossip.udp.fragment.Part;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a link that wait to be sent, and those in parts that wait to be acknowledged. Most
 * of it exists only while it is needed.
 */
final class WaitingFrames {
  private final Supplier<FrameHashes> hashes;
  private @Nullable SendQueue queue;
  private @Nullable OutgoingFragments fragments;
  // Number of the latest frame in parts, while there is none under way.
  private int transfers;
  // The latest datagram had no room for parts; or they would starve while frames keep coming.
  private boolean arePartsNext;

  /**
   * @param transfers number of the latest frame in parts before; 0 if none
   */
  WaitingFrames(Supplier<FrameHashes> hashes, int transfers) {
    this.hashes = hashes;
    this.transfers = transfers;
  }

  /**
   * Queues a frame.
   *
   * @param maxWholeBytes what fits a datagram; what is split is resent, be it into one part only
   */
  void add(ByteString frame, Priority priority, int maxWholeBytes, long nowNanos) {
    if (priority == Priority.ASSURED || frame.size() > maxWholeBytes) {
      split(frame, priority, nowNanos);
    } else {
      if (queue == null) {
        queue = new SendQueue();
      }
      queue.add(frame, priority);
    }
  }

  private void split(ByteString frame, Priority priority, long nowNanos) {
    if (fragments == null) {
      fragments = new OutgoingFragments(hashes.get(), transfers);
    }
    fragments.add(frame, priority, nowNanos);
  }

  int bytes() {
    return (queue == null ? 0 : queue.bytes()) + (fragments == null ? 0 : fragments.bytes());
  }

  int bytes(Priority priority) {
    return (queue == null ? 0 : queue.bytes(priority))
        + (fragments == null ? 0 : fragments.bytes(priority));
  }

  int frames() {
    return (queue == null ? 0 : queue.frames()) + (fragments == null ? 0 : fragments.count());
  }

  /** Whether there are frames or parts to send. */
  boolean hasNext() {
    return (queue != null && !queue.isEmpty()) || (fragments != null && fragments.hasNext());
  }

  /** The next frame that is not split; null if there is none. */
  @Nullable ByteString peekWhole() {
    return queue == null ? null : queue.peek();
  }

  /**
   * Fills a datagram with frames and parts.
   *
   * @param body limited to what the datagram may have
   * @param maxWholeBytes the largest frame that travels in one datagram
   * @return the parts; null if there are none
   */
  @Nullable Cargo fill(ByteBuffer body, int maxWholeBytes, long nowNanos) {
    Cargo parts = arePartsNext && fragments != null ? fillParts(fragments, body) : null;
    arePartsNext = false;
    if (queue != null && !fillFrames(queue, body, maxWholeBytes, nowNanos)) {
      arePartsNext = parts == null;
      return parts;
    }
    return parts == null && fragments != null ? fillParts(fragments, body) : parts;
  }

  /** Returns whether there may be room for more. */
  private boolean fillFrames(SendQueue frames, ByteBuffer body, int maxWholeBytes, long nowNanos) {
    int count = 0;
    for (ByteString next = frames.peek(); next != null; next = frames.peek()) {
      int bytes = Datagrams.encodedBytes(next);
      // The other end counts by the size that the datagram gets, which the path may exceed by far.
      if (count >= Datagrams.maxFrames(body.position() + bytes)) {
        return true;
      }
      if (bytes <= body.remaining()) {
        Datagrams.putFrame(body, next);
        count++;
      } else if (next.size() <= maxWholeBytes) {
        return false;
      } else {
        // The path has become smaller since the frame was queued.
        split(next, frames.peekedPriority(), nowNanos);
      }
      frames.remove();
    }
    return true;
  }

  private static @Nullable Cargo fillParts(OutgoingFragments fragments, ByteBuffer body) {
    List<Part> parts = null;
    Part part = fragments.next(FragmentCodec.maxDataBytes(body.remaining()));
    while (part != null) {
      FragmentCodec.put(body, part);
      parts = parts == null ? new ArrayList<>(1) : parts;
      parts.add(part);
      part = fragments.next(FragmentCodec.maxDataBytes(body.remaining()));
    }
    return parts == null ? null : new Parts(parts);
  }

  void onAcked(Parts sent, long nowNanos) {
    if (fragments != null) {
      for (Part part : sent.parts()) {
        fragments.onAcked(part, nowNanos);
      }
    }
  }

  void onLost(Parts sent) {
    if (fragments != null) {
      for (Part part : sent.parts()) {
        fragments.onLost(part);
      }
    }
  }

  /** Whether there is room for messages. */
  boolean hasQueue() {
    return queue != null;
  }

  /** Time until frames are given up; {@link LinkFlow#NEVER} if there are none. */
  long waitNanos(long nowNanos) {
    return fragments == null ? LinkFlow.NEVER : fragments.waitNanos(nowNanos);
  }

  /** Gives up frames; returns how many. */
  int expire(long nowNanos) {
    return fragments == null ? 0 : fragments.expire(nowNanos);
  }

  /** Number of the latest frame in parts; 0 if none. */
  int transfers() {
    return fragments == null ? transfers : fragments.started();
  }

  /** Frees what is empty when a timer fires, except for what every message needs. */
  void releaseIdle() {
    if (queue != null && queue.isEmpty() && !queue.restart()) {
      queue = null;
    }
    if (fragments != null && fragments.count() == 0) {
      transfers = fragments.started();
      fragments = null;
    }
  }
}
