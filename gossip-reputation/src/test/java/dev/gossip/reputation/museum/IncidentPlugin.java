package dev.gossip.reputation.museum;

import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.spam.SpamControl;
import java.util.List;

/**
 * A spam control of a test.
 *
 * @param id of the plugin
 */
record IncidentPlugin(String id, SpamControl.Factory factory) implements GossipPlugin {
  @Override
  public String summary() {
    return "a spam control of a test";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of();
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder -> binder.bind(SpamControl.Factory.class).toInstance(factory);
  }
}
