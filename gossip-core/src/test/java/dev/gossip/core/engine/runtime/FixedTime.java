package dev.gossip.core.engine.runtime;

import dev.gossip.api.PeerAddress;
import java.util.List;
import java.util.function.Consumer;

/** A runtime in which no time passes, and each name is its address. */
public final class FixedTime extends InlineRuntime {
  private static final long WALL_MILLIS = 1_700_000_000_000L;

  private final long nowNanos;
  private final long wallMillis;

  /** At an arbitrary time. */
  public FixedTime() {
    this(0, WALL_MILLIS);
  }

  public FixedTime(long nowNanos, long wallMillis) {
    this.nowNanos = nowNanos;
    this.wallMillis = wallMillis;
  }

  @Override
  public long nowNanos() {
    return nowNanos;
  }

  @Override
  public long wallMillis() {
    return wallMillis;
  }

  @Override
  public void resolve(PeerAddress name, Consumer<Resolution> then) {
    then.accept(Resolution.of(List.of(name)));
  }
}
