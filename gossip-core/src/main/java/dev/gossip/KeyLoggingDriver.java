package dev.gossip;

import dev.gossip.api.node.NodeEvent.Warning;
import dev.gossip.api.transport.KeyLog;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.NodeSettings;
import dev.gossip.core.driver.Driver;
import dev.gossip.core.driver.ForwardingDriver;
import dev.gossip.core.engine.Node;
import dev.gossip.core.plugin.Composition;
import dev.gossip.core.storage.KeyLogFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A driver that writes the keys of sessions to a file, on another thread than the node's. */
final class KeyLoggingDriver extends ForwardingDriver implements KeyLog {
  // Two for each session; a full second of handshakes, if a disk is slow.
  private static final int MAX_WAITING = 1_024;

  private static final String REMEDY =
      "delete the file or name another one in gossip.debug.keylog, and start the node again";

  private final KeyLogFile file;
  private @Nullable Node node;
  private int waiting;
  private boolean failed;

  private KeyLoggingDriver(Driver driver, KeyLogFile file) {
    super(driver);
    this.file = file;
  }

  /**
   * Opens the key log that is configured.
   *
   * @return the driver itself if none is
   * @throws ConfigurationException if the file cannot be used
   */
  static Driver wrap(Driver driver, NodeConfig config) {
    String path = config.get(NodeSettings.DEBUG_KEYLOG);
    if (path.isEmpty()) {
      return driver;
    }
    try {
      return new KeyLoggingDriver(driver, KeyLogFile.open(Path.of(path)));
    } catch (IllegalArgumentException e) {
      String where = config.origin("gossip.debug.keylog").orElse("default");
      throw new ConfigurationException(where + ": gossip.debug.keylog: " + e.getMessage(), e);
    }
  }

  /** What the user should know when a node starts that logs keys. */
  static Optional<Warning> warning(NodeConfig config, Composition composition) {
    String path = config.get(NodeSettings.DEBUG_KEYLOG);
    if (path.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        composition.identities().isEmpty()
            ? new Warning(
                "no keys are written to " + path + ": the transport does not encrypt",
                "remove gossip.debug.keylog")
            : new Warning(
                "the keys of all sessions are written to "
                    + path
                    + ": anyone who reads that file can read captured traffic of this node",
                "use it for debugging only; then remove gossip.debug.keylog, start the node again"
                    + " and delete the file"));
  }

  /** The node to warn. */
  void warns(Node warned) {
    node = warned;
  }

  @Override
  public Optional<KeyLog> keyLog() {
    return Optional.of(this);
  }

  @Override
  public void add(String line) {
    if (failed) {
      return;
    }
    if (waiting == MAX_WAITING) {
      fail("the disk is too slow");
      return;
    }
    waiting++;
    Write write = new Write(file, line);
    offload(write, () -> written(write));
  }

  private void written(Write write) {
    waiting--;
    if (write.problem != null) {
      fail(write.problem);
    }
  }

  private void fail(String problem) {
    if (!failed && node != null) {
      failed = true;
      node.warn("no more keys are written to " + file + ": " + problem, REMEDY);
    }
  }

  /** One line, written on another thread. */
  private static final class Write implements Runnable {
    private final KeyLogFile file;
    private final String line;
    private volatile @Nullable String problem;

    Write(KeyLogFile file, String line) {
      this.file = file;
      this.line = line;
    }

    @Override
    public void run() {
      try {
        file.add(line);
      } catch (IOException e) {
        problem = e.getMessage();
      } catch (RuntimeException e) {
        problem = e.toString();
      }
    }
  }
}
