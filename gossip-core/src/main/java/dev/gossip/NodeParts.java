package dev.gossip;

import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.NodeSettings;
import dev.gossip.core.engine.memory.SeenLog;
import dev.gossip.core.storage.FileSeenLog;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Makes what a real node has and a simulated one has not. */
final class NodeParts {
  private NodeParts() {}

  /**
   * Opens the log of seen messages.
   *
   * @param folder empty for none
   */
  static SeenLog openSeenLog(String folder, NodeConfig config) throws IOException {
    return folder.isEmpty()
        ? SeenLog.NONE
        : FileSeenLog.open(Path.of(folder), config.get(NodeSettings.SEEN_IDS));
  }

  /** Closes the log of a node that cannot start. */
  static void release(SeenLog seenLog, Throwable cause) {
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
  static RandomGenerator randomStream(String component, SecureRandom random) {
    return component.equals("messages") ? new SplittableRandom(random.nextLong()) : random;
  }
}
