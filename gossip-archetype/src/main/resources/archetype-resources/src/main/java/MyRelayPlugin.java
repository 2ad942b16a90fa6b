package ${package};

import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.relay.RelayStrategy;

/** The plugin {@code relay.${relay}}. */
public final class MyRelayPlugin implements GossipPlugin {
  @Override
  public String id() {
    return "relay.${relay}";
  }

  @Override
  public String summary() {
    return "sends each message to every peer except the one that it came from";
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder -> binder.bind(RelayStrategy.Factory.class).toInstance(MyRelay::new);
  }
}
