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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Which links of a node lead to spies. Passes all events of the transport on to the engine. */
final class SpyLinks implements LinkEvents {
  private final LinkEvents events;
  private final Predicate<PeerAddress> isSpy;
  // Never iterated, so its order does not matter.
  private final Set<LinkId> links = new HashSet<>();

  SpyLinks(LinkEvents events, Predicate<PeerAddress> isSpy) {
    this.events = events;
    this.isSpy = isSpy;
  }

  boolean contains(LinkId link) {
    return links.contains(link);
  }

  /** The node closed the link; the transport does not report that. */
  void closed(LinkId link) {
    links.remove(link);
  }

  @Override
  public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {
    if (isSpy.test(address)) {
      links.add(link);
    }
    events.up(link, peer, direction, address);
  }

  @Override
  public void framesAhead(LinkId link, List<ByteString> frames) {
    events.framesAhead(link, frames);
  }

  @Override
  public boolean frame(LinkId link, ByteString frame) {
    return events.frame(link, frame);
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
