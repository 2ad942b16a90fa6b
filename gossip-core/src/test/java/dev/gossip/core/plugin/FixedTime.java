package dev.gossip.core.plugin;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.runtime.InlineRuntime;
import dev.gossip.core.engine.runtime.Resolution;
import java.util.List;
import java.util.function.Consumer;

/** A runtime in which no time passes. */
final class FixedTime extends InlineRuntime {
  @Override
  public long nowNanos() {
    return 0;
  }

  @Override
  public long wallMillis() {
    return 1_700_000_000_000L;
  }

  @Override
  public void resolve(PeerAddress name, Consumer<Resolution> then) {
    then.accept(Resolution.of(List.of(name)));
  }
}
