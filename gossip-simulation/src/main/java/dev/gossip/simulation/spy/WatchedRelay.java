package dev.gossip.simulation.spy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayStrategy;

/** Forwards all calls to a strategy, and reports the frames of its peers to an observer. */
record WatchedRelay(RelayStrategy strategy, FrameObserver observer) implements RelayStrategy {

  /** Receives every payload and control frame, before the strategy does. */
  interface FrameObserver {
    void payload(Peer from, MessageId id, boolean duplicate);

    void control(Peer from, ByteString body);
  }

  @Override
  public void onPublish(GossipMessage message) {
    strategy.onPublish(message);
  }

  @Override
  public void onMessage(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {
    observer.payload(arrival.from(), message.id(), false);
    strategy.onMessage(message, arrival);
  }

  @Override
  public void onDuplicate(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {
    observer.payload(arrival.from(), message.id(), true);
    strategy.onDuplicate(message, arrival);
  }

  @Override
  public void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {
    observer.control(from, body);
    strategy.onControl(from, body);
  }

  @Override
  public void onControl(Peer from, String slot, ByteString body)
      throws InvalidProtocolBufferException {
    observer.control(from, body);
    strategy.onControl(from, slot, body);
  }

  @Override
  public boolean hearsDoubtedPeers() {
    return strategy.hearsDoubtedPeers();
  }

  @Override
  public boolean mayReveal(PeerId to, MessageId id) {
    return strategy.mayReveal(to, id);
  }

  @Override
  public void onRoom(Peer peer) {
    strategy.onRoom(peer);
  }

  @Override
  public void onPeerUp(Peer peer) {
    strategy.onPeerUp(peer);
  }

  @Override
  public void onPeerDown(Peer peer) {
    strategy.onPeerDown(peer);
  }
}
