package dev.gossip.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.AddressSnapshot;
import dev.gossip.GossipNode;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.KnownAddress;
import dev.gossip.api.node.NodeEvent;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Seeds that a node does not dial, and what it knows of those that it does. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class UnusedSeedsTest {
  private static final String SEED = "127.0.0.1:9";

  @ParameterizedTest
  @CsvSource({
    "gossip.membership.use, configured, the seeds are not dialed, outbound",
    "gossip.discovery.use, '', no discovery that proposes them, bootstrap",
    "gossip.discovery.use, dns, only discovery.bootstrap uses them, '[dns, bootstrap]'",
    "gossip.discovery.use, 'file,dns', 'not discovery.file, discovery.dns', bootstrap"
  })
  void nodeWarnsOfSeedsThatItDoesNotDial(String key, String value, String what, String remedy)
      throws IOException {
    CompletableFuture<NodeEvent.Warning> warned = new CompletableFuture<>();
    try (GossipNode node =
        GossipNode.builder()
            .seed(SEED)
            .set(key, value)
            .onEvent(
                event -> {
                  if (event instanceof NodeEvent.Warning warning
                      && warning.what().contains("seeds")) {
                    warned.complete(warning);
                  }
                })
            .start()) {
      NodeEvent.Warning warning = warned.join();

      assertThat(warning.what()).contains(what);
      assertThat(warning.remedy()).contains(remedy);
      assertThat(node.peers()).isEmpty();
    }
  }

  @Test
  void knownAddressesCanStillBeReadOnceTheNodeHasStopped() throws IOException {
    try (GossipNode first = GossipNode.builder().set("gossip.discovery.use", "bootstrap").start()) {
      GossipNode node =
          GossipNode.builder()
              .seed(first.address().toString())
              .set("gossip.advertise", "127.0.0.1:4")
              .start();
      node.ready().join();
      AddressSnapshot running = node.knownAddresses(10);
      assertThat(running.ofPeers().get(first.address()))
          .isNotNull()
          .satisfies(known -> assertThat(known.source()).isEqualTo(AddressSource.CONFIGURED));
      assertThat(running.latest()).extracting(KnownAddress::address).contains(first.address());

      node.close();

      AddressSnapshot stopped = node.knownAddresses(0);
      assertThat(stopped.size()).isPositive();
      assertThat(stopped.latest()).isEmpty();
      assertThat(stopped.own()).contains(PeerAddress.parse("127.0.0.1:4"));
    }
  }
}
