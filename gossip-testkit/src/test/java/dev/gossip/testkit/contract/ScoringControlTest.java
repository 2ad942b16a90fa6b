package dev.gossip.testkit.contract;

import dev.gossip.api.spam.SpamControl;
import java.time.Duration;
import java.util.Optional;

class ScoringControlTest extends SpamControlContract {
  @Override
  protected SpamControl.Factory factory() {
    return ScoringControl::new;
  }

  @Override
  protected Optional<Duration> forgivenAfter() {
    return Optional.of(ScoringControl.FORGIVEN_AFTER);
  }
}
