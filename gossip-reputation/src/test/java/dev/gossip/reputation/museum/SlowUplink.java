package dev.gossip.reputation.museum;

import dev.gossip.simulation.wire.Packet;
import dev.gossip.simulation.wire.PacketOutcome;
import dev.gossip.simulation.wire.PacketRule;
import java.util.random.RandomGenerator;

/** What a node sends leaves it at a constant rate, through a queue of half a second. */
final class SlowUplink implements PacketRule {
  private static final long QUEUE_NANOS = 500_000_000;

  private final int node;
  private final double bytesPerSecond;
  private long freeAtNanos;

  SlowUplink(int node, int bytesPerSecond) {
    this.node = node;
    this.bytesPerSecond = bytesPerSecond;
  }

  @Override
  public PacketOutcome decide(Packet packet, RandomGenerator random) {
    if (packet.from() != node) {
      return PacketOutcome.PASS;
    }
    long waiting = Math.max(0, freeAtNanos - packet.sentNanos());
    if (waiting > QUEUE_NANOS) {
      return PacketOutcome.DROP;
    }
    freeAtNanos =
        packet.sentNanos() + waiting + (long) (packet.bytes() / bytesPerSecond * 1_000_000_000);
    return new PacketOutcome.Delay(freeAtNanos - packet.sentNanos());
  }
}
