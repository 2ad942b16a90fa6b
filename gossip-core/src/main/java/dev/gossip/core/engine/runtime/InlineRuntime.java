package dev.gossip.core.engine.runtime;

import dev.gossip.api.transport.KeyLog;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * A runtime with a single thread: work runs inline, and every node has a digest of its own. A base
 * for tests, benchmarks and other runtimes that only supply the time and resolve names.
 */
public abstract class InlineRuntime implements NodeRuntime {
  private static final int MAX_OFFLOADED = 16;

  /** For subclasses. */
  protected InlineRuntime() {}

  @Override
  public void offload(Runnable work, Runnable then) {
    work.run();
    then.run();
  }

  @Override
  public int maxOffloaded() {
    return MAX_OFFLOADED;
  }

  @Override
  public Optional<KeyLog> keyLog() {
    return Optional.empty();
  }

  @Override
  public MessageDigest sha256() {
    return NodeRuntime.newSha256();
  }
}
