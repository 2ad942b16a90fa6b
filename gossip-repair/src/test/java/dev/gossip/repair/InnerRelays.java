package dev.gossip.repair;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Module;
import com.google.inject.Provides;
import com.google.inject.util.Modules;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Slot;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.core.builtin.FloodingPlugin;
import dev.gossip.diffusion.DandelionPlugin;
import dev.gossip.diffusion.DiffusionPlugin;
import java.util.HashMap;
import java.util.Map;

/** Relays for {@code relay.repair} to wrap; none of them is aware of it. */
final class InnerRelays {
  /** Low bounds, so that R6 exercises them, and batches for its 10,000 messages. */
  private static final Map<String, String> LOW_BOUNDS =
      Map.of("profile", "lan", "batch", "1000", "known-per-peer", "220", "catch-up", "200");

  private InnerRelays() {}

  static RelayStrategy.Factory flooding() {
    return create(new FloodingPlugin(), Map.of());
  }

  static RelayStrategy.Factory diffusion() {
    return create(new DiffusionPlugin(), LOW_BOUNDS);
  }

  static RelayStrategy.Factory diffusion(String... keysAndValues) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return create(new DiffusionPlugin(), values);
  }

  /** Dandelion++ over diffusion. */
  static RelayStrategy.Factory dandelion() {
    return create(new DandelionPlugin(), Map.of(), new FluffModule(diffusion()));
  }

  private static RelayStrategy.Factory create(
      GossipPlugin plugin, Map<String, String> values, Module... more) {
    PluginSettings settings = PluginSettings.of(plugin.settings(), values);
    return Guice.createInjector(plugin.module(settings), Modules.combine(more))
        .getInstance(RelayStrategy.Factory.class);
  }

  private static final class FluffModule extends AbstractModule {
    private final RelayStrategy.Factory fluff;

    FluffModule(RelayStrategy.Factory fluff) {
      this.fluff = fluff;
    }

    @Provides
    @Slot("relay.fluff")
    RelayStrategy.Factory fluff() {
      return fluff;
    }
  }
}
