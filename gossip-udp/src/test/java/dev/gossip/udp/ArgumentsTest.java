package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.GossipNode;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Verdict;
import dev.gossip.core.config.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong arguments are errors of the caller, and the node goes on. */
@Timeout(60)
class ArgumentsTest {
  private static final String TOO_LONG = "t".repeat(GossipMessage.MAX_TOPIC_BYTES + 1);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void topicThatNoMessageCanHaveIsRefused(boolean isLong) throws Exception {
    String topic = isLong ? TOO_LONG : "";
    assertThatThrownBy(() -> GossipNode.builder().validate(topic, message -> Verdict.ACCEPT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a topic has 1 to 64 bytes");
    assertThatThrownBy(() -> GossipNode.builder().onMessage(topic, delivery -> {}))
        .isInstanceOf(IllegalArgumentException.class);
    try (GossipNode node = GossipNode.builder().start()) {
      assertThatThrownBy(() -> node.subscribe(topic, delivery -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a topic has 1 to 64 bytes");
      assertThatThrownBy(() -> node.subscribe(topic, delivery -> {}, Runnable::run))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void negativeNumberOfAddressesDoesNotStopTheNode() throws Exception {
    try (GossipNode node = GossipNode.builder().start()) {
      assertThatThrownBy(() -> node.knownAddresses(-1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("use 0 or more");

      assertThat(node.knownAddresses(0)).isNotNull();
      assertThat(node.stopped()).isNotDone();
    }
  }

  @Test
  void folderThatNoFileSystemHasIsAnErrorOfTheConfiguration() {
    assertThatThrownBy(() -> GossipNode.builder().set("gossip.data-dir", "a\0b").start())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("gossip.data-dir")
        .hasMessageContaining("choose another");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.NEGATIVE_INFINITY})
  void scoreThatIsNoNumberIsRefused(double points) throws Exception {
    try (GossipNode node = GossipNode.builder().start()) {
      assertThatThrownBy(() -> node.score(node.id(), points))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a finite number of points");
    }
  }
}
