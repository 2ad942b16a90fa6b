package dev.gossip.core.engine.spam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.SimplePlugin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node says when it is asked about the standing of a peer. */
@Timeout(30)
class SpamQueriesTest {
  private final MemoryNetwork network = new MemoryNetwork(21);

  private static GossipPlugin control(String name, Supplier<List<Explanation>> explanations) {
    SpamControl control =
        new SpamControl() {
          @Override
          public boolean admit(Peer from, Cost cost, int amount) {
            return true;
          }

          @Override
          public List<Explanation> explain(PeerId peer) {
            return explanations.get();
          }
        };
    return new SimplePlugin<>("spam." + name, SpamControl.Factory.class, context -> control);
  }

  @Test
  void explainThatThrowsIsReportedAndDoesNotStopTheNode() {
    GossipPlugin broken =
        control(
            "broken",
            () -> {
              throw new IllegalStateException("no idea");
            });
    GossipPlugin sound = control("sound", () -> List.of(new Explanation("sound", 1, "a test")));
    MemoryNode node = network.start(1, Map.of(), List.of(broken, sound));
    network.start(2, 1);
    network.runFor(Duration.ofSeconds(1));

    for (int i = 0; i < 3; i++) {
      List<Explanation> explanations = node.node.explain(network.node(2).id());
      assertThat(explanations)
          .extracting(Explanation::term)
          .containsExactly("no explanation", "sound");
      assertThat(explanations.get(0).detail())
          .contains("plugin spam.broken failed in explain", "no idea");
    }
    assertThat(node.node.isStopped()).isFalse();
    assertThat(node.peers()).containsExactly(2);
    assertThat(node.eventsOf(NodeEvent.Warning.class))
        .singleElement()
        .satisfies(warning -> assertThat(warning.what()).contains("spam.broken", "explain"));
  }
}
