package dev.gossip.core.engine.spam;

import dev.gossip.core.engine.memory.StateStore;

/** Keeps what spam controls remember about peers over restarts. */
public interface PeerRecordStore extends StateStore<SavedRecords> {

  /** Keeps nothing. */
  PeerRecordStore NONE =
      new PeerRecordStore() {
        @Override
        public SavedRecords load() {
          return SavedRecords.NONE;
        }

        @Override
        public void save(SavedRecords records) {}
      };
}
