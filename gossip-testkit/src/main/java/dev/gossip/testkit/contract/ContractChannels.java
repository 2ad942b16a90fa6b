package dev.gossip.testkit.contract;

import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.core.config.PluginKind;
import dev.gossip.simulation.Simulation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The strategy under test as a plugin, with the channels of its declared slots. The strategy
 * creates those that it wraps; the plugins in its slots only provide channels.
 */
final class ContractChannels {
  private static final String PLUGIN = "relay.contract";
  private static final String PATH_SEPARATOR = "/";

  private static final RelayStrategy.Factory NEVER_CREATED =
      context -> {
        throw new IllegalStateException("the strategy under test creates those that it wraps");
      };

  private ContractChannels() {}

  /** Lets all nodes use the strategy. */
  static Simulation with(
      Simulation simulation, RelayStrategy.Factory strategy, RelayTraits traits) {
    return with(simulation, PLUGIN, strategy, traits.slots());
  }

  private static Simulation with(
      Simulation simulation, String id, RelayStrategy.Factory strategy, List<String> paths) {
    Map<String, String> slots = new TreeMap<>();
    for (String slot : paths) {
      if (!slot.contains(PATH_SEPARATOR)) {
        slots.put(slot, fill(simulation, id + "-" + slots.size(), inside(slot, paths)));
      }
    }
    // The plugin that is added last is the one that is used.
    return simulation.with(new Plugin(id, strategy, slots));
  }

  /** The slots of the strategy that fills a slot. */
  private static List<String> inside(String slot, List<String> paths) {
    String prefix = slot + PATH_SEPARATOR;
    return paths.stream()
        .filter(path -> path.startsWith(prefix))
        .map(path -> path.substring(prefix.length()))
        .toList();
  }

  private static String fill(Simulation simulation, String id, List<String> paths) {
    if (paths.isEmpty()) {
      return PluginKind.RELAY.defaultId();
    }
    with(simulation, id, NEVER_CREATED, paths);
    return id;
  }

  private record Plugin(String id, RelayStrategy.Factory factory, Map<String, String> filled)
      implements GossipPlugin {
    @Override
    public String summary() {
      return "the strategy under test, or a channel of one that it wraps";
    }

    @Override
    public Map<String, String> slots(PluginSettings settings) {
      return filled;
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder -> binder.bind(RelayStrategy.Factory.class).toInstance(factory);
    }
  }
}
