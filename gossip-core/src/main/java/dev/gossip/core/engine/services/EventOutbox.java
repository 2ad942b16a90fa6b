package dev.gossip.core.engine.services;

import dev.gossip.api.node.NodeEvent;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes on a node's events immediately, or in order at the end of a batch: they wait from {@link
 * #hold} to {@link #release}. So a message is in the seen log before the application gets it. At
 * most the events of one batch of datagrams, tasks and timers wait.
 */
final class EventOutbox {
  private final Consumer<NodeEvent> listener;
  // Null before the first event that waits, so never without a seen log.
  private @Nullable Queue<NodeEvent> waiting;
  private boolean holding;

  EventOutbox(Consumer<NodeEvent> listener) {
    this.listener = listener;
  }

  void emit(NodeEvent event) {
    if (holding) {
      if (waiting == null) {
        waiting = new ArrayDeque<>();
      }
      waiting.add(event);
    } else {
      listener.accept(event);
    }
  }

  /** Makes events wait from now on. */
  void hold() {
    holding = true;
  }

  /** Passes on the waiting events, and the events that these cause. */
  void release() {
    while (waiting != null && !waiting.isEmpty()) {
      listener.accept(waiting.remove());
    }
    holding = false;
  }
}
