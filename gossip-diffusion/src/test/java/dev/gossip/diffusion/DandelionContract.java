package dev.gossip.diffusion;

import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.testkit.contract.RelayStrategyContract;
import dev.gossip.testkit.contract.RelayTraits;
import java.time.Duration;
import java.util.Optional;

/** The relay contract for Dandelion++ over another relay; it applies to both together. */
abstract class DandelionContract extends RelayStrategyContract {

  /** The relay that Dandelion++ wraps. */
  abstract RelayStrategy.Factory fluff();

  @Override
  protected RelayStrategy.Factory factory() {
    RelayStrategy.Factory fluff = fluff();
    DandelionSettings settings = TestSettings.dandelion();
    return context -> new DandelionRelay(context, settings, fluff);
  }

  @Override
  protected Optional<RelayStrategy.Factory> wrapping(RelayStrategy.Factory inner) {
    DandelionSettings settings = TestSettings.dandelion();
    return Optional.of(context -> new DandelionRelay(context, settings, inner));
  }

  @Override
  protected RelayTraits traits() {
    return claims().build();
  }

  /** The lifetime of a message is 5 minutes, and an embargo ends within the first half of it. */
  static RelayTraits.Builder claims() {
    return RelayTraits.builder().settleTime(Duration.ofMinutes(3)).slot(DandelionRelay.SLOT);
  }
}
