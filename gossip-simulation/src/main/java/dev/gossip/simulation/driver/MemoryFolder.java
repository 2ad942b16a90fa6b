package dev.gossip.simulation.driver;

import dev.gossip.core.engine.RestartState;
import java.util.Optional;

/** What the data folder of a simulated node holds, apart from its key. */
final class MemoryFolder {
  private MemoryFolder() {}

  /** A new folder. */
  static RestartState create() {
    return new RestartState(
        new MemorySeenLog(),
        Optional.empty(),
        new MemoryAddressStore(),
        new MemoryPeerRecordStore());
  }
}
