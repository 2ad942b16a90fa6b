package dev.gossip.api.relay;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;

/**
 * Passes every callback on to another strategy. The base of strategies that wrap others and change
 * some of their callbacks; {@link ForwardingRelayContext} is its counterpart for the context.
 */
public abstract class ForwardingRelay implements RelayStrategy {
  private final RelayStrategy wrapped;

  /**
   * Wraps a strategy.
   *
   * @param wrapped made by its factory with a {@link ForwardingRelayContext}, or with the outer
   *     context if it shares the wrapping strategy's channel
   */
  protected ForwardingRelay(RelayStrategy wrapped) {
    this.wrapped = wrapped;
  }

  /** The wrapped strategy. */
  protected final RelayStrategy wrapped() {
    return wrapped;
  }

  @Override
  public void onPublish(GossipMessage message) {
    wrapped.onPublish(message);
  }

  @Override
  public void onMessage(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {
    wrapped.onMessage(message, arrival);
  }

  @Override
  public boolean mayReveal(PeerId to, MessageId id) {
    return wrapped.mayReveal(to, id);
  }

  @Override
  public void onDuplicate(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {
    wrapped.onDuplicate(message, arrival);
  }

  @Override
  public void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {
    wrapped.onControl(from, body);
  }

  @Override
  public void onControl(Peer from, String slot, ByteString body)
      throws InvalidProtocolBufferException {
    wrapped.onControl(from, slot, body);
  }

  @Override
  public boolean hearsDoubtedPeers() {
    return wrapped.hearsDoubtedPeers();
  }

  @Override
  public void onRoom(Peer peer) {
    wrapped.onRoom(peer);
  }

  @Override
  public void onPeerUp(Peer peer) {
    wrapped.onPeerUp(peer);
  }

  @Override
  public void onPeerDown(Peer peer) {
    wrapped.onPeerDown(peer);
  }
}
