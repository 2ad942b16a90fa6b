package dev.gossip.udp.fragment;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.gossip.api.node.DropReason;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/** What the tests of this package share. */
final class Fragments {
  static final long SECOND = 1_000_000_000L;

  private Fragments() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static FrameHashes hashes() {
    return new FrameHashes(sha256());
  }

  static ByteString randomFrame(int bytes, SplittableRandom random) {
    byte[] frame = new byte[bytes];
    random.nextBytes(frame);
    return UnsafeByteOperations.unsafeWrap(frame);
  }

  /** A part of a frame that is sent for the first time, as it arrives. */
  static ReceivedFragment fragment(ByteString frame, int offset, int bytes) {
    return fragment(1, frame, offset, bytes);
  }

  /** A part of a frame in a transfer with a number, as it arrives. */
  static ReceivedFragment fragment(int transfer, ByteString frame, int offset, int bytes) {
    return new ReceivedFragment(
        new TransferId(transfer, hashes().of(frame)),
        frame.size(),
        offset,
        frame.substring(offset, offset + bytes));
  }

  /** A part of a frame that nobody has. */
  static ReceivedFragment invented(long hash, int frameBytes, int offset, int bytes) {
    return invented(1, hash, frameBytes, offset, bytes);
  }

  /** The same in a transfer with a number. */
  static ReceivedFragment invented(int transfer, long hash, int frameBytes, int offset, int bytes) {
    return new ReceivedFragment(
        new TransferId(transfer, new FrameHash(hash, 0)),
        frameBytes,
        offset,
        ByteString.copyFrom(new byte[bytes]));
  }

  static ReceivedFragment received(Part part) {
    return new ReceivedFragment(
        new TransferId(part.transferNumber(), part.hash()),
        part.frameBytes(),
        part.offset(),
        part.data());
  }

  /** Counts what is dropped. */
  static final class Drops {
    private final Map<DropReason, Integer> counts = new EnumMap<>(DropReason.class);

    void add(DropReason reason) {
      counts.merge(reason, 1, Integer::sum);
    }

    int count(DropReason reason) {
      return counts.getOrDefault(reason, 0);
    }

    int sum() {
      return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    Map<DropReason, Integer> all() {
      return counts;
    }
  }
}
