package dev.gossip.udp.fragment;

import com.google.protobuf.ByteString;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Computes the hashes of frames and remembers the latest ones: a node sends the same frame to many
 * peers, and often one that it has just received. One per node; not thread-safe. It does not keep
 * the frames in memory.
 */
public final class FrameHashes {
  /** A guess: a node relays few large frames at the same time. */
  private static final int REMEMBERED = 8;

  private record Entry(WeakReference<ByteString> frame, int bytes, FrameHash hash) {}

  private final MessageDigest sha256;
  private final @Nullable Entry[] latest = new @Nullable Entry[REMEMBERED];
  private int next;

  /**
   * @param sha256 used by this object only
   */
  public FrameHashes(MessageDigest sha256) {
    this.sha256 = sha256;
  }

  /** The hash of a frame. */
  @SuppressWarnings("ReferenceEquality") // faster, and most frames are the same objects
  public FrameHash of(ByteString frame) {
    for (Entry entry : latest) {
      if (entry != null && entry.bytes == frame.size()) {
        ByteString other = entry.frame.get();
        // A comparison is much faster than the hash.
        if (other != null && (other == frame || haveEqualBytes(other, frame))) {
          return entry.hash;
        }
      }
    }
    sha256.update(frame.asReadOnlyByteBuffer());
    FrameHash hash = FrameHash.read(ByteBuffer.wrap(sha256.digest()));
    latest[next] = new Entry(new WeakReference<>(frame), frame.size(), hash);
    next = (next + 1) % REMEMBERED;
    return hash;
  }

  private static boolean haveEqualBytes(ByteString one, ByteString other) {
    // Buffers are compared by words, strings by bytes.
    return one.asReadOnlyByteBuffer().equals(other.asReadOnlyByteBuffer());
  }
}
