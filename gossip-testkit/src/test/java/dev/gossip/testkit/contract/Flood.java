package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import java.util.ArrayList;
import java.util.List;

/** Floods messages. Each saboteur overrides one method with a mistake. */
class Flood implements RelayStrategy {
  final RelayContext context;

  Flood(RelayContext context) {
    this.context = context;
  }

  @Override
  public void onPublish(GossipMessage message) {
    context.deliver(message);
    sendToAll(receivers(), message);
  }

  @Override
  public void onMessage(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {
    context.deliver(message);
    forward(message, arrival);
  }

  @Override
  public boolean mayReveal(PeerId to, MessageId id) {
    return context.delivered(id);
  }

  final void forward(GossipMessage message, Arrival arrival) {
    List<PeerId> receivers = new ArrayList<>(receivers());
    receivers.remove(arrival.from().id());
    sendToAll(receivers, message);
  }

  List<PeerId> receivers() {
    return context.peers().stream().map(Peer::id).toList();
  }

  void sendToAll(List<PeerId> receivers, GossipMessage message) {
    receivers.forEach(peer -> context.send(peer, message, header()));
  }

  ByteString header() {
    return ByteString.EMPTY;
  }
}
