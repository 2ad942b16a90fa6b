package dev.gossip.simulation;

import dev.gossip.api.node.Metric;
import dev.gossip.simulation.clock.VirtualTime;
import dev.gossip.simulation.wire.SimulatedWire;
import java.time.Duration;
import java.util.List;

/** Follows the work that is pending for messages, to decide when a network is quiet. */
final class WorkTracker {
  /**
   * Without a frame for this long, the timers of strategies are ignored: some strategies always
   * have a timer.
   */
  private static final long IDLE_NANOS = Duration.ofSeconds(60).toNanos();

  private final List<SimulatedNode> nodes;
  private final SimulatedWire wire;
  private final VirtualTime time;
  private long lastWorkNanos;
  private int waiting;

  WorkTracker(List<SimulatedNode> nodes, SimulatedWire wire, VirtualTime time) {
    this.nodes = nodes;
    this.wire = wire;
    this.time = time;
  }

  /** Work was done now, or something happened that may cause work. */
  void worked() {
    lastWorkNanos = time.nowNanos();
  }

  /**
   * Changes the number of datagrams with payload or control frames that wait at paused nodes.
   *
   * @param datagrams how many more; negative for fewer
   */
  void addWaiting(int datagrams) {
    waiting += datagrams;
  }

  PendingWork pending() {
    long heldBack = 0;
    long relayTimers = 0;
    long checks = 0;
    long unsentBytes = 0;
    long announced = 0;
    for (SimulatedNode node : nodes) {
      heldBack += node.metric(Metric.HELD_BACK);
      relayTimers += node.metric(Metric.RELAY_TIMERS);
      checks += node.metric(Metric.PENDING_CHECKS);
      unsentBytes += node.unsentBytes();
      announced += node.metric(Metric.ANNOUNCED_MESSAGES);
    }
    return new PendingWork(
        wire.workInFlight() + waiting, heldBack, relayTimers, unsentBytes, announced, checks);
  }

  /** See {@link SimulatedNetwork#runUntilQuiet}. */
  boolean isQuiet() {
    if (wire.workInFlight() + waiting > 0) {
      // Without asking each node: there may be very many.
      return false;
    }
    PendingWork pending = pending();
    boolean idle = time.nowNanos() - lastWorkNanos >= IDLE_NANOS;
    return pending.datagrams() == 0
        && pending.heldBack() == 0
        && pending.unsentBytes() == 0
        && pending.announced() == 0
        && pending.checks() == 0
        && (idle || pending.relayTimers() == 0);
  }
}
