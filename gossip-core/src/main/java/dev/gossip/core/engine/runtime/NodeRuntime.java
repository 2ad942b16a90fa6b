package dev.gossip.core.engine.runtime;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.KeyLog;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a node needs from its environment: time, name resolution and worker threads. Called on the
 * node's thread. It has no default methods, so that a wrapper cannot forget to delegate one.
 */
public interface NodeRuntime extends WallClock {

  /** Monotonic time in nanoseconds, constant while one event is processed. */
  long nowNanos();

  /**
   * Resolves a host name to its addresses, or an IPv6 address with a zone to the form in which it
   * is reported. A slow name does not delay others.
   *
   * @param then called once, later, on the node's thread
   */
  void resolve(PeerAddress name, Consumer<Resolution> then);

  /**
   * Runs expensive work on another thread, or inline if there is none.
   *
   * @param work must not touch the node's state
   * @param then runs on the node's thread afterwards, even if the work failed
   */
  void offload(Runnable work, Runnable then);

  /**
   * How many tasks to pass to {@link #offload} at a time: enough to keep the other threads busy
   * until the node's thread handles the results, and no more, since tasks run in order.
   */
  int maxOffloaded();

  /**
   * A SHA-256 for use on the node's thread, always left reset. Nodes that share a thread may share
   * it, so that its ten cache lines stay in the processor's cache.
   */
  MessageDigest sha256();

  /** Where the transport writes the keys of sessions; empty unless the user wants that. */
  Optional<KeyLog> keyLog();

  /** A new SHA-256, for an implementation of {@link #sha256}. */
  static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
