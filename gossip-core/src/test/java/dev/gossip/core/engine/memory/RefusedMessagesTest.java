package dev.gossip.core.engine.memory;

import static dev.gossip.core.engine.Messages.id;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefusedMessagesTest {
  private static final long END = 100;

  private final RefusedMessages refused = new RefusedMessages();

  @Test
  void numberOfMessagesIsBoundedAndTheOldestGoFirst() {
    for (int i = 0; i < RefusedMessages.CAPACITY; i++) {
      refused.add(id(i), END);
    }
    refused.add(id(0), END);
    refused.add(id(RefusedMessages.CAPACITY), END);

    assertThat(refused.size()).isEqualTo(RefusedMessages.CAPACITY);
    assertThat(refused.contains(id(0), 0)).as("refused again").isTrue();
    assertThat(refused.contains(id(1), 0)).as("the oldest").isFalse();
    assertThat(refused.contains(id(2), 0)).isTrue();
  }

  @Test
  void messageIsRefusedUntilItsTime() {
    refused.add(id(1), END);
    assertThat(refused.contains(id(1), END - 1)).isTrue();
    assertThat(refused.contains(id(1), END)).isFalse();
    assertThat(refused.contains(id(2), 0)).isFalse();
  }

  @Test
  void messageThatWasAcceptedIsNotRefused() {
    refused.add(id(1), END);
    refused.remove(id(1));
    assertThat(refused.contains(id(1), 0)).isFalse();
    assertThat(refused.size()).isZero();
  }
}
