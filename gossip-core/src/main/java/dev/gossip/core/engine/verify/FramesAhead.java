package dev.gossip.core.engine.verify;

import com.google.protobuf.ByteString;
import dev.gossip.core.engine.pull.LargeMessages;
import dev.gossip.core.engine.wire.Frames;
import dev.gossip.core.engine.wire.MessageCodec;
import dev.gossip.core.engine.wire.PayloadFrame;
import dev.gossip.core.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads the payload frames of a datagram and computes the ids of their messages, several at a time,
 * before the first of them is handled. What the node remembers of many ids is far too much for the
 * caches of a processor; looked at one after the other, each look-up waits for memory, while those
 * of a batch wait together.
 *
 * <p>Changes nothing but when the work is done: each frame is still handled by itself, in order.
 * That is the only work that is done for a frame before spam control has admitted it, and it is
 * bounded: only a frame that was admitted makes others be read, at most fifteen of them with at
 * most {@value #MAX_BYTES} bytes in all, and hashing them takes a few microseconds. Frames that
 * this node would drop for their size are left out.
 */
final class FramesAhead {
  /**
   * Bounds the work for frames that are not admitted in the end, and the memory. Measured: with
   * half as many look-ups at a time they take longer, with twice as many not less.
   */
  private static final int MAX_FRAMES = 16;

  /** Bounds what is hashed for frames that are not admitted in the end. */
  static final int MAX_BYTES = 4_096;

  /** A payload frame that was read. */
  static final class Read {
    final PayloadFrame payload = new PayloadFrame();

    /** Of the message; used again, like the rest. */
    final byte[] id = new byte[MessageCodec.ID_BYTES];
  }

  private final MessageCodec codec;
  private final int maxFrameBytes;
  private final Consumer<byte[]> lookUpSoon;
  private final List<Read> reads = new ArrayList<>(0);
  private int count;
  private int used;

  // The frames of the datagram, and the first one that was not looked at. If the link ended before
  // the last one, the list may have been used again for other frames.
  private List<ByteString> frames = List.of();
  private int next;

  /**
   * @param maxFrameBytes the largest payload frame that this node accepts
   * @param lookUpSoon gets the bytes of each id that is looked up soon; they change afterwards
   */
  FramesAhead(MessageCodec codec, int maxFrameBytes, Consumer<byte[]> lookUpSoon) {
    this.codec = codec;
    this.maxFrameBytes = maxFrameBytes;
    this.lookUpSoon = lookUpSoon;
  }

  /** Computes the ids. */
  MessageCodec codec() {
    return codec;
  }

  /** These frames follow, unless the link ends. */
  void expect(List<ByteString> following) {
    // Without messages there is nothing to read, and the datagram need not be kept.
    frames = hasPayload(following) ? following : List.of();
    next = 0;
    count = 0;
    used = 0;
  }

  private static boolean hasPayload(List<ByteString> frames) {
    for (int i = 0; i < frames.size(); i++) {
      ByteString frame = frames.get(i);
      if (!frame.isEmpty() && frame.byteAt(0) == Frames.PAYLOAD) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reads a payload frame, and those that follow it.
   *
   * @return valid until the next call
   * @throws MalformedException if the frame is malformed
   */
  @SuppressWarnings("ReferenceEquality") // the same frame, not an equal one
  Read read(ByteString frame) throws MalformedException {
    while (used < count) {
      Read read = reads.get(used++);
      if (read.payload.frame() == frame) {
        return read;
      }
    }
    while (next < frames.size() && frames.get(next) != frame) {
      next++;
    }
    count = 0;
    used = 1;
    add(frame);
    if (next < frames.size()) {
      next++;
      addFollowing();
      for (int i = 0; i < count; i++) {
        lookUpSoon.accept(reads.get(i).id);
      }
    }
    return reads.get(0);
  }

  private void addFollowing() {
    int leftBytes = MAX_BYTES;
    while (next < frames.size() && count < MAX_FRAMES) {
      ByteString frame = frames.get(next);
      if (mayReadAhead(frame)) {
        leftBytes -= frame.size();
        if (leftBytes < 0) {
          return;
        }
        try {
          add(frame);
        } catch (MalformedException e) {
          // Found again when its turn comes.
          return;
        }
      }
      next++;
    }
  }

  private boolean mayReadAhead(ByteString frame) {
    return frame.byteAt(0) == Frames.PAYLOAD
        && frame.size() <= maxFrameBytes
        && !LargeMessages.isLarge(frame.size());
  }

  private void add(ByteString frame) throws MalformedException {
    if (count == reads.size()) {
      reads.add(new Read());
    }
    Read read = reads.get(count);
    read.payload.read(frame);
    codec.id(read.payload, read.id);
    count++;
  }
}
