package dev.gossip.discovery.file;

import dev.gossip.api.discovery.PeerDiscovery;
import dev.gossip.testkit.contract.DiscoveryContract;
import java.time.Duration;

class FileContractTest extends DiscoveryContract {
  @Override
  protected PeerDiscovery.Factory factory() {
    return context ->
        new FileDiscovery(
            context,
            "nodes.txt",
            () -> AddressList.parse("a.example:7400\n203.0.113.9:7400 # first\nno.example:7400\n"),
            Duration.ofSeconds(5));
  }
}
