package dev.gossip.core.engine.addresses;

import dev.gossip.core.engine.memory.StateStore;

/** Keeps the address book of a node over restarts. */
public interface AddressStore extends StateStore<SavedAddresses> {

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
}
