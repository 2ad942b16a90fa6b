package dev.gossip.core.plugin;

import static dev.gossip.core.plugin.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Binder;
import dev.gossip.api.discovery.PeerDiscovery;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.runtime.DatagramSink;
import dev.gossip.core.engine.runtime.FixedTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Tests that the HELLO of a node is one that its transport carries. */
class CarriedHelloTest {
  private static final int DISCOVERIES = 62;

  private static Node newNode(String prefix) {
    List<GossipPlugin> plugins = new ArrayList<>(List.of(SilentTransport.plugin()));
    List<String> names = new ArrayList<>();
    for (int i = 0; i < DISCOVERIES; i++) {
      String name = prefix + i;
      names.add(name);
      plugins.add(new StubPlugin("discovery." + name, () -> CarriedHelloTest::bind));
    }
    PluginCatalog catalog = PluginCatalog.load(List.of()).with(plugins);
    NodeConfig config =
        NodeConfig.builder()
            .set("gossip.transport.use", "silent", "--set")
            .set("gossip.membership.use", "configured", "--set")
            .set("gossip.discovery.use", String.join(",", names), "--set")
            .build(catalog.all());
    return Composition.of(config, catalog)
        .newNode(
            new FixedTime(),
            component -> new SplittableRandom(1),
            DatagramSink.unlimited((to, datagram) -> {}),
            event -> {});
  }

  private static void bind(Binder binder) {
    binder.bind(PeerDiscovery.Factory.class).toInstance(context -> () -> {});
  }

  @Test
  void helloWithSixtyFourShortNamesIsCarried() {
    Node node = newNode("d");

    assertThat(node.carried().maxHelloBytes())
        .isLessThanOrEqualTo(node.carried().datagramFrameBytes());
  }

  @Test
  void helloThatTheTransportCannotCarryIsRefusedWithARemedy() {
    assertRefused(() -> newNode("d".repeat(20)))
        .isEqualTo(
            "the HELLO of this node, which names its 64 control channels, has up to 2544 bytes,"
                + " and transport.silent can carry 2000 in one datagram; name fewer plugins in"
                + " gossip.discovery.use, or shorten gossip.network");
  }
}
