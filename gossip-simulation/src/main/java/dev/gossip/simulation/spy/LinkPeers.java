package dev.gossip.simulation.spy;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Which peers of interest the links of a node lead to. Passes all events of the transport on to the
 * engine.
 */
final class LinkPeers implements LinkEvents {
  /** The index of a peer that is of no interest. */
  static final int NONE = -1;

  private final LinkEvents events;
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
    this.events = events;
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
    events.up(link, peer, direction, address);
  }

  @Override
  public void framesAhead(LinkId link, List<ByteString> frames) {
    events.framesAhead(link, frames);
  }

  @Override
  public boolean frame(LinkId link, ByteString frame) {
    int from = peer(link);
    boolean goesOn = events.frame(link, frame);
    if (from != NONE) {
      arrivals.arrived(from, frame);
    }
    return goesOn;
  }

  @Override
  public void down(LinkId link, DownReason reason) {
    links.remove(link);
    events.down(link, reason);
  }

  @Override
  public void dialFailed(PeerAddress address, String why) {
    events.dialFailed(address, why);
  }

  @Override
  public void refused(PeerAddress address, String why) {
    events.refused(address, why);
  }

  @Override
  public void notAccepted(PeerAddress address, PeerId peer, String why) {
    events.notAccepted(address, peer, why);
  }

  @Override
  public void sameNode(PeerAddress address, LinkId link) {
    events.sameNode(address, link);
  }

  @Override
  public void selfDialed(PeerAddress address) {
    events.selfDialed(address);
  }

  @Override
  public void room(LinkId link) {
    events.room(link);
  }

  @Override
  public void moved(LinkId link, PeerAddress address) {
    events.moved(link, address);
  }

  @Override
  public void violated(LinkId link, Misbehaviour kind) {
    events.violated(link, kind);
  }

  @Override
  public boolean mayAccept(PeerId peer) {
    return events.mayAccept(peer);
  }

  @Override
  public CloseReason refusal(PeerId peer) {
    return events.refusal(peer);
  }
}
