package dev.gossip;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.NodeEvent.Warning;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.Discoveries;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.NodeSettings;
import dev.gossip.core.config.PluginKind;
import dev.gossip.core.driver.Driver;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.RestartState;
import dev.gossip.core.engine.addresses.AddressStore;
import dev.gossip.core.engine.memory.SeenLog;
import dev.gossip.core.engine.spam.PeerRecordStore;
import dev.gossip.core.engine.spec.NodeKey;
import dev.gossip.core.plugin.Composition;
import dev.gossip.core.storage.AddressBookFile;
import dev.gossip.core.storage.FileErrors;
import dev.gossip.core.storage.FileSeenLog;
import dev.gossip.core.storage.NodeKeyFile;
import dev.gossip.core.storage.PeerRecordFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Makes what a real node has and a simulated one has not. */
final class NodeParts {
  /** The name of the file with the node's key in the data folder. */
  private static final String KEY_FILE = "node.key";

  private NodeParts() {}

  /**
   * A node that has been created and does not run yet.
   *
   * @param kept what it has from an earlier run
   */
  record Created(Node node, RestartState kept) {}

  /** What opens sockets, for the chosen transport. */
  static Driver.Factory drivers(Composition composition) {
    return composition
        .driverFactory()
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "the transport plugin has no driver, so it can only be used in a"
                        + " simulation; add the artifact dev.gossip:gossip-udp"));
  }

  /**
   * Creates a node. If that fails, everything is released, the driver included.
   *
   * @param events gets every event, on the node's thread
   */
  static Created create(
      NodeConfig config, Composition composition, Driver driver, Consumer<NodeEvent> events)
      throws IOException {
    SeenLog seenLog = SeenLog.NONE;
    try {
      seenLog = openSeenLog(composition.dataDir(), config);
      RestartState kept = restartState(composition, config, seenLog);
      SecureRandom random = new SecureRandom();
      Driver runtime = KeyLoggingDriver.wrap(driver, config);
      Node node =
          composition.newNode(
              runtime, component -> randomStream(component, random), driver, kept, events);
      if (runtime instanceof KeyLoggingDriver logging) {
        logging.warns(node);
      }
      return new Created(node, kept);
    } catch (IOException | RuntimeException | Error e) {
      release(seenLog, e);
      driver.discard();
      throw e;
    }
  }

  /**
   * Opens the log of seen messages.
   *
   * @param folder empty for none
   * @throws ConfigurationException if no folder can have this name
   */
  private static SeenLog openSeenLog(String folder, NodeConfig config) throws IOException {
    if (folder.isEmpty()) {
      return SeenLog.NONE;
    }
    Path path;
    try {
      path = Path.of(folder);
    } catch (InvalidPathException e) {
      String origin = config.origin("gossip.data-dir").orElse("default");
      throw new ConfigurationException(
          origin
              + ": gossip.data-dir: no folder can have this name ("
              + e.getReason()
              + "); choose another one, or start the JVM in a locale with UTF-8",
          e);
    }
    return FileSeenLog.open(path, config.get(NodeSettings.SEEN_IDS));
  }

  /**
   * Reads the address book, and the key of the node where the transport proves ids; makes a key in
   * a data folder that has none. Without a key the node makes one that is not kept.
   *
   * @param seenLog opened before, so that no other node uses the data folder meanwhile
   * @throws ConfigurationException if the file of the key cannot be used
   * @throws IOException if a new key cannot be written
   */
  private static RestartState restartState(
      Composition composition, NodeConfig config, SeenLog seenLog) throws IOException {
    String identity = config.get(NodeSettings.IDENTITY);
    String folder = composition.dataDir();
    AddressStore addresses =
        folder.isEmpty()
            ? AddressStore.NONE
            : AddressBookFile.open(Path.of(folder), config.get(NodeSettings.KNOWN_ADDRESSES));
    // Anyone can claim an id that is not proven.
    PeerRecordStore records =
        folder.isEmpty() || composition.identities().isEmpty()
            ? PeerRecordStore.NONE
            : PeerRecordFile.open(Path.of(folder));
    RestartState state = new RestartState(seenLog, Optional.empty(), addresses, records);
    if (composition.identities().isEmpty()
        || identity.equals(NodeSettings.EPHEMERAL)
        || (identity.isEmpty() && folder.isEmpty())) {
      return state;
    }
    Path kept = Path.of(folder, KEY_FILE);
    if (identity.isEmpty() && !Files.exists(kept, LinkOption.NOFOLLOW_LINKS)) {
      NodeKey made = NodeKey.generate(new SecureRandom());
      createKey(kept, made);
      return state.with(Optional.of(made));
    }
    try {
      Path file = identity.isEmpty() ? kept : Path.of(identity);
      return state.with(Optional.of(NodeKeyFile.read(file)));
    } catch (IllegalArgumentException e) {
      String setting = identity.isEmpty() ? "gossip.data-dir" : "gossip.identity";
      String origin = config.origin(setting).orElse("default");
      throw new ConfigurationException(origin + ": " + setting + ": " + e.getMessage(), e);
    }
  }

  private static void createKey(Path file, NodeKey key) throws IOException {
    try {
      NodeKeyFile.create(file, key);
    } catch (IOException e) {
      throw new IOException(
          "the node key "
              + file
              + " cannot be written: "
              + FileErrors.reason(e)
              + "; correct that, or set gossip.identity to another file or to "
              + NodeSettings.EPHEMERAL,
          e);
    }
  }

  /** What the user should know when a node starts. */
  static List<Warning> warnings(RestartState kept, Composition composition, NodeConfig config) {
    List<Warning> warnings = new ArrayList<>();
    if (kept.seenLog() instanceof FileSeenLog file) {
      warnings.addAll(file.warnings());
    }
    if (kept.addresses() instanceof AddressBookFile file) {
      warnings.addAll(file.warnings());
    }
    if (kept.records() instanceof PeerRecordFile file) {
      warnings.addAll(file.warnings());
    }
    if (composition.identities().isEmpty()) {
      boolean named = config.wantedPeers().stream().anyMatch(peer -> peer.id().isPresent());
      warnings.add(
          new Warning(
              "the transport protects nothing: anyone who sees the traffic can read and forge it"
                  + (named ? ", and anyone can claim the ids that peers are named with" : ""),
              "set gossip.transport.udp.security = noise at all nodes"));
    }
    KeyLoggingDriver.warning(config, composition).ifPresent(warnings::add);
    unusedSeeds(config).ifPresent(warnings::add);
    return warnings;
  }

  private static Optional<Warning> unusedSeeds(NodeConfig config) {
    if (config.nodeAddresses().seeds().isEmpty()) {
      return Optional.empty();
    }
    List<String> discoveries = config.fullIds(PluginKind.DISCOVERY);
    if (discoveries.isEmpty()) {
      return Optional.of(
          new Warning(
              "this node has seeds and no discovery that proposes them",
              "remove gossip.discovery.use, or set it to bootstrap"));
    }
    if (!Discoveries.mayUseSeeds(discoveries)) {
      return Optional.of(
          new Warning(
              "the seeds are not dialed: only discovery.bootstrap uses them, not "
                  + String.join(", ", discoveries),
              "add bootstrap, as in gossip.discovery.use = ["
                  + String.join(", ", config.use(PluginKind.DISCOVERY))
                  + ", bootstrap], or remove the seeds"));
    }
    return config.fullIds(PluginKind.MEMBERSHIP).contains("membership.configured")
        ? Optional.of(
            new Warning(
                "the seeds are not dialed: membership.configured keeps only configured links",
                "set gossip.membership.use = outbound, or name the nodes in gossip.peers"))
        : Optional.empty();
  }

  /** Starts the thread of a node. If there is no memory for one, everything is released. */
  static void run(Created created, Driver driver) {
    try {
      driver.run(created.node());
    } catch (RuntimeException | Error e) {
      release(created.kept().seenLog(), e);
      driver.discard();
      throw e;
    }
  }

  /** Closes the log of a node that cannot start. */
  private static void release(SeenLog seenLog, Throwable cause) {
    try {
      seenLog.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /**
   * Unpredictable, so that other nodes cannot guess connection ids, timers or choices of peers. The
   * nonce of an unsigned message is no secret and is drawn for every message, so it uses a cheap
   * generator.
   */
  private static RandomGenerator randomStream(String component, SecureRandom random) {
    return component.equals("messages") ? new SplittableRandom(random.nextLong()) : random;
  }

  /** The thread of the listeners of a node at an address. */
  static DeliveryThread deliveryThread(NodeConfig config, PeerAddress address) {
    return new DeliveryThread(
        config.get(NodeSettings.DELIVERY_QUEUE),
        config.get(NodeSettings.DELIVERY_QUEUE_BYTES),
        "gossip-delivery-" + address);
  }

  /** The bounds of the publish queue. */
  static PublishQueue.Limits publishLimits(NodeConfig config) {
    return new PublishQueue.Limits(
        config.get(NodeSettings.PUBLISH_QUEUE), config.get(NodeSettings.PUBLISH_QUEUE_BYTES));
  }
}
