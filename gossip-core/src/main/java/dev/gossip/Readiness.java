package dev.gossip;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Whether messages can be published. */
enum Readiness {
  /** No peer is up. */
  WAITING,
  /** A peer is up. */
  READY,
  /** The node is closed or has stopped. */
  ENDED;

  /**
   * Waits until a node is ready or has ended.
   *
   * @return what was seen last; the peer that was seen may be down again by then
   */
  static Readiness await(
      ChangeSignal signal, BooleanSupplier hasEnded, BooleanSupplier hasPeer, Duration limit)
      throws InterruptedException {
    return signal.await(
        () -> of(hasEnded, hasPeer),
        readiness -> readiness != WAITING,
        TimeUnit.NANOSECONDS.convert(limit));
  }

  private static Readiness of(BooleanSupplier hasEnded, BooleanSupplier hasPeer) {
    if (hasEnded.getAsBoolean()) {
      return ENDED;
    }
    return hasPeer.getAsBoolean() ? READY : WAITING;
  }
}
