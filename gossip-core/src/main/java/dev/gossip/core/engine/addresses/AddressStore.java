package dev.gossip.core.engine.addresses;

import java.io.IOException;

/** Keeps the address book of a node over restarts. */
public interface AddressStore {

  /** Keeps nothing. */
  AddressStore NONE =
      new AddressStore() {
        @Override
        public SavedAddresses load() {
          return SavedAddresses.NONE;
        }

        @Override
        public void save(SavedAddresses addresses) {}
      };

  /** What was saved last. Called once, before {@link #save}. */
  SavedAddresses load();

  /**
   * Replaces what is kept; after a crash there is the old or the new book. Any thread, one call at
   * a time.
   *
   * @throws IOException if it cannot be written; then what was kept before is still there
   */
  void save(SavedAddresses addresses) throws IOException;
}
