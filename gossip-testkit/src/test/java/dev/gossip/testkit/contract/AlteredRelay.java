package dev.gossip.testkit.contract;

import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;

/** A test of a relay that is altered in a few methods, usually to break one rule. */
abstract class AlteredRelay extends RelayStrategyContract {

  /** Creates the strategy under test, usually a {@link Flood}. */
  abstract RelayStrategy create(RelayContext context);

  @Override
  protected final RelayStrategy.Factory factory() {
    return this::create;
  }

  /** Skips the slow parts of R4 and R6, which most saboteurs do not need. */
  @Override
  final boolean runsFullChecks() {
    return false;
  }
}
