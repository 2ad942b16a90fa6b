package dev.gossip.api.relay;

import com.google.protobuf.ByteString;
import dev.gossip.api.Peer;

/** How one copy of a message came: from which neighbour, with which header. */
public final class Arrival {
  private final Peer from;
  private final ByteString header;

  /** Made by the engine; public so that tests of a strategy can make one. */
  public Arrival(Peer from, ByteString header) {
    this.from = from;
    this.header = header;
  }

  /** The neighbour that sent this copy. */
  public Peer from() {
    return from;
  }

  /**
   * The sending strategy's own bytes, at most {@value RelayContext#MAX_HEADER_BYTES}. Empty is
   * valid for every strategy and means: a public copy, nothing else known.
   */
  public ByteString header() {
    return header;
  }

  @Override
  public String toString() {
    return "from " + from + (header.isEmpty() ? "" : " with a header of " + header.size());
  }
}
