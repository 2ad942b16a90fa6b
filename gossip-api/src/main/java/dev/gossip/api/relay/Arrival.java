package dev.gossip.api.relay;

import com.google.protobuf.ByteString;
import dev.gossip.api.Peer;

/** How one copy of a message arrived: from which peer, and with which header. */
public final class Arrival {
  private final Peer from;
  private final ByteString header;

  /** Called by the engine; public so that tests of a strategy can create arrivals. */
  public Arrival(Peer from, ByteString header) {
    this.from = from;
    this.header = header;
  }

  /** The peer that sent this copy. */
  public Peer from() {
    return from;
  }

  /**
   * The header that the sending strategy wrote, at most {@value RelayContext#MAX_HEADER_BYTES}
   * bytes. An empty header is valid for every strategy and means a copy of a public message,
   * without further information.
   */
  public ByteString header() {
    return header;
  }

  @Override
  public String toString() {
    return "from "
        + from
        + (header.isEmpty() ? "" : " with a header of " + header.size() + " bytes");
  }
}
