package dev.gossip.reputation.score;

import dev.gossip.api.spam.SpamControl;
import dev.gossip.testkit.contract.SpamControlContract;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

class ReputationContractTest extends SpamControlContract {
  @Override
  protected SpamControl.Factory factory() {
    // The inferred evidence of the contract, which is off otherwise.
    return Scores.factory("invalid-limit", "30");
  }

  /** The first ban. */
  @Override
  protected Optional<Duration> forgivenAfter() {
    return Optional.of(Duration.ofMinutes(10));
  }

  @Override
  protected Set<SpamControlContract.Evidence> provenEvidence() {
    return EnumSet.allOf(SpamControlContract.Evidence.class);
  }
}
