package dev.gossip.reputation.strict;

import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.spam.SpamControl;
import java.util.List;

/**
 * {@code spam.strict}: one provable violation, that is a malformed frame or a bad signature that
 * the peer could have checked, and the peer is disconnected and refused for 12 to 24 hours, as
 * Bitcoin Core does. What loss, bursts and restarts can cause is no violation. Only ids are
 * remembered, in a filter that takes one stranger in a million for a violator.
 *
 * <p>Use it with {@code spam.rate-limit}: {@code gossip.spam.use = "strict, rate-limit"}.
 */
public final class StrictPlugin implements GossipPlugin {
  private static final Setting<Integer> CAPACITY =
      Setting.integer(
          "capacity",
          50_000,
          1_000,
          10_000_000,
          "ids that are remembered at most, the latest half of them for certain; as in Bitcoin"
              + " Core; takes 7.6 bytes for each");

  @Override
  public String id() {
    return "spam.strict";
  }

  @Override
  public String summary() {
    return "discourages a peer for half a day or more at its first provable violation";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(CAPACITY);
  }

  @Override
  public Module module(PluginSettings settings) {
    int capacity = settings.get(CAPACITY);
    return binder ->
        binder.bind(SpamControl.Factory.class).toInstance(context -> new Strict(context, capacity));
  }
}
