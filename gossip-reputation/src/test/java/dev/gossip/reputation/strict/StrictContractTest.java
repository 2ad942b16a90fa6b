package dev.gossip.reputation.strict;

import dev.gossip.api.spam.SpamControl;
import dev.gossip.testkit.contract.SpamControlContract;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

class StrictContractTest extends SpamControlContract {
  @Override
  protected SpamControl.Factory factory() {
    return context -> new Strict(context, 50_000);
  }

  /** Two generations of twelve hours. */
  @Override
  protected Optional<Duration> forgivenAfter() {
    return Optional.of(Duration.ofHours(24));
  }

  @Override
  protected Set<Evidence> provenEvidence() {
    return EnumSet.of(Evidence.MALFORMED_FRAME, Evidence.BAD_SIGNATURE);
  }
}
