package dev.gossip.core.engine;

import dev.gossip.api.PeerAddress;
import java.security.MessageDigest;

/**
 * A runtime with one thread and nothing beside it: work runs inline, every node has a digest of its
 * own and nobody observes. A base for tests, benchmarks and other runtimes that only have to say
 * what time it is.
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
  public MessageDigest sha256() {
    return MessageCodec.newSha256();
  }

  @Override
  public boolean isObserver(PeerAddress address) {
    return false;
  }
}
