package dev.gossip.simulation.attack;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.Priority;

/**
 * Keeps the messages of a third of the authors back, always the same ones; where nobody signs, a
 * third of the messages. What it has announced it sends.
 */
final class SelectiveDropper implements Attack {
  private static final int ONE_OF = 3;

  private final int kept;

  SelectiveDropper(Hands hands) {
    this.kept = hands.random().nextInt(ONE_OF);
  }

  @Override
  public boolean sends(HostileLink link, ByteString frame, Priority priority) {
    return !PayloadFrames.isUnannounced(frame)
        || Math.floorMod(PayloadFrames.author(frame).hashCode(), ONE_OF) != kept;
  }
}
