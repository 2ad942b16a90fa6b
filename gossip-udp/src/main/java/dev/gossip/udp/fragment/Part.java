package dev.gossip.udp.fragment;

import com.google.protobuf.ByteString;

/** A part of a frame that {@link OutgoingFragments} has handed out to be sent. */
public final class Part {
  final Transfer transfer;
  private final int offset;
  private final int bytes;

  /** Whether it was acknowledged or lost. */
  boolean isSettled;

  Part(Transfer transfer, int offset, int bytes) {
    this.transfer = transfer;
    this.offset = offset;
    this.bytes = bytes;
  }

  /** The number of the frame among those that the link has sent in parts; 32 bits, unsigned. */
  public int transferNumber() {
    return transfer.number;
  }

  /** The hash of the whole frame. */
  public FrameHash hash() {
    return transfer.hash;
  }

  /** The size of the whole frame. */
  public int frameBytes() {
    return transfer.frame.size();
  }

  /** Where the part begins in the frame. */
  public int offset() {
    return offset;
  }

  /** The number of bytes of data. */
  public int bytes() {
    return bytes;
  }

  /** Shares memory with the frame. */
  public ByteString data() {
    return transfer.frame.substring(offset, offset + bytes);
  }
}
