package dev.gossip.reputation.score;

import com.google.inject.Guice;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.spam.Standing;
import dev.gossip.reputation.SpamNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Nodes with scores, for tests. */
final class Scores {
  static final Duration SECOND = Duration.ofSeconds(1);
  static final Duration MINUTE = Duration.ofMinutes(1);
  static final Duration BAN = Duration.ofMinutes(10);
  static final Duration DAY = Duration.ofDays(1);

  private Scores() {}

  /**
   * @param keysAndValues alternating keys and values of settings
   */
  static SpamNode node(String... keysAndValues) {
    return SpamNode.of(factory(keysAndValues));
  }

  /**
   * @param keysAndValues alternating keys and values of settings
   */
  static SpamControl.Factory factory(String... keysAndValues) {
    ReputationPlugin plugin = new ReputationPlugin();
    return Guice.createInjector(plugin.module(settings(keysAndValues)))
        .getInstance(SpamControl.Factory.class);
  }

  static PluginSettings settings(String... keysAndValues) {
    Map<String, String> configured = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      configured.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return PluginSettings.of(new ReputationPlugin().settings(), configured);
  }

  /** Sends malformed frames until the peer is discouraged. Returns how many. */
  static int discourage(SpamNode node, Peer peer) {
    int frames = 0;
    while (node.standing(peer) != Standing.DISCOURAGED) {
      node.misbehaves(peer, Misbehaviour.MALFORMED_FRAME, 1);
      frames++;
    }
    return frames;
  }
}
