package dev.gossip.reputation.score;

import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.spam.SpamControl;
import java.util.List;

/**
 * {@code spam.reputation}: a score of each peer. Every kind of evidence has a limit; a peer that
 * reaches one within about a minute is disconnected and refused for ten minutes, then for twenty,
 * and so on up to a day. At half of a limit its control frames are no longer believed, at 70 % it
 * is also throttled. Evidence that an honest peer never gives is charged at once. Evidence that may
 * be this node's own fault is charged only while fewer than a third of the peers show it. Nobody is
 * charged for what the author of a message did.
 *
 * <p>Scores belong to proven ids, never to addresses, and survive reconnects and restarts. With a
 * transport that does not prove ids, they end with the link.
 *
 * <p>Use it with {@code spam.rate-limit}, which limits what is no evidence: {@code gossip.spam.use
 * = "reputation, rate-limit"}.
 */
public final class ReputationPlugin implements GossipPlugin {

  @Override
  public String id() {
    return "spam.reputation";
  }

  @Override
  public String summary() {
    return "scores peers by their offences, and discourages those that go on";
  }

  @Override
  public List<Setting<?>> settings() {
    return ScoreSettings.ALL;
  }

  @Override
  public Module module(PluginSettings settings) {
    ScoreSettings checked = ScoreSettings.read(settings);
    return binder ->
        binder
            .bind(SpamControl.Factory.class)
            .toInstance(context -> new Reputation(context, checked));
  }
}
