package dev.gossip.testkit.world;

import com.google.inject.Module;
import com.google.inject.util.Modules;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.core.driver.Driver;
import java.util.List;

/**
 * A transport plugin whose socket is already bound, so that all nodes know each other's ports
 * before the first of them starts.
 */
final class BoundTransport implements GossipPlugin {
  private final GossipPlugin transport;
  private final Driver driver;

  BoundTransport(GossipPlugin transport, Driver driver) {
    this.transport = transport;
    this.driver = driver;
  }

  @Override
  public String id() {
    return transport.id();
  }

  @Override
  public String summary() {
    return transport.summary();
  }

  @Override
  public List<Setting<?>> settings() {
    return transport.settings();
  }

  @Override
  public Module module(PluginSettings settings) {
    return Modules.override(transport.module(settings))
        .with(binder -> binder.bind(Driver.Factory.class).toInstance(listen -> driver));
  }
}
