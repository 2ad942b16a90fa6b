package dev.gossip.udp.fragment;

import java.time.Duration;

/**
 * What a node keeps of frames that have not arrived as a whole.
 *
 * @param maxFrameBytes larger frames are refused
 * @param bytesPerPeer memory for one link, with that for objects
 * @param bytesTotal memory for all links
 * @param maxPerPeer frames of one link at a time
 * @param idleNanos time after the last new part, after which a frame is given up
 * @param totalNanos time after the first part, after which it is given up in any case
 */
public record ReassemblyLimits(
    int maxFrameBytes,
    int bytesPerPeer,
    int bytesTotal,
    int maxPerPeer,
    long idleNanos,
    long totalNanos) {

  /** Room for three frames of maximum size in small parts from each peer, and for 16 such peers. */
  public static final ReassemblyLimits DEFAULTS =
      new ReassemblyLimits(
          FragmentCodec.MAX_FRAME_BYTES,
          4 << 20,
          64 << 20,
          64,
          Duration.ofSeconds(5).toNanos(),
          Duration.ofSeconds(60).toNanos());

  public ReassemblyLimits {
    if (maxFrameBytes < 1 || bytesPerPeer < 1 || bytesTotal < 1 || maxPerPeer < 1) {
      throw new IllegalArgumentException("not positive");
    }
  }
}
