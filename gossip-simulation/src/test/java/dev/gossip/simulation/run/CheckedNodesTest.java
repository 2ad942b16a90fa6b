package dev.gossip.simulation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.plugin.SimplePlugin;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.simulation.plan.NetworkPlan;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CheckedNodesTest {
  private static final Setting<Integer> LIMIT =
      Setting.integer("limit", 10, 1, 100, "the largest amount");

  private final AtomicInteger composed = new AtomicInteger();
  private final CheckedNodes checked = new CheckedNodes();
  private final PluginCatalog catalog =
      PluginCatalog.load(List.of()).with(List.of(new Counted(composed)));

  private static final class Counted extends SimplePlugin<SpamControl.Factory> {
    Counted(AtomicInteger composed) {
      super(
          "spam.counted",
          "counts its compositions",
          settings -> {
            composed.incrementAndGet();
            int limit = settings.read(LIMIT, Counted::notThirteen);
            return context -> (from, cost, amount) -> amount <= limit;
          },
          LIMIT);
    }

    private static int notThirteen(int limit) {
      if (limit == 13) {
        throw new IllegalArgumentException("13 is unlucky; use 12");
      }
      return limit;
    }
  }

  private PreparedRun prepare(String text) {
    NetworkPlan plan =
        NetworkPlan.parse("spam=counted " + text).toBuilder().catalog(catalog).build();
    return new PreparedRun(plan, checked);
  }

  @Test
  void nodesAreComposedOnceForPlansThatDifferInTheNetwork() {
    prepare("loss=0.1");
    int once = composed.get();

    for (int i = 0; i < 50; i++) {
      PreparedRun run = prepare(String.format(Locale.ROOT, "nodes=20 loss=0.%02d seed=%d", i, i));
      assertThat(run.plan().seed()).isEqualTo(i);
      assertThat(run.config().configured()).containsEntry("gossip.spam.use", "counted");
    }

    assertThat(once).isPositive();
    assertThat(composed.get()).isEqualTo(once);
  }

  @Test
  void nodesWithOtherSettingsAreCheckedEachTime() {
    prepare("gossip.spam.counted.limit=12");
    int once = composed.get();

    prepare("gossip.spam.counted.limit=14");
    assertThat(composed.get()).isEqualTo(2 * once);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> prepare("gossip.spam.counted.limit=13"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("13 is unlucky; use 12");
    }
    assertThat(prepare("gossip.spam.counted.limit=14").config().configured())
        .containsEntry("gossip.spam.counted.limit", "14");
  }

  @Test
  void pluginIsWiredAgainOnlyForOtherSettingsOfItsOwn() {
    AtomicInteger wired = new AtomicInteger();
    PluginCatalog known = catalog.with(List.of(new Wired(wired)));
    for (int i = 0; i < 20; i++) {
      NetworkPlan plan =
          NetworkPlan.parse(
                  String.format(
                      Locale.ROOT,
                      "spam=wired gossip.lifetime=%ds gossip.spam.wired.limit=%d",
                      60 + i,
                      1 + i % 2))
              .toBuilder()
              .catalog(known)
              .build();
      PreparedRun run = new PreparedRun(plan, checked);
      assertThat(run.config().configured()).containsEntry("gossip.lifetime", (60 + i) + "s");
    }

    assertThat(wired).hasValue(2);
  }

  /** Counts how often its factory is made, and refuses a limit only then. */
  private static final class Wired implements GossipPlugin {
    private final AtomicInteger wired;

    Wired(AtomicInteger wired) {
      this.wired = wired;
    }

    @Override
    public String id() {
      return "spam.wired";
    }

    @Override
    public String summary() {
      return "counts its factories";
    }

    @Override
    public List<Setting<?>> settings() {
      return List.of(LIMIT);
    }

    @Override
    public Module module(PluginSettings settings) {
      int limit = settings.get(LIMIT);
      return binder ->
          binder
              .bind(SpamControl.Factory.class)
              .toProvider(
                  () -> {
                    if (limit == 99) {
                      throw new IllegalStateException("99 is too many");
                    }
                    wired.incrementAndGet();
                    return context -> (from, cost, amount) -> amount <= limit;
                  });
    }
  }

  @Test
  void pluginThatCannotBeWiredIsFoundAmongThoseThatCan() {
    PluginCatalog known = catalog.with(List.of(new Wired(new AtomicInteger())));
    for (int limit : new int[] {1, 2, 99, 99}) {
      NetworkPlan plan =
          NetworkPlan.parse("spam=wired gossip.spam.wired.limit=" + limit).toBuilder()
              .catalog(known)
              .build();
      if (limit == 99) {
        assertThatThrownBy(() -> new PreparedRun(plan, checked))
            .isInstanceOf(ConfigurationException.class)
            .hasMessageContaining("spam.wired failed to make its factory");
      } else {
        assertThat(new PreparedRun(plan, checked).plan()).isEqualTo(plan);
      }
    }
  }
}
