package dev.gossip.core.engine;

import dev.gossip.api.PeerAddress;
import java.security.MessageDigest;
import java.util.function.Consumer;

/**
 * Time, names and spare threads: what a node needs from where it runs. All calls are on the node's
 * thread. Without default methods, so that a wrapper cannot forget to pass one on.
 */
public interface NodeRuntime {

  /** Monotonic time in nanoseconds, constant while one event is processed. */
  long nowNanos();

  /** Milliseconds since 1970. */
  long wallMillis();

  /**
   * Finds the addresses of a host name, or the form in which an IPv6 address with a zone is
   * reported. A name that takes long to resolve does not delay others.
   *
   * @param then called once, later, on the node's thread
   */
  void resolve(PeerAddress name, Consumer<Resolution> then);

  /**
   * Runs expensive work off the node's thread, or at once where there is no other thread.
   *
   * @param work must not touch the node's state
   * @param then runs on the node's thread afterwards, also if the work ended with an error
   */
  void offload(Runnable work, Runnable then);

  /**
   * How many pieces of work to hand to {@link #offload} at a time: enough to keep the other threads
   * busy until the node's thread comes round, and no more, since they run in order.
   */
  int maxOffloaded();

  /**
   * A SHA-256 for use on the node's thread, always left reset. Nodes that share a thread may share
   * it: its ten cache lines then stay in the processor's cache.
   */
  MessageDigest sha256();

  /** A new SHA-256, for an implementation of {@link #sha256}. */
  static MessageDigest newSha256() {
    return MessageCodec.newSha256();
  }

  /**
   * Whether the node at an address only observes this network, as a spy of a simulation does. What
   * is sent to it is counted separately; see {@link Node#observerMetric}.
   */
  boolean isObserver(PeerAddress address);
}
