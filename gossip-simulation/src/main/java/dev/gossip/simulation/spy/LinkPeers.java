package dev.gossip.simulation.spy;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.ForwardingLinkEvents;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Which peers of interest the links of a node lead to. Passes all events of the transport on to the
 * engine.
 */
final class LinkPeers extends ForwardingLinkEvents {
  /** The index of a peer that is of no interest. */
  static final int NONE = -1;

  private final ToIntFunction<PeerAddress> indexOf;
  // Never iterated, so its order does not matter.
  private final Map<LinkId, Integer> links = new HashMap<>();

  private final Arrivals arrivals;

  /** Receives the frames that the engine has processed. */
  @FunctionalInterface
  interface Arrivals {
    void arrived(int from, ByteString frame);
  }

  /**
   * @param indexOf the index of the node at an address; {@link #NONE} if it is of no interest
   * @param arrivals receives the frames of the peers of interest
   */
  LinkPeers(LinkEvents events, ToIntFunction<PeerAddress> indexOf, Arrivals arrivals) {
    super(events);
    this.indexOf = indexOf;
    this.arrivals = arrivals;
  }

  /** The index of the node at the other end; {@link #NONE} if it is of no interest. */
  int peer(LinkId link) {
    return links.getOrDefault(link, NONE);
  }

  /** The node closed the link; the transport does not report that. */
  void closed(LinkId link) {
    links.remove(link);
  }

  @Override
  public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {
    int index = indexOf.applyAsInt(address);
    if (index != NONE) {
      links.put(link, index);
    }
    super.up(link, peer, direction, address);
  }

  @Override
  public boolean frame(LinkId link, ByteString frame) {
    int from = peer(link);
    boolean goesOn = super.frame(link, frame);
    if (from != NONE) {
      arrivals.arrived(from, frame);
    }
    return goesOn;
  }

  @Override
  public void down(LinkId link, DownReason reason) {
    links.remove(link);
    super.down(link, reason);
  }
}
