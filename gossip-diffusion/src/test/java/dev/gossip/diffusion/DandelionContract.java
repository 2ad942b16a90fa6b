package dev.gossip.diffusion;

import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.testkit.contract.RelayStrategyContract;
import dev.gossip.testkit.contract.RelayTraits;
import java.time.Duration;

/** Dandelion++ over any relay: what it keeps is asked of the two together. */
abstract class DandelionContract extends RelayStrategyContract {

  /** What it wraps. */
  abstract RelayStrategy.Factory fluff();

  @Override
  protected RelayStrategy.Factory factory() {
    RelayStrategy.Factory fluff = fluff();
    DandelionSettings settings = TestSettings.dandelion();
    return context -> new DandelionRelay(context, settings, fluff);
  }

  @Override
  protected RelayTraits traits() {
    return claims().build();
  }

  /** A message lives for 5 minutes, and an embargo ends within the first half of that. */
  static RelayTraits.Builder claims() {
    return RelayTraits.builder().settleTime(Duration.ofMinutes(3)).slot(DandelionRelay.SLOT);
  }
}
