package dev.gossip.testkit.contract;

import dev.gossip.api.discovery.PeerDiscovery;

class ToyDiscoveryTest extends DiscoveryContract {
  @Override
  protected PeerDiscovery.Factory factory() {
    return ToyDiscovery::new;
  }
}
