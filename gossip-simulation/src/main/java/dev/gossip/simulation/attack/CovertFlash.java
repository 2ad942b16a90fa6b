package dev.gossip.simulation.attack;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.Priority;
import java.time.Duration;

/** Earns trust, and then forges and sends garbage. */
final class CovertFlash implements Attack {
  /** Honest for this long; longer than links need to come up. */
  private static final Duration TURNS_AFTER = Duration.ofSeconds(15);

  private final Hands hands;
  private final GarbageFlooder flooder;
  private final Forger forger;
  private final long startNanos;

  CovertFlash(Hands hands) {
    this.hands = hands;
    this.flooder = new GarbageFlooder(hands);
    this.forger = new Forger(hands);
    this.startNanos = hands.nowNanos();
  }

  private boolean hasTurned() {
    return hands.nowNanos() - startNanos >= TURNS_AFTER.toNanos();
  }

  @Override
  public Duration interval() {
    return flooder.interval();
  }

  @Override
  public void tick() {
    if (hasTurned()) {
      flooder.tick();
    }
  }

  @Override
  public boolean sends(HostileLink link, ByteString frame, Priority priority) {
    return !hasTurned() || forger.sends(link, frame, priority);
  }

  @Override
  public boolean receives(HostileLink link, ByteString frame) {
    return !hasTurned() || forger.receives(link, frame);
  }
}
