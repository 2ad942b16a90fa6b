package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.spam.SpamControl;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class PluginContractTest extends ContractProof {
  PluginContractTest() {
    super(PluginContract.class);
  }

  @Test
  void pluginPassedProgrammaticallyNeedsNoServiceFile() {
    ContractRun run = ContractRun.of(PassedProgrammatically.class);

    assertThat(run.broken()).isEmpty();
    assertThat(run.skipped()).containsOnlyKeys("P9");
    assertThat(run.skipped().get("P9")).contains("passed programmatically");
  }

  /** A correct plugin. Each saboteur overrides one method with a mistake. */
  private static class GoodPlugin implements GossipPlugin {
    static final Setting<Integer> RATE =
        Setting.integer("rate", 10, 1, 1_000, "frames a second; a guess");

    @Override
    public String id() {
      return "spam.good";
    }

    @Override
    public String summary() {
      return "refuses large frames";
    }

    @Override
    public List<Setting<?>> settings() {
      return List.of(RATE);
    }

    @Override
    public Module module(PluginSettings settings) {
      int rate = settings.get(RATE);
      return binder ->
          binder
              .bind(SpamControl.Factory.class)
              .toInstance(context -> counting(context::nowNanos, rate));
    }

    static SpamControl counting(LongSupplier clock, int rate) {
      return (from, cost, amount) -> clock.getAsLong() >= 0 && amount < rate;
    }
  }

  static class PassedProgrammatically extends PluginContract {
    @Override
    protected GossipPlugin plugin() {
      return new GoodPlugin();
    }

    @Override
    protected boolean registered() {
      return false;
    }
  }

  @ViolatesRule(value = "P1", saying = "has the id 'Spam Good'; an id is one of relay, spam")
  static class MalformedId extends PassedProgrammatically {
    @Override
    protected GossipPlugin plugin() {
      return new GoodPlugin() {
        @Override
        public String id() {
          return "Spam Good";
        }
      };
    }
  }

  @ViolatesRule(value = "P1", saying = "has the id 'spam.use'")
  static class ReservedId extends PassedProgrammatically {
    @Override
    protected GossipPlugin plugin() {
      return new GoodPlugin() {
        @Override
        public String id() {
          return "spam.use";
        }
      };
    }
  }

  @ViolatesRule(
      value = "P2",
      saying = "GossipPlugin.summary, listed by 'gossip plugins', must be one non-empty line")
  static class TwoLineSummary extends PassedProgrammatically {
    @Override
    protected GossipPlugin plugin() {
      return new GoodPlugin() {
        @Override
        public String summary() {
          return "refuses\nlarge frames";
        }
      };
    }
  }

  @ViolatesRule(
      value = "P3",
      saying = "'0' is not a whole number from 1 to 1000: correct the default")
  static class DefaultOutOfBounds extends PassedProgrammatically {
    @Override
    protected GossipPlugin plugin() {
      return withSettings(() -> List.of(Setting.integer("rate", 0, 1, 1_000, "a rate")));
    }
  }

  @ViolatesRule(value = "P4", saying = "keys are used in configuration files and must be unique")
  static class DuplicateSettingKey extends PassedProgrammatically {
    @Override
    protected GossipPlugin plugin() {
      return withSettings(
          () -> List.of(GoodPlugin.RATE, burst("frames at once"), burst("frames in a row")));
    }
  }

  @ViolatesRule(value = "P4", saying = "lower case, digits, dashes")
  static class KeyInCamelCase extends PassedProgrammatically {
    @Override
    protected GossipPlugin plugin() {
      return withSettings(
          () -> List.of(GoodPlugin.RATE, Setting.flag("isStrict", true, "whether to rate")));
    }
  }

  @ViolatesRule(
      value = "P5",
      saying = "the meaning of setting 'strict', listed by 'gossip plugins'")
  static class SettingWithoutMeaning extends PassedProgrammatically {
    @Override
    protected GossipPlugin plugin() {
      return withSettings(() -> List.of(GoodPlugin.RATE, Setting.flag("strict", true, " ")));
    }
  }

  @ViolatesRule(value = "P6", saying = "read many times and must not change")
  static class SettingsGrow extends PassedProgrammatically {
    @Override
    protected GossipPlugin plugin() {
      return new GoodPlugin() {
        private int calls;

        @Override
        public List<Setting<?>> settings() {
          Setting<Integer> more = Setting.integer("more", ++calls, 1, 1_000, "number of calls");
          return List.of(RATE, more);
        }
      };
    }
  }

  @ViolatesRule(value = "P7", saying = "failed to bind SpamControl.Factory")
  static class BindsNothing extends PassedProgrammatically {
    @Override
    protected GossipPlugin plugin() {
      return withModule(binder -> {});
    }
  }

  @ViolatesRule(
      value = "P7",
      saying = "the plugin reads setting 'rate' but does not list it in settings()")
  static class ReadsAnUndeclaredSetting extends PassedProgrammatically {
    @Override
    protected GossipPlugin plugin() {
      return withSettings(List::of);
    }
  }

  @ViolatesRule(value = "P7", saying = "plugin spam.good failed in create: ")
  static class FactoryThrows extends PassedProgrammatically {
    @Override
    protected GossipPlugin plugin() {
      return withModule(
          binder ->
              binder
                  .bind(SpamControl.Factory.class)
                  .toInstance(
                      context -> {
                        throw new IllegalStateException("no licence");
                      }));
    }
  }

  @ViolatesRule(value = "P8", saying = "create a new one in each call of the factory")
  static class SharesOneObjectInAComposition extends PassedProgrammatically {
    @Override
    protected GossipPlugin plugin() {
      SpamControl shared = GoodPlugin.counting(() -> 0, 10);
      return withModule(
          binder -> binder.bind(SpamControl.Factory.class).toInstance(context -> shared));
    }
  }

  @ViolatesRule(value = "P8", saying = "keep no state in static fields")
  static class SharesOneObjectAcrossCompositions extends PassedProgrammatically {
    private static final SpamControl FIRST = GoodPlugin.counting(() -> 0, 10);

    @Override
    protected GossipPlugin plugin() {
      boolean[] used = {false};
      return withModule(
          binder ->
              binder
                  .bind(SpamControl.Factory.class)
                  .toInstance(
                      context -> {
                        SpamControl spam =
                            used[0] ? GoodPlugin.counting(context::nowNanos, 10) : FIRST;
                        used[0] = true;
                        return spam;
                      }));
    }
  }

  @ViolatesRule(value = "P9", saying = "to META-INF/services/dev.gossip.api.plugin.GossipPlugin")
  static class MissingFromTheServiceFile extends PassedProgrammatically {
    @Override
    protected boolean registered() {
      return true;
    }
  }

  private static Setting<Integer> burst(String meaning) {
    return Setting.integer("burst", 10, 1, 1_000, meaning);
  }

  private interface SettingsSource {
    List<Setting<?>> settings();
  }

  private static GossipPlugin withSettings(SettingsSource source) {
    return new GoodPlugin() {
      @Override
      public List<Setting<?>> settings() {
        return source.settings();
      }
    };
  }

  private static GossipPlugin withModule(Module module) {
    return new GoodPlugin() {
      @Override
      public Module module(PluginSettings settings) {
        return module;
      }
    };
  }
}
