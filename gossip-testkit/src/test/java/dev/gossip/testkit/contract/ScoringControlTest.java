package dev.gossip.testkit.contract;

import dev.gossip.api.spam.SpamControl;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

class ScoringControlTest extends SpamControlContract {
  @Override
  protected SpamControl.Factory factory() {
    return ScoringControl::new;
  }

  @Override
  protected Optional<Duration> forgivenAfter() {
    return Optional.of(ScoringControl.FORGIVEN_AFTER);
  }

  @Override
  protected Set<Evidence> provenEvidence() {
    return EnumSet.allOf(Evidence.class);
  }
}
