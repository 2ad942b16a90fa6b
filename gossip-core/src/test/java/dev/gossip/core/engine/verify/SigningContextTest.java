package dev.gossip.core.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Module;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.signing.SigningContext;
import dev.gossip.core.engine.network.BatchSigning;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The services that a node offers to its message signing. */
class SigningContextTest {
  private final MemoryNetwork network = new MemoryNetwork(7);

  @Test
  void warningFromSigningIsReportedAsAnEvent() {
    MemoryNode node =
        start(
            context -> {
              TimerHandle unused =
                  context.schedule(
                      Duration.ofSeconds(5),
                      "look",
                      () -> context.warn("the list is odd", "fix it"));
            });
    network.runFor(Duration.ofMillis(4_900));
    assertThat(node.eventsOf(NodeEvent.Warning.class)).isEmpty();
    network.runFor(Duration.ofMillis(200));

    assertThat(node.eventsOf(NodeEvent.Warning.class))
        .containsExactly(new NodeEvent.Warning("the list is odd", "fix it"));
  }

  @Test
  void cancelledTimerDoesNotRun() {
    MemoryNode node =
        start(
            context ->
                context
                    .schedule(Duration.ofSeconds(5), "look", () -> context.warn("odd", "fix it"))
                    .cancel());
    network.runFor(Duration.ofSeconds(6));

    assertThat(node.eventsOf(NodeEvent.Warning.class)).isEmpty();
  }

  @Test
  void throwingTimerStopsTheNodeAndIsNamedInTheReason() {
    MemoryNode node =
        start(
            context -> {
              TimerHandle unused =
                  context.schedule(
                      Duration.ofSeconds(5),
                      "look",
                      () -> {
                        throw new IllegalStateException("no idea");
                      });
            });
    network.runFor(Duration.ofSeconds(6));

    assertThat(node.eventsOf(NodeEvent.Stopped.class))
        .singleElement()
        .asString()
        .contains("plugin signing.callback failed in timer 'look'", "no idea");
  }

  private MemoryNode start(Consumer<SigningContext> onCreate) {
    return network.start(1, Map.of(), List.of(new CallbackSigning(onCreate)));
  }

  /** Signing that passes its context to a callback when it is created. */
  private record CallbackSigning(Consumer<SigningContext> onCreate) implements GossipPlugin {
    @Override
    public String id() {
      return "signing.callback";
    }

    @Override
    public String summary() {
      return "for a test";
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder ->
          binder
              .bind(MessageSigning.Factory.class)
              .toInstance(
                  context -> {
                    onCreate.accept(context);
                    return new BatchSigning("author");
                  });
    }
  }
}
