package dev.gossip.simulation.attack;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.gossip.api.transport.Priority;
import dev.gossip.core.engine.wire.Frames;
import java.time.Duration;

/** Sends frames that nobody can read. */
final class GarbageFlooder implements Attack {
  private static final Duration INTERVAL = Duration.ofMillis(20);
  private static final int MAX_BYTES = 200;

  private final Hands hands;

  GarbageFlooder(Hands hands) {
    this.hands = hands;
  }

  @Override
  public Duration interval() {
    return INTERVAL;
  }

  @Override
  public void tick() {
    hands.links().forEach(link -> flood(hands, link));
  }

  /** Sends one unreadable frame. */
  static void flood(Hands hands, HostileLink link) {
    if (hands.send(link, garbage(hands), Priority.CONTROL)) {
      hands.offended(link);
    }
  }

  private static ByteString garbage(Hands hands) {
    byte[] frame = new byte[2 + hands.random().nextInt(MAX_BYTES)];
    hands.random().nextBytes(frame);
    frame[0] = hands.random().nextBoolean() ? Frames.PAYLOAD : Frames.CONTROL;
    // Field 0 does not exist, so no parser takes the rest, whatever it is.
    frame[1] = 0;
    return UnsafeByteOperations.unsafeWrap(frame);
  }
}
