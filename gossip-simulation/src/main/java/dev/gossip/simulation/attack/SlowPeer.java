package dev.gossip.simulation.attack;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.Priority;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/** Honest, but every frame leaves two seconds late. */
final class SlowPeer implements Attack {
  private static final Duration INTERVAL = Duration.ofMillis(50);
  private static final Duration DELAY = Duration.ofSeconds(2);
  private static final int MAX_HELD = 1_000;

  private final Hands hands;
  private final Queue<Held> held = new ArrayDeque<>();

  private record Held(HostileLink link, ByteString frame, Priority priority, long dueNanos) {}

  SlowPeer(Hands hands) {
    this.hands = hands;
  }

  @Override
  public boolean sends(HostileLink link, ByteString frame, Priority priority) {
    if (held.size() >= MAX_HELD) {
      sendOldest();
    }
    held.add(new Held(link, frame, priority, hands.nowNanos() + DELAY.toNanos()));
    return false;
  }

  @Override
  public void down(HostileLink link, DownReason reason) {
    held.removeIf(frame -> frame.link() == link);
  }

  @Override
  public Duration interval() {
    return INTERVAL;
  }

  @Override
  public void tick() {
    while (!held.isEmpty() && held.element().dueNanos() - hands.nowNanos() <= 0) {
      sendOldest();
    }
  }

  private void sendOldest() {
    Held oldest = held.remove();
    hands.send(oldest.link(), oldest.frame(), oldest.priority());
  }
}
