package dev.gossip.testkit.contract;

import dev.gossip.api.discovery.DiscoveryContext;
import dev.gossip.api.discovery.PeerDiscovery;

/** A test of a discovery that is altered in a few methods, usually to break one rule. */
abstract class AlteredDiscovery extends DiscoveryContract {

  /** Creates the discovery under test, usually a {@link ToyDiscovery}. */
  abstract PeerDiscovery create(DiscoveryContext context);

  @Override
  protected final PeerDiscovery.Factory factory() {
    return this::create;
  }
}
