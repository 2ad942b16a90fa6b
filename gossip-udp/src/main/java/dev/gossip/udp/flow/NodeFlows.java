package dev.gossip.udp.flow;

import dev.gossip.udp.datagram.AcksCodec;
import dev.gossip.udp.datagram.DataBody;
import dev.gossip.udp.fragment.FrameHashes;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the flows of all links of a node share, so that it need not be in each of them: what is the
 * same for all, and what a flow needs only while it handles one datagram. Not thread-safe.
 */
public final class NodeFlows {
  /** Nearly always, no datagram is missing, or few are. */
  private static final int FEW_RUNS = 5;

  private static final int[] NONE = {};

  final int headerBytes;
  final Supplier<FrameHashes> hashes;

  /** When the acknowledgement that is being handled arrived, or the time that passes. */
  long ackNanos;

  /** How long the other end says it held that acknowledgement. */
  long ackDelayNanos;

  /** When the latest datagram was sent that it names; null if none is known. */
  @Nullable Long newestAckedNanos;

  private int[] runs = NONE;
  private @Nullable DataBody received;

  /**
   * @param headerBytes what a datagram takes besides its body
   * @param hashes computes the hashes of large frames
   */
  public NodeFlows(int headerBytes, Supplier<FrameHashes> hashes) {
    this.headerBytes = headerBytes;
    this.hashes = hashes;
  }

  /** Room for the runs of an acknowledgement that is sent. */
  int[] runs() {
    if (runs.length == 0) {
      runs = new int[FEW_RUNS];
    }
    return runs;
  }

  /** Reads the body of each datagram that arrives. */
  public DataBody received() {
    if (received == null) {
      received = new DataBody();
    }
    return received;
  }

  /** A flow has come to rest, and so may all. */
  void release() {
    runs = NONE;
    received = null;
  }

  /** The same, for as many as there can be. */
  int[] allRuns() {
    if (runs.length < AcksCodec.MAX_RUNS) {
      runs = new int[AcksCodec.MAX_RUNS];
    }
    return runs;
  }
}
