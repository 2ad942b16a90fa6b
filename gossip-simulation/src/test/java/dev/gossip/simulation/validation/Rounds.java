package dev.gossip.simulation.validation;

import dev.gossip.api.Peer;
import dev.gossip.api.relay.RelayContext;
import java.time.Duration;
import java.util.List;

/** Synchronous rounds, as the literature likes them: all nodes act at the same moments. */
final class Rounds {
  /** So long that whatever a round sets off is over before the next one. */
  static final Duration LENGTH = Duration.ofMillis(100);

  private Rounds() {}

  /**
   * Runs an action at every multiple of a round's length. That all nodes agree on when that is,
   * only virtual time can promise.
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

  /** A neighbour drawn at random. There has to be one. */
  static Peer draw(RelayContext context) {
    List<Peer> peers = context.peers();
    return peers.get(context.random().nextInt(peers.size()));
  }
}
