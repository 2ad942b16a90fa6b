package dev.gossip.simulation.attack;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import java.util.List;

/**
 * Passes the events of the transport that a hostile node has under one id on to the node, unless
 * the attack swallows them. Those of a transport of an earlier id are ignored.
 */
final class AttackLinks implements LinkEvents {
  private final HostileNode node;
  private final LinkEvents events;
  private final Object generation;

  /**
   * @param events what the honest part of the node hears
   * @param generation of the transport; see {@link HostileNode#isCurrent}
   */
  AttackLinks(HostileNode node, LinkEvents events, Object generation) {
    this.node = node;
    this.events = events;
    this.generation = generation;
  }

  private boolean isCurrent() {
    return node.isCurrent(generation);
  }

  @Override
  public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {
    if (isCurrent()) {
      boolean attacked = node.up(link, address);
      events.up(link, peer, attacked ? Direction.INBOUND : direction, address);
    }
  }

  @Override
  public void framesAhead(LinkId link, List<ByteString> frames) {
    // It may be left out, and the node would miss frames that the attack swallows.
  }

  @Override
  public boolean frame(LinkId link, ByteString frame) {
    return !isCurrent() || !node.receives(link, frame) || events.frame(link, frame);
  }

  @Override
  public void down(LinkId link, DownReason reason) {
    if (isCurrent()) {
      events.down(link, reason);
      node.down(link, reason);
    }
  }

  @Override
  public void dialFailed(PeerAddress address, String why) {
    if (isCurrent()) {
      node.dialFailed(address);
      events.dialFailed(address, why);
    }
  }

  @Override
  public void refused(PeerAddress address, String why) {
    if (isCurrent()) {
      events.refused(address, why);
      node.refused(address);
    }
  }

  @Override
  public void notAccepted(PeerAddress address, PeerId peer, String why) {
    if (isCurrent()) {
      events.notAccepted(address, peer, why);
      node.refused(address);
    }
  }

  @Override
  public void sameNode(PeerAddress address, LinkId link) {
    if (isCurrent()) {
      events.sameNode(address, link);
    }
  }

  @Override
  public void selfDialed(PeerAddress address) {
    if (isCurrent()) {
      events.selfDialed(address);
    }
  }

  @Override
  public void room(LinkId link) {
    if (isCurrent()) {
      events.room(link);
    }
  }

  @Override
  public void moved(LinkId link, PeerAddress address) {
    if (isCurrent()) {
      node.moved(link, address);
      events.moved(link, address);
    }
  }

  @Override
  public void violated(LinkId link, Misbehaviour kind) {
    if (isCurrent()) {
      events.violated(link, kind);
    }
  }

  @Override
  public boolean mayAccept(PeerId peer) {
    return isCurrent() && events.mayAccept(peer);
  }

  @Override
  public CloseReason refusal(PeerId peer) {
    return events.refusal(peer);
  }
}
