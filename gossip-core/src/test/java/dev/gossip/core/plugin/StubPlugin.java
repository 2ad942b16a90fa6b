package dev.gossip.core.plugin;

import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import java.util.function.Supplier;

/** A plugin with a given id and module. */
final class StubPlugin implements GossipPlugin {
  private final String id;
  private final Supplier<Module> module;

  StubPlugin(String id) {
    this(id, () -> binder -> {});
  }

  StubPlugin(String id, Supplier<Module> module) {
    this.id = id;
    this.module = module;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String summary() {
    return "stands in for a plugin";
  }

  @Override
  public Module module(PluginSettings settings) {
    return module.get();
  }
}
