package dev.gossip.diffusion;

import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.relay.RelayStrategy;
import java.util.List;

/** {@code relay.diffusion}: announces messages to each peer after a random delay. */
public final class DiffusionPlugin implements GossipPlugin {

  @Override
  public String id() {
    return "relay.diffusion";
  }

  @Override
  public String summary() {
    return "announces messages to each peer after a random delay and sends them on request";
  }

  @Override
  public List<Setting<?>> settings() {
    return DiffusionSettings.all();
  }

  @Override
  public Module module(PluginSettings settings) {
    DiffusionSettings values = DiffusionSettings.of(settings);
    return binder ->
        binder
            .bind(RelayStrategy.Factory.class)
            .toInstance(context -> new DiffusionRelay(context, values));
  }
}
