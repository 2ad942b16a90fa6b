package dev.gossip.simulation;

import dev.gossip.api.node.NodeEvent;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls the listener of a run. Its exception is not the node's: the node goes on, and the run ends
 * with the exception after the current event.
 */
final class ListenerGuard {
  private final ObjIntConsumer<NodeEvent> listener;
  private @Nullable Throwable failure;

  ListenerGuard(ObjIntConsumer<NodeEvent> listener) {
    this.listener = listener;
  }

  void call(NodeEvent event, int node) {
    try {
      listener.accept(event, node);
    } catch (RuntimeException | AssertionError e) {
      if (failure == null) {
        failure = e;
      }
    }
  }

  /** Throws the first exception since the last call, if there was one. */
  void rethrow() {
    Throwable thrown = failure;
    failure = null;
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
  }
}
