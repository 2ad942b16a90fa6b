package dev.gossip.simulation.driver;

import dev.gossip.core.engine.addresses.AddressStore;
import dev.gossip.core.engine.addresses.SavedAddresses;

/** What the address file of a simulated node holds. */
final class MemoryAddressStore implements AddressStore {
  private SavedAddresses saved = SavedAddresses.NONE;

  @Override
  public SavedAddresses load() {
    return saved;
  }

  @Override
  public void save(SavedAddresses addresses) {
    saved = addresses;
  }
}
