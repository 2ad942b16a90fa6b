package dev.gossip.simulation.validation;

import dev.gossip.api.Peer;
import dev.gossip.api.relay.RelayContext;
import java.time.Duration;
import java.util.List;

/** Synchronous rounds, a common model in the literature: all nodes act at the same times. */
final class SynchronousRounds {
  /** Long enough that all traffic of a round ends before the next one. */
  static final Duration LENGTH = Duration.ofMillis(100);

  private SynchronousRounds() {}

  /**
   * Runs an action at every multiple of a round's length. All nodes act at the same time only in
   * virtual time.
   */
  static void run(RelayContext context, Runnable action) {
    long nanos = LENGTH.toNanos();
    Duration untilNext = Duration.ofNanos(nanos - context.nowNanos() % nanos);
    context.schedule(
        untilNext,
        "round",
        () -> {
          action.run();
          run(context, action);
        });
  }

  /** A random peer. There must be at least one. */
  static Peer randomPeer(RelayContext context) {
    List<Peer> peers = context.peers();
    return peers.get(context.random().nextInt(peers.size()));
  }
}
