package dev.gossip.core.engine;

import dev.gossip.api.node.NodeEvent;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Passes a node's events on at once, or in their order at the end of a batch: from {@link #hold} to
 * {@link #release} they wait. So a message is in the seen log before the application gets it. What
 * waits is what one batch of datagrams, tasks and timers causes.
 */
final class EventOutbox {
  private final Consumer<NodeEvent> listener;
  private final Queue<NodeEvent> waiting = new ArrayDeque<>(1);
  private boolean holding;

  EventOutbox(Consumer<NodeEvent> listener) {
    this.listener = listener;
  }

  void emit(NodeEvent event) {
    if (holding) {
      waiting.add(event);
    } else {
      listener.accept(event);
    }
  }

  /** Events wait from now on. */
  void hold() {
    holding = true;
  }

  /** Passes on what waits, and what that leads to. */
  void release() {
    for (NodeEvent event = waiting.poll(); event != null; event = waiting.poll()) {
      listener.accept(event);
    }
    holding = false;
  }
}
