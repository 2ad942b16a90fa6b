package dev.gossip.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.Provider;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.NamedSlot;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.core.config.NodeSettings;
import dev.gossip.core.config.PluginKind;
import dev.gossip.core.plugin.CheckedPlugins;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.plan.NetworkPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Random combinations of settings, checked one after the other and each by itself. */
class CheckedSettingsTest {
  private static final long SEED = 20_261_201;
  private static final int COMBINATIONS = 200;
  private static final List<String> VALUES =
      List.of(
          "0",
          "1",
          "2",
          "30",
          "1000000",
          "0.5",
          "1ms",
          "10s",
          "2h",
          "true",
          "false",
          "none",
          "noise",
          "flooding",
          "diffusion",
          "lazy");

  private final PluginCatalog catalog = PluginCatalog.load(List.of()).with(List.of(new Moody()));
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final List<String> paths = new ArrayList<>();

  private Map<String, String> combination() {
    Map<String, String> settings = new TreeMap<>();
    for (PluginKind kind : List.of(PluginKind.RELAY, PluginKind.SPAM, PluginKind.MEMBERSHIP)) {
      List<String> ids =
          catalog.all().stream()
              .map(GossipPlugin::id)
              .filter(id -> id.startsWith(kind.prefix() + "."))
              .toList();
      if (random.nextInt(3) > 0) {
        settings.put("gossip." + kind.prefix() + ".use", ids.get(random.nextInt(ids.size())));
      }
    }
    if (random.nextBoolean()) {
      settings.put("gossip.relay.use", "moody");
      settings.put("gossip.relay.moody.mood", Integer.toString(1 + random.nextInt(5)));
      settings.put("gossip.relay.moody.inner", random.nextBoolean() ? "diffusion" : "flooding");
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      settings.put(
          paths.get(random.nextInt(paths.size())), VALUES.get(random.nextInt(VALUES.size())));
    }
    return settings;
  }

  private String outcome(Map<String, String> settings, Function<Simulation, ?> check) {
    NetworkPlan.Builder plan = NetworkPlan.seeded(1).catalog(catalog);
    settings.forEach(plan::set);
    try {
      return "valid: " + check.apply(Simulation.of(plan.build()));
    } catch (IllegalArgumentException e) {
      return e.getClass().getName() + ": " + e.getMessage();
    }
  }

  @Test
  void combinationsCheckedTogetherHaveTheOutcomeOfEachAlone() {
    NodeSettings.all().forEach(setting -> paths.add("gossip." + setting.key()));
    catalog
        .all()
        .forEach(
            plugin -> {
              for (Setting<?> setting : plugin.settings()) {
                paths.add("gossip." + plugin.id() + "." + setting.key());
              }
            });
    CheckedPlugins checked = new CheckedPlugins();
    Map<Boolean, Integer> counts = new HashMap<>();
    for (int i = 0; i < COMBINATIONS; i++) {
      Map<String, String> settings = combination();
      String alone = outcome(settings, simulation -> simulation.check().configured());

      String together = outcome(settings, simulation -> simulation.check(checked).configured());

      assertThat(together).as("seed %d, combination %d: %s", SEED, i, settings).isEqualTo(alone);
      counts.merge(alone.startsWith("valid: "), 1, Integer::sum);
    }
    assertThat(counts.get(true)).as("valid ones").isGreaterThan(30);
    assertThat(counts.get(false)).as("others").isGreaterThan(30);
  }

  /** Wraps another relay, and refuses a mood only when it is wired. */
  private static final class Moody implements GossipPlugin {
    private static final Setting<Integer> MOOD = Setting.integer("mood", 1, 1, 5, "how it is");
    private static final Setting<String> INNER = Setting.text("inner", "flooding", "what relays");

    @Override
    public String id() {
      return "relay.moody";
    }

    @Override
    public String summary() {
      return "relays in some moods";
    }

    @Override
    public List<Setting<?>> settings() {
      return List.of(MOOD, INNER);
    }

    @Override
    public Map<String, String> slots(PluginSettings settings) {
      return Map.of("relay.inner", settings.get(INNER));
    }

    @Override
    public Module module(PluginSettings settings) {
      int mood = settings.get(MOOD);
      return binder -> {
        Provider<RelayStrategy.Factory> inner =
            binder.getProvider(Key.get(RelayStrategy.Factory.class, new NamedSlot("relay.inner")));
        binder
            .bind(RelayStrategy.Factory.class)
            .toProvider(
                () -> {
                  if (mood > 3) {
                    throw new IllegalStateException("mood " + mood);
                  }
                  return inner.get();
                });
      };
    }
  }
}
