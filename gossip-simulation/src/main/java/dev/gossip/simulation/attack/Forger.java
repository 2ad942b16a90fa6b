package dev.gossip.simulation.attack;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.Priority;

/** Sends a forged copy of every message that passes through. */
final class Forger implements Attack {
  private final Hands hands;

  Forger(Hands hands) {
    this.hands = hands;
  }

  @Override
  public boolean sends(HostileLink link, ByteString frame, Priority priority) {
    if (PayloadFrames.isPayload(frame)) {
      // Before the honest copy, while the signature of the message still matters there.
      forge(link, frame, true);
    }
    return true;
  }

  @Override
  public boolean receives(HostileLink link, ByteString frame) {
    if (PayloadFrames.isPayload(frame)) {
      forge(link, PayloadFrames.copy(frame), false);
    }
    return true;
  }

  private void forge(HostileLink link, ByteString frame, boolean unseen) {
    ByteString forged = PayloadFrames.forged(frame, unseen, hands.random());
    if (hands.send(link, forged, Priority.RELAYED)) {
      hands.offended(link);
    }
  }
}
