package dev.gossip.core.engine.runtime;

/** The clock of the computer. */
@FunctionalInterface
public interface WallClock {

  /** The present time, in milliseconds since 1970; may jump when the clock is set. */
  long wallMillis();
}
