package dev.gossip.api.transport;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import java.util.List;

/**
 * Passes every event of a transport on. The base of what stands between a transport and its node;
 * {@link ForwardingTransport} is its counterpart for calls.
 */
public abstract class ForwardingLinkEvents implements LinkEvents {
  private final LinkEvents receiver;

  /** Passes events on to a receiver, in the end the node. */
  protected ForwardingLinkEvents(LinkEvents receiver) {
    this.receiver = receiver;
  }

  @Override
  public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {
    receiver.up(link, peer, direction, address);
  }

  @Override
  public boolean frame(LinkId link, ByteString frame) {
    return receiver.frame(link, frame);
  }

  @Override
  public void framesAhead(LinkId link, List<ByteString> frames) {
    receiver.framesAhead(link, frames);
  }

  @Override
  public void down(LinkId link, DownReason reason) {
    receiver.down(link, reason);
  }

  @Override
  public void dialFailed(PeerAddress address, String why) {
    receiver.dialFailed(address, why);
  }

  @Override
  public void refused(PeerAddress address, String why) {
    receiver.refused(address, why);
  }

  @Override
  public void notAccepted(PeerAddress address, PeerId peer, String why) {
    receiver.notAccepted(address, peer, why);
  }

  @Override
  public void sameNode(PeerAddress address, LinkId link) {
    receiver.sameNode(address, link);
  }

  @Override
  public void selfDialed(PeerAddress address) {
    receiver.selfDialed(address);
  }

  @Override
  public void room(LinkId link) {
    receiver.room(link);
  }

  @Override
  public void moved(LinkId link, PeerAddress address) {
    receiver.moved(link, address);
  }

  @Override
  public void violated(LinkId link, Misbehaviour kind) {
    receiver.violated(link, kind);
  }

  @Override
  public boolean mayAccept(PeerId peer) {
    return receiver.mayAccept(peer);
  }

  @Override
  public CloseReason refusal(PeerId peer) {
    return receiver.refusal(peer);
  }
}
