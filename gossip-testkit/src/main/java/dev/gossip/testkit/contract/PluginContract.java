package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.Setting;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.plugin.Composition;
import dev.gossip.core.plugin.PluginCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * What every {@link GossipPlugin} has to do, whatever its kind: say what it is, list its settings,
 * and be wired. What its strategy does is the business of the kind's own contract.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class PluginContract {

  /** The plugin, as new. */
  protected abstract GossipPlugin plugin();

  /** Whether the plugin names itself in a service file; override if it is only passed by hand. */
  protected boolean registered() {
    return true;
  }

  @Test
  @DisplayName("P1: the id is the kind, a dot, and a name in lower-case letters, digits and dashes")
  public final void idIsOfTheRightForm() {
    try {
      PluginBench.catalogOf(plugin());
    } catch (ConfigurationException e) {
      fail("GossipPlugin.id: " + e.getMessage(), e);
    }
  }

  @Test
  @DisplayName("P2: the summary is one line")
  public final void summaryIsOneLine() {
    assertThat(plugin().summary())
        .as("GossipPlugin.summary, which 'gossip plugins' lists, is one line that is not empty")
        .matches(PluginContract::isOneLine, "one line");
  }

  @Test
  @DisplayName("P3: every setting has a default that it accepts itself")
  public final void settingsHaveGoodDefaults() {
    try {
      for (Setting<?> setting : plugin().settings()) {
        assertThat(setting.parse(setting.defaultText()))
            .as("the value that the default of setting '%s' is read as", setting.key())
            .isEqualTo(setting.defaultValue());
      }
    } catch (RuntimeException | LinkageError e) {
      fail("GossipPlugin.settings threw " + rootOf(e) + ": correct that default", e);
    }
  }

  @Test
  @DisplayName("P4: the keys of the settings differ, and have lower-case letters, digits, dashes")
  public final void settingsHaveGoodKeys() {
    assertThat(listedSettings())
        .extracting(Setting::key)
        .as("GossipPlugin.settings: keys stand in configuration files, one for each setting")
        .doesNotHaveDuplicates()
        .allMatch(key -> key.matches("[a-z0-9]+(-[a-z0-9]+)*"), "lower case, digits, dashes");
  }

  @Test
  @DisplayName("P5: every setting says in one line what it means")
  public final void settingsSayWhatTheyMean() {
    for (Setting<?> setting : listedSettings()) {
      assertThat(setting.meaning())
          .as("the meaning of setting '%s', which 'gossip plugins' lists", setting.key())
          .matches(PluginContract::isOneLine, "one line");
    }
  }

  @Test
  @DisplayName("P6: it says the same of itself each time it is asked")
  public final void saysTheSameAgain() {
    GossipPlugin plugin = plugin();
    listedSettings();

    String first = describe(plugin);

    assertThat(describe(plugin))
        .as("id, summary and settings are asked for many times, and must not change")
        .isEqualTo(first);
    assertThat(describe(plugin())).as("nor may another instance differ").isEqualTo(first);
  }

  @Test
  @DisplayName("P7: with nothing but defaults, it can be wired and a node can be made of it")
  public final void canBeWiredWithDefaults() {
    requireGoodDescription();
    try {
      PluginBench.newNode(PluginBench.compose(plugin()), 1);
    } catch (RuntimeException e) {
      fail("GossipPlugin.module, and the factory that it binds: " + e.getMessage(), e);
    }
  }

  @Test
  @DisplayName("P8: each node gets objects of its own, in one composition and in two")
  public final void nodesShareNothing() {
    requireGoodDescription();
    List<Object> made = new ArrayList<>();
    try {
      Composition two = PluginBench.compose(PluginBench.recording(plugin(), made));
      PluginBench.newNode(two, 1);
      PluginBench.newNode(two, 2);
      PluginBench.newNode(PluginBench.compose(PluginBench.recording(plugin(), made)), 3);
    } catch (RuntimeException e) {
      abort("no node can be made of it, see P7");
    }

    for (int i = 1; i < made.size(); i++) {
      Object object = made.get(i);
      boolean shared = made.subList(0, i).stream().anyMatch(other -> other == object);
      assertThat(shared && PluginBench.hasFields(object))
          .as(
              "one %s serves two nodes: create a new one at each call of the factory, and keep"
                  + " nothing in static fields",
              object.getClass().getName())
          .isFalse();
    }
  }

  @Test
  @DisplayName("P9: it is found on the class path")
  public final void isFoundOnTheClassPath() {
    assumeTrue(registered(), "declared to be passed by hand");
    GossipPlugin plugin = plugin();
    PluginCatalog catalog = PluginCatalog.load(plugin.getClass().getClassLoader());

    assertThat(catalog.all())
        .as(
            "the line %s in META-INF/services/%s lets 'gossip plugins' find it",
            plugin.getClass().getName(), GossipPlugin.class.getName())
        .anyMatch(found -> found.getClass().equals(plugin.getClass()));
  }

  private List<Setting<?>> listedSettings() {
    try {
      return plugin().settings();
    } catch (RuntimeException | LinkageError e) {
      return abort("the settings cannot be listed, see P3");
    }
  }

  private void requireGoodDescription() {
    listedSettings();
    try {
      PluginBench.catalogOf(plugin());
    } catch (ConfigurationException e) {
      abort("the id is not of the right form, see P1");
    }
  }

  private static String describe(GossipPlugin plugin) {
    StringBuilder text = new StringBuilder(plugin.id() + "\n" + plugin.summary());
    for (Setting<?> setting : plugin.settings()) {
      text.append("\n" + setting.key() + " = " + setting.defaultText() + ", " + setting.meaning());
    }
    return text.toString();
  }

  private static boolean isOneLine(String text) {
    return !text.isBlank() && text.lines().count() == 1;
  }

  /** The exception that says what is wrong: a class that fails to load wraps it. */
  private static Throwable rootOf(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null && root instanceof LinkageError) {
      root = root.getCause();
    }
    return root;
  }
}
