package dev.gossip.repair;

import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.testkit.contract.RelayStrategyContract;
import dev.gossip.testkit.contract.RelayTraits;
import java.time.Duration;
import java.util.Optional;

/** The relay contract for repair around another relay; it applies to both together. */
abstract class RepairContract extends RelayStrategyContract {

  /** The window has room for about 500 messages, so that R6 exercises its bound. */
  static final RepairSettings LOW_BOUNDS =
      new RepairSettings(Duration.ofMinutes(10), 16 << 10, Duration.ofSeconds(30));

  /** As in a node. */
  static final RepairSettings DEFAULTS =
      new RepairSettings(Duration.ofMinutes(2), 64 << 20, Duration.ofSeconds(30));

  /** The relay that is wrapped. */
  abstract RelayStrategy.Factory inner();

  @Override
  protected RelayStrategy.Factory factory() {
    RelayStrategy.Factory inner = inner();
    return context -> new RepairRelay(context, LOW_BOUNDS, inner);
  }

  @Override
  protected Optional<RelayStrategy.Factory> wrapping(RelayStrategy.Factory inner) {
    return Optional.of(context -> new RepairRelay(context, LOW_BOUNDS, inner));
  }

  @Override
  protected RelayTraits traits() {
    return claims().build();
  }

  /**
   * Peers compare what they have even if nothing is new: the heartbeat. With loss a message may
   * take several comparisons, 23 to 38 s apart, at each of several nodes.
   */
  static RelayTraits.Builder claims() {
    return RelayTraits.builder()
        .settleTime(Duration.ofMinutes(3))
        .slot(RepairRelay.SLOT)
        .heartbeat()
        .repairsPartitions()
        .toleratedLoss(0.3)
        .maxRetained(5_000);
  }
}
