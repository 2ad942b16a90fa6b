package dev.gossip.reputation.score;

import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.testkit.contract.SpamControlContract;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

class ReputationContractTest extends SpamControlContract {
  @Override
  protected SpamControl.Factory factory() {
    ScoreSettings settings = ScoreSettings.read(PluginSettings.defaultsOf(new ReputationPlugin()));
    return context -> new Reputation(context, settings);
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
