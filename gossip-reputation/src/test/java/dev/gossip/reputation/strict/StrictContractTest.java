package dev.gossip.reputation.strict;

import dev.gossip.api.spam.SpamControl;
import dev.gossip.testkit.contract.SpamControlContract;
import java.time.Duration;
import java.util.Optional;

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
}
