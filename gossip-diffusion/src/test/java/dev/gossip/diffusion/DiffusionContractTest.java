package dev.gossip.diffusion;

import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.testkit.contract.RelayStrategyContract;
import dev.gossip.testkit.contract.RelayTraits;
import java.time.Duration;

class DiffusionContractTest extends RelayStrategyContract {
  /** Uses low bounds, so that R6 exercises them, and batches for its 10,000 messages. */
  @Override
  protected RelayStrategy.Factory factory() {
    return context ->
        new DiffusionRelay(
            context,
            TestSettings.diffusion(
                "profile", "lan", "batch", "1000", "known-per-peer", "250", "catch-up", "200"));
  }

  @Override
  protected RelayTraits traits() {
    return RelayTraits.builder()
        .settleTime(Duration.ofMinutes(1))
        .toleratedLoss(0.2)
        .repairsPartitions()
        .maxRetained(2_000)
        .build();
  }
}
