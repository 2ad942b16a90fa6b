package dev.gossip;

import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.NodeSettings;
import dev.gossip.core.engine.Node;
import dev.gossip.core.plugin.Composition;
import dev.gossip.core.storage.AllowedPeersFile;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The list of nodes that may be peers, if there is one. To be used on the node's thread. */
final class AllowedPeers {
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

  private final @Nullable AllowedPeersFile file;

  private AllowedPeers(@Nullable AllowedPeersFile file) {
    this.file = file;
  }

  /**
   * Reads the list.
   *
   * @throws ConfigurationException if it cannot be read, or ids are not proven, so that anyone
   *     could claim one that is listed
   */
  static AllowedPeers read(NodeConfig config, Composition composition) {
    String path = config.get(NodeSettings.ALLOWED_PEERS);
    if (path.isEmpty()) {
      return new AllowedPeers(null);
    }
    String where = config.origin("gossip.allowed-peers").orElse("default");
    if (composition.identities().isEmpty()) {
      throw new ConfigurationException(
          where
              + ": gossip.allowed-peers: the transport does not prove ids, so anyone could claim an"
              + " id of the list; set gossip.transport.udp.security to noise, or remove the list");
    }
    try {
      return new AllowedPeers(AllowedPeersFile.read(Path.of(path)));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(where + ": gossip.allowed-peers: " + e.getMessage(), e);
    }
  }

  /** Has a node accept only the nodes on the list, and follow changes of it. */
  void applyTo(Node node) {
    if (file != null) {
      if (file.ids().isEmpty()) {
        node.warn(
            "the list of gossip.allowed-peers has no id, so no node may be a peer",
            "add the ids of the allowed peers, one a line");
      }
      node.allowOnly(file.ids());
      scheduleCheck(node, file);
    }
  }

  private static void scheduleCheck(Node node, AllowedPeersFile file) {
    node.schedule(
        CHECK_INTERVAL,
        "check the list of allowed peers",
        () -> {
          file.check().ifPresent(warning -> node.warn(warning.what(), warning.remedy()));
          node.allowOnly(file.ids());
          scheduleCheck(node, file);
        });
  }
}
