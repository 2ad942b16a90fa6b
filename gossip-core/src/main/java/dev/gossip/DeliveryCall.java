package dev.gossip;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.node.PeerInfo;
import java.util.function.Consumer;

/** Passes a delivery to one listener. It is the delivery itself: one object for each message. */
final class DeliveryCall extends Delivery implements Runnable {
  private final Consumer<? super Delivery> listener;

  DeliveryCall(GossipMessage message, PeerInfo from, Consumer<? super Delivery> listener) {
    super(message, from);
    this.listener = listener;
  }

  @Override
  public void run() {
    try {
      listener.accept(this);
    } catch (Throwable e) {
      ListenerCalls.report(e);
    }
  }
}
