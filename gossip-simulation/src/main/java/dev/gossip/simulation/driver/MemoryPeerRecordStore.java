package dev.gossip.simulation.driver;

import dev.gossip.core.engine.spam.PeerRecordStore;
import dev.gossip.core.engine.spam.SavedRecords;

/** What the file with the peer records of a simulated node holds. */
final class MemoryPeerRecordStore implements PeerRecordStore {
  private SavedRecords saved = SavedRecords.NONE;

  @Override
  public SavedRecords load() {
    return saved;
  }

  @Override
  public void save(SavedRecords records) {
    saved = records;
  }
}
