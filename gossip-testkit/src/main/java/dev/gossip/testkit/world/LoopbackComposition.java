package dev.gossip.testkit.world;

import dev.gossip.GossipNode;
import dev.gossip.GossipNodeBuilder;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.PluginKind;
import dev.gossip.core.driver.Driver;
import dev.gossip.core.plugin.Composition;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.Variant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The plugins and settings of a group of identical nodes in a loopback world. */
final class LoopbackComposition {
  private static final String ORIGIN = "the world's plan";

  private final List<GossipPlugin> plugins = new ArrayList<>();
  private final Map<String, String> settings;
  private final GossipPlugin transport;
  private final Driver.Factory sockets;

  /**
   * @throws IllegalArgumentException if the plugins and settings are not valid together
   */
  LoopbackComposition(NetworkPlan plan, Optional<Variant> variant) {
    settings = new LinkedHashMap<>(plan.common().settings());
    plugins.addAll(plan.common().plugins());
    variant.ifPresent(
        changes -> {
          // A hostile plugin may have the id of an honest one.
          changes.plugins().forEach(own -> plugins.removeIf(other -> other.id().equals(own.id())));
          plugins.addAll(changes.plugins());
          settings.putAll(changes.settings());
        });
    PluginCatalog catalog = PluginCatalog.load(List.of()).with(plugins);
    NodeConfig.Builder builder = NodeConfig.builder();
    for (PluginKind kind : PluginKind.values()) {
      String use = kind.idsToUse(plugins);
      if (!use.isEmpty()) {
        builder.set("gossip." + kind.prefix() + ".use", use, ORIGIN);
      }
    }
    settings.forEach((path, value) -> builder.set(path, value, ORIGIN));
    NodeConfig config = builder.build(catalog.all());
    String transportId = config.use(PluginKind.TRANSPORT).get(0);
    transport = catalog.require(PluginKind.TRANSPORT, transportId, ORIGIN);
    sockets =
        Composition.of(config, catalog)
            .driverFactory()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the transport "
                            + transport.id()
                            + " has no driver, so it can only be used in a simulation"));
  }

  /** Opens a socket of the configured transport. */
  LoopbackDriver open(PeerAddress listen) throws IOException {
    return new LoopbackDriver(sockets.open(listen));
  }

  /** Returns the builder of a node that uses this socket. */
  GossipNodeBuilder builder(LoopbackDriver driver) {
    GossipNodeBuilder builder = GossipNode.builder();
    plugins.stream().filter(plugin -> !plugin.id().equals(transport.id())).forEach(builder::with);
    builder.with(new BoundTransport(transport, driver));
    settings.forEach((path, value) -> builder.set(path, value, ORIGIN));
    return builder;
  }
}
