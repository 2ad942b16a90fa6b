package dev.gossip.core.plugin;

import static dev.gossip.core.plugin.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.runtime.DatagramSink;
import dev.gossip.core.engine.runtime.FixedTime;
import dev.gossip.core.engine.wire.MessageCodec;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Tests that the largest payload is one that the transport carries. */
class CarriedPayloadTest {
  private final PluginCatalog catalog =
      PluginCatalog.load(List.of()).with(List.of(SilentTransport.plugin()));
  private final int carried = MessageCodec.maxPayloadBytes(new SilentTransport().maxFrameBytes());

  private Node newNode(int maxPayloadBytes) {
    NodeConfig config =
        NodeConfig.builder()
            .set("gossip.transport.use", "silent", "--set")
            .set("gossip.max-payload-bytes", Integer.toString(maxPayloadBytes), "a.conf: 3")
            .build(catalog.all());
    return Composition.of(config, catalog)
        .newNode(
            new FixedTime(),
            component -> new SplittableRandom(1),
            DatagramSink.unlimited((to, datagram) -> {}),
            event -> {});
  }

  @Test
  void largestCarriedPayloadIsAccepted() {
    assertThat(newNode(carried).maxPayloadBytes()).isEqualTo(carried);
  }

  @Test
  void largerPayloadIsRefusedWithItsOriginAndTheTransport() {
    assertRefused(() -> newNode(carried + 1))
        .isEqualTo(
            "a.conf: 3: gossip.max-payload-bytes: '%d' is more than transport.silent can carry;"
                + " set at most %d",
            carried + 1, carried);
  }
}
