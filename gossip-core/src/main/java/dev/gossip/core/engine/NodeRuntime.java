package dev.gossip.core.engine;

import dev.gossip.api.PeerAddress;
import java.security.MessageDigest;
import java.util.function.Consumer;

/** What a node needs from the world; everything else it knows itself. On the node's thread. */
public interface NodeRuntime {

  /** Monotonic time in nanoseconds, constant while one event is worked off. */
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
   * Does something dear beside the node's thread; at once unless there are other threads.
   *
   * @param work touches nothing of the node
   * @param then follows on the node's thread, also if the work broke off, as for lack of memory
   */
  default void offload(Runnable work, Runnable then) {
    work.run();
    then.run();
  }

  /**
   * How many such things to ask for at a time: enough to keep other threads busy until this one
   * comes round, and no more, since what was asked for first is done first.
   */
  default int maxOffloaded() {
    return 16;
  }

  /**
   * A SHA-256 for the node's thread, always left as new. Nodes that share a thread may share it:
   * ten cache lines that then stay in the processor's cache.
   */
  default MessageDigest sha256() {
    return MessageCodec.newSha256();
  }

  /**
   * Whether the node at an address only observes this network, as a spy of a simulation does. What
   * is sent to it then counts apart; see {@link Node#observerMetric}.
   */
  default boolean isObserver(PeerAddress address) {
    return false;
  }
}
