package dev.gossip.testkit.contract;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** A test of an altered {@link ScoringControl}, which declares that it discourages peers. */
abstract class AlteredScoring extends AlteredSpamControl {
  @Override
  protected final Optional<Duration> forgivenAfter() {
    return Optional.of(ScoringControl.FORGIVEN_AFTER);
  }

  @Override
  protected final Set<Evidence> provenEvidence() {
    return EnumSet.allOf(Evidence.class);
  }
}
