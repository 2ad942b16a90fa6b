package dev.gossip.simulation.attack;

import dev.gossip.api.MessageId;
import dev.gossip.api.transport.Priority;
import dev.gossip.core.engine.wire.Frames;
import java.time.Duration;

/** Requests messages that nobody has announced to it, and that do not exist. */
final class Requester implements Attack {
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final int ID_BYTES = 32;

  private final Hands hands;

  Requester(Hands hands) {
    this.hands = hands;
  }

  @Override
  public Duration interval() {
    return INTERVAL;
  }

  @Override
  public void tick() {
    for (HostileLink link : hands.links()) {
      byte[] id = new byte[ID_BYTES];
      hands.random().nextBytes(id);
      if (hands.send(link, Frames.request(new MessageId(id)), Priority.CONTROL)) {
        hands.offended(link);
      }
    }
  }
}
