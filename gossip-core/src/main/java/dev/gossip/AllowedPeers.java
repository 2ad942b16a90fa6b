package dev.gossip;

import dev.gossip.api.node.NodeEvent.Warning;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.NodeSettings;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.runtime.NodeRuntime;
import dev.gossip.core.plugin.Composition;
import dev.gossip.core.storage.AllowedPeersFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The list of nodes that may be peers, if there is one. */
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

  /** Has a node accept only the nodes on the list. To be called before it gets datagrams. */
  void applyTo(Node node) {
    if (file != null) {
      node.allowOnly(file.ids());
    }
  }

  /**
   * Has a node follow changes of the list. On the node's thread.
   *
   * @param runtime reads the file on another thread, since a slow disk must not delay the node
   */
  void follow(Node node, NodeRuntime runtime) {
    if (file != null) {
      if (file.ids().isEmpty()) {
        node.warn(
            "the list of gossip.allowed-peers has no id, so no node may be a peer",
            "add the ids of the allowed peers, one a line");
      }
      scheduleCheck(node, runtime, file);
    }
  }

  private static void scheduleCheck(Node node, NodeRuntime runtime, AllowedPeersFile file) {
    node.schedule(
        CHECK_INTERVAL,
        "check the list of allowed peers",
        () -> {
          Check check = new Check(file);
          runtime.offload(
              check,
              () -> {
                check.result().ifPresent(warning -> node.warn(warning.what(), warning.remedy()));
                node.allowOnly(file.ids());
                scheduleCheck(node, runtime, file);
              });
        });
  }

  /** Reads the file once. The next check begins when the node has taken the result of this one. */
  private static final class Check implements Runnable {
    private final AllowedPeersFile file;
    private Optional<Warning> warning = Optional.empty();
    private @Nullable RuntimeException failure;

    Check(AllowedPeersFile file) {
      this.file = file;
    }

    @Override
    public void run() {
      try {
        warning = file.check();
      } catch (RuntimeException e) {
        failure = e;
      }
    }

    /** On the node's thread, so that a bug in the check stops the node and is reported. */
    Optional<Warning> result() {
      if (failure != null) {
        throw failure;
      }
      return warning;
    }
  }
}
