package dev.gossip.core.config;

import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import java.time.Duration;
import java.util.List;

/** A plugin that only declares settings. */
final class DeclaringPlugin implements GossipPlugin {
  static final Setting<Duration> INTERVAL = Setting.duration("interval", "2s", "how often");
  static final Setting<Integer> COUNT = Setting.integer("count", 3, 0, 9, "how many");

  @Override
  public String id() {
    return "relay.declaring";
  }

  @Override
  public String summary() {
    return "declares two settings";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(INTERVAL, COUNT);
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder -> {};
  }
}
