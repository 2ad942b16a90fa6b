package dev.gossip.core.config;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.core.engine.spec.NodeAddresses;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The addresses in the configuration of a node. */
final class ConfiguredAddresses {
  private final PeerList peers = new PeerList();
  private final PeerAddress listen;
  private final NodeAddresses nodeAddresses;

  /**
   * Checks all addresses.
   *
   * @param where where a setting was configured, with its key, for errors
   * @param addedPeers peers besides those of {@code gossip.peers}
   * @param addedSeeds seeds besides those of {@code gossip.seeds}
   * @throws ConfigurationException if one of them is not usable
   */
  ConfiguredAddresses(
      PluginSettings node,
      Function<Setting<?>, String> where,
      List<ConfiguredValue> addedPeers,
      List<ConfiguredValue> addedSeeds) {
    this.listen = listen(node.get(NodeSettings.LISTEN), where.apply(NodeSettings.LISTEN));
    for (String text : list(node.get(NodeSettings.PEERS))) {
      peers.add(text, where.apply(NodeSettings.PEERS));
    }
    addedPeers.forEach(added -> peers.add(added.text(), added.origin()));
    Set<PeerAddress> seeds = new LinkedHashSet<>();
    for (String text : list(node.get(NodeSettings.SEEDS))) {
      seeds.add(PeerAddresses.seed(text, where.apply(NodeSettings.SEEDS)));
    }
    addedSeeds.forEach(added -> seeds.add(PeerAddresses.seed(added.text(), added.origin())));
    this.nodeAddresses =
        new NodeAddresses(
            List.copyOf(seeds),
            PeerAddresses.advertised(
                node.get(NodeSettings.ADVERTISE), where.apply(NodeSettings.ADVERTISE)));
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split(",", -1))
        .filter(item -> !item.isBlank())
        .map(String::strip)
        .toList();
  }

  private static PeerAddress listen(String text, String where) {
    try {
      return PeerAddresses.requireListen(PeerAddress.parse(text));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(where + ": " + e.getMessage(), e);
    }
  }

  /** The address to listen on. */
  PeerAddress listen() {
    return listen;
  }

  /** The nodes to stay connected to. */
  PeerList peers() {
    return peers;
  }

  /** The nodes to start from, and the address to advertise. */
  NodeAddresses nodeAddresses() {
    return nodeAddresses;
  }
}
