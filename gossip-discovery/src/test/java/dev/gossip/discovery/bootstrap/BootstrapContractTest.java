package dev.gossip.discovery.bootstrap;

import dev.gossip.api.discovery.PeerDiscovery;
import dev.gossip.testkit.contract.DiscoveryContract;

class BootstrapContractTest extends DiscoveryContract {
  @Override
  protected PeerDiscovery.Factory factory() {
    return context -> new Bootstrap(context, Exchange.ON);
  }

  @Override
  protected int maxProposalsPerFrame() {
    return ExchangeCodec.MAX_ADDRESSES;
  }
}
