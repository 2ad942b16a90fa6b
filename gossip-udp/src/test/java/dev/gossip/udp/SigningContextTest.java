package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Module;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.signing.SigningContext;
import dev.gossip.udp.ManualNetwork.TestNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What message signing may ask of its node. */
class SigningContextTest {
  private final ManualNetwork world = new ManualNetwork(7);

  @Test
  void whatSigningWarnsOfIsAnEvent() {
    TestNode node =
        start(
            context -> {
              TimerHandle unused =
                  context.schedule(
                      Duration.ofSeconds(5),
                      "look",
                      () -> context.warn("the list is odd", "mend it"));
            });
    world.runFor(Duration.ofMillis(4_900));
    assertThat(node.told(NodeEvent.Warning.class)).isEmpty();
    world.runFor(Duration.ofMillis(200));

    assertThat(node.told(NodeEvent.Warning.class))
        .containsExactly(new NodeEvent.Warning("the list is odd", "mend it"));
  }

  @Test
  void whatWasCancelledDoesNotRun() {
    TestNode node =
        start(
            context ->
                context
                    .schedule(Duration.ofSeconds(5), "look", () -> context.warn("odd", "mend it"))
                    .cancel());
    world.runFor(Duration.ofSeconds(6));

    assertThat(node.told(NodeEvent.Warning.class)).isEmpty();
  }

  @Test
  void anActionThatThrowsStopsTheNodeAndIsNamed() {
    TestNode node =
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
    world.runFor(Duration.ofSeconds(6));

    assertThat(node.told(NodeEvent.Stopped.class))
        .singleElement()
        .asString()
        .contains("plugin signing.asking failed in timer 'look'", "no idea");
  }

  private TestNode start(Consumer<SigningContext> asks) {
    return world.start(1, Map.of(), List.of(new AskingSigning(asks)));
  }

  private record AskingSigning(Consumer<SigningContext> asks) implements GossipPlugin {
    @Override
    public String id() {
      return "signing.asking";
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
                    asks.accept(context);
                    return new TogetherSigning("author");
                  });
    }
  }
}
