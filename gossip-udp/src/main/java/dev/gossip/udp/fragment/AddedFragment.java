package dev.gossip.udp.fragment;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Reassemblies} has done with a fragment.
 *
 * @param frame the whole frame if this was its last part, else null
 */
public record AddedFragment(Kind kind, @Nullable ByteString frame) {

  /** What has become of a fragment. */
  public enum Kind {
    /** A new part; others are still missing. */
    NEW,
    /** All of it has arrived before. */
    DUPLICATE,
    /** The last part. */
    COMPLETE,
    /**
     * Refused: some of it has arrived before and some has not. This may be a late copy of a part
     * that the sender has replaced by smaller ones, so it does not prove a fault.
     */
    OVERLAP,
    /** Not kept, since the link has too many bytes and nothing else to give up. */
    NO_ROOM,
    /** Refused: no honest sender sends it. */
    FAULTY
  }

  static final AddedFragment NEW = new AddedFragment(Kind.NEW, null);
  static final AddedFragment DUPLICATE = new AddedFragment(Kind.DUPLICATE, null);
  static final AddedFragment OVERLAP = new AddedFragment(Kind.OVERLAP, null);
  static final AddedFragment NO_ROOM = new AddedFragment(Kind.NO_ROOM, null);
  static final AddedFragment FAULTY = new AddedFragment(Kind.FAULTY, null);

  static AddedFragment complete(ByteString frame) {
    return new AddedFragment(Kind.COMPLETE, frame);
  }
}
