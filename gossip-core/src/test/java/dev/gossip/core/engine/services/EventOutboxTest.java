package dev.gossip.core.engine.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.node.NodeEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventOutboxTest {
  private final List<String> received = new ArrayList<>();
  private final EventOutbox outbox = new EventOutbox(this::onEvent);

  private void onEvent(NodeEvent event) {
    String name = ((NodeEvent.Warning) event).what();
    received.add(name);
    if (name.equals("cause")) {
      outbox.emit(new NodeEvent.Warning("effect", ""));
    }
  }

  @Test
  void eventsArePassedOnAtOnce() {
    emit("one");

    assertThat(received).containsExactly("one");
  }

  @Test
  void heldEventsArePassedOnInOrderAtRelease() {
    emit("before");
    outbox.hold();
    emit("cause");
    emit("two");
    assertThat(received).containsExactly("before");

    outbox.release();
    emit("after");

    assertThat(received).containsExactly("before", "cause", "two", "effect", "after");
  }

  private void emit(String name) {
    outbox.emit(new NodeEvent.Warning(name, ""));
  }
}
