package dev.gossip.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.node.NodeEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventOutboxTest {
  private final List<String> passedOn = new ArrayList<>();
  private final EventOutbox outbox = new EventOutbox(this::onEvent);

  private void onEvent(NodeEvent event) {
    String name = ((NodeEvent.Warning) event).what();
    passedOn.add(name);
    if (name.equals("cause")) {
      outbox.emit(new NodeEvent.Warning("effect", ""));
    }
  }

  @Test
  void eventsPassAtOnce() {
    emit("one");

    assertThat(passedOn).containsExactly("one");
  }

  @Test
  void eventsWaitForTheirReleaseAndKeepTheirOrder() {
    emit("before");
    outbox.hold();
    emit("cause");
    emit("two");
    assertThat(passedOn).containsExactly("before");

    outbox.release();
    emit("after");

    assertThat(passedOn).containsExactly("before", "cause", "two", "effect", "after");
  }

  private void emit(String name) {
    outbox.emit(new NodeEvent.Warning(name, ""));
  }
}
