package dev.gossip.testkit.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.MessageId;
import org.junit.jupiter.api.Test;

/** What a context says of messages is what the test has set. */
class ScriptedAnswersTest {
  private static final MessageId HELLO = RecordingRelayContext.message("hello").id();
  private static final MessageId OTHER = RecordingRelayContext.message("other").id();

  private final RecordingRelayContext node = new RecordingRelayContext(42);

  @Test
  void messagesAreComingAsTheTestSays() {
    node.setComing(HELLO, true);
    assertThat(node.isComing(HELLO)).isTrue();
    assertThat(node.isComing(OTHER)).isFalse();
    node.setComing(HELLO, false);
    assertThat(node.isComing(HELLO)).isFalse();
  }

  @Test
  void messagesAreRefusedAsTheTestSays() {
    node.setRefused(HELLO, true);
    assertThat(node.isRefused(HELLO)).isTrue();
    assertThat(node.isRefused(OTHER)).isFalse();
    node.setRefused(HELLO, false);
    assertThat(node.isRefused(HELLO)).isFalse();
  }
}
