package dev.gossip.discovery.bootstrap;

import dev.gossip.api.discovery.PeerDiscovery;
import dev.gossip.testkit.contract.DiscoveryContract;

class PrivateBootstrapContractTest extends DiscoveryContract {
  @Override
  protected PeerDiscovery.Factory factory() {
    return context -> new Bootstrap(context, Exchange.OFF);
  }

  @Override
  protected int maxProposalsPerFrame() {
    return 0;
  }
}
