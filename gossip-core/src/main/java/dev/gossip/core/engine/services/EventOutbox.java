package dev.gossip.core.engine.services;

import dev.gossip.api.node.NodeEvent;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Passes on a node's events immediately, or in order at the end of a batch: they wait from {@link
 * #hold} to {@link #release}. So a message is in the seen log before the application gets it. At
 * most the events of one batch of datagrams, tasks and timers wait.
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

  /** Makes events wait from now on. */
  void hold() {
    holding = true;
  }

  /** Passes on the waiting events, and the events that these cause. */
  void release() {
    for (NodeEvent event = waiting.poll(); event != null; event = waiting.poll()) {
      listener.accept(event);
    }
    holding = false;
  }
}
