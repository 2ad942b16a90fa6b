package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerId;
import dev.gossip.api.relay.RelayStrategy;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryRulesTest {

  @Test
  void strategyThatSendsToAllPeersSkipsNone() {
    assertThat(skipsPeers(Flood::new)).isFalse();
  }

  @Test
  void strategyThatChoosesAmongManyPeersSkipsSome() {
    RelayStrategy.Factory mesh =
        context ->
            new Flood(context) {
              @Override
              List<PeerId> receivers() {
                List<PeerId> all = super.receivers();
                return all.size() < 16
                    ? all
                    : all.stream().filter(peer -> isInMesh(context.self(), peer)).toList();
              }
            };

    assertThat(skipsPeers(mesh)).isTrue();
  }

  /** Symmetric; true for about seven peers of eight. */
  private static boolean isInMesh(PeerId self, PeerId peer) {
    return (self.hashCode() ^ peer.hashCode()) % 8 != 0;
  }

  private static boolean skipsPeers(RelayStrategy.Factory factory) {
    DeliveryRules rules =
        new DeliveryRules(new RelayBench("R1", factory, RelayTraits.builder().build()));
    rules.everyMessageIsDeliveredOnceAtEveryNode();
    return rules.skipsPeers();
  }
}
