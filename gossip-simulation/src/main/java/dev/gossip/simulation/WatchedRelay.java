package dev.gossip.simulation;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayStrategy;

/** A strategy, unchanged, while somebody notes what its neighbours show it. */
record WatchedRelay(RelayStrategy strategy, Notes notes) implements RelayStrategy {

  /** Where it is noted. */
  interface Notes {
    void payload(Peer from, MessageId id);

    void control(Peer from, ByteString body);
  }

  @Override
  public void onPublish(GossipMessage message) {
    strategy.onPublish(message);
  }

  @Override
  public void onMessage(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {
    notes.payload(arrival.from(), message.id());
    strategy.onMessage(message, arrival);
  }

  @Override
  public void onDuplicate(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {
    notes.payload(arrival.from(), message.id());
    strategy.onDuplicate(message, arrival);
  }

  @Override
  public void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {
    notes.control(from, body);
    strategy.onControl(from, body);
  }

  @Override
  public void onControl(Peer from, String slot, ByteString body)
      throws InvalidProtocolBufferException {
    notes.control(from, body);
    strategy.onControl(from, slot, body);
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
