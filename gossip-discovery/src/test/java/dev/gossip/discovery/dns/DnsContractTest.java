package dev.gossip.discovery.dns;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.PeerDiscovery;
import dev.gossip.testkit.contract.DiscoveryContract;
import java.time.Duration;
import java.util.List;

class DnsContractTest extends DiscoveryContract {
  @Override
  protected PeerDiscovery.Factory factory() {
    return context ->
        new DnsDiscovery(
            context,
            DnsName.parseAll("a.example:7400, no.example:7400, _gossip._udp.example"),
            Duration.ofSeconds(30),
            service -> new ServiceLookup.Found(List.of(PeerAddress.parse("b.example:7401")), ""));
  }
}
