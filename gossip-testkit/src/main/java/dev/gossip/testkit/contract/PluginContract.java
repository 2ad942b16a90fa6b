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
 * The rules that every {@link GossipPlugin} must keep: describe itself, list its settings, and be
 * wired into nodes. The implementation that it provides has a contract of its own kind.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class PluginContract {

  /** Creates a new instance of the plugin. */
  protected abstract GossipPlugin plugin();

  /** Whether a service file lists the plugin. Override if it is only passed programmatically. */
  protected boolean registered() {
    return true;
  }

  @Test
  @DisplayName("P1: the id is a kind, a dot, and a name of lower-case letters, digits and dashes")
  public final void idIsWellFormed() {
    try {
      PluginBench.catalogOf(plugin());
    } catch (ConfigurationException e) {
      fail("GossipPlugin.id: " + e.getMessage(), e);
    }
  }

  @Test
  @DisplayName("P2: the summary is a single line")
  public final void summaryIsASingleLine() {
    assertThat(plugin().summary())
        .as("GossipPlugin.summary, listed by 'gossip plugins', must be one non-empty line")
        .matches(PluginContract::isOneLine, "one line");
  }

  @Test
  @DisplayName("P3: every setting accepts its own default")
  public final void settingsAcceptTheirDefaults() {
    try {
      for (Setting<?> setting : plugin().settings()) {
        assertThat(setting.parse(setting.defaultText()))
            .as("default of setting '%s': defaultText must parse to defaultValue", setting.key())
            .isEqualTo(setting.defaultValue());
      }
    } catch (RuntimeException | LinkageError e) {
      fail("GossipPlugin.settings threw " + rootOf(e) + ": correct the default", e);
    }
  }

  @Test
  @DisplayName("P4: setting keys are unique and consist of lower-case letters, digits and dashes")
  public final void settingKeysAreUniqueAndWellFormed() {
    assertThat(listedSettings())
        .extracting(Setting::key)
        .as("GossipPlugin.settings: keys are used in configuration files and must be unique")
        .doesNotHaveDuplicates()
        .allMatch(key -> key.matches("[a-z0-9]+(-[a-z0-9]+)*"), "lower case, digits, dashes");
  }

  @Test
  @DisplayName("P5: every setting has a one-line meaning")
  public final void settingsHaveAOneLineMeaning() {
    for (Setting<?> setting : listedSettings()) {
      assertThat(setting.meaning())
          .as("the meaning of setting '%s', listed by 'gossip plugins'", setting.key())
          .matches(PluginContract::isOneLine, "one line");
    }
  }

  @Test
  @DisplayName("P6: id, summary and settings never change")
  public final void descriptionNeverChanges() {
    GossipPlugin plugin = plugin();
    listedSettings();

    String first = describe(plugin);

    assertThat(describe(plugin))
        .as("id, summary and settings are read many times and must not change")
        .isEqualTo(first);
    assertThat(describe(plugin()))
        .as("id, summary and settings must be the same for every instance")
        .isEqualTo(first);
  }

  @Test
  @DisplayName("P7: a node can be created with the plugin's default settings")
  public final void nodeCanBeCreatedWithDefaults() {
    requireGoodDescription();
    try {
      PluginBench.newNode(PluginBench.compose(plugin()), 1);
    } catch (RuntimeException e) {
      fail("GossipPlugin.module, or the factory that it binds: " + e.getMessage(), e);
    }
  }

  @Test
  @DisplayName("P8: every node gets its own objects, within a composition and across compositions")
  public final void nodesShareNothing() {
    requireGoodDescription();
    List<Object> created = new ArrayList<>();
    try {
      Composition two = PluginBench.compose(PluginBench.recording(plugin(), created));
      PluginBench.newNode(two, 1);
      PluginBench.newNode(two, 2);
      PluginBench.newNode(PluginBench.compose(PluginBench.recording(plugin(), created)), 3);
    } catch (RuntimeException e) {
      abort("not checked: no node can be created with this plugin, see P7");
    }

    for (int i = 1; i < created.size(); i++) {
      Object object = created.get(i);
      boolean shared = created.subList(0, i).stream().anyMatch(other -> other == object);
      assertThat(shared && PluginBench.hasFields(object))
          .as(
              "two nodes share one %s; create a new one in each call of the factory, and keep"
                  + " no state in static fields",
              object.getClass().getName())
          .isFalse();
    }
  }

  @Test
  @DisplayName("P9: the plugin is found on the class path")
  public final void pluginIsFoundOnTheClassPath() {
    assumeTrue(registered(), "declared to be passed programmatically");
    GossipPlugin plugin = plugin();
    PluginCatalog catalog = PluginCatalog.load(plugin.getClass().getClassLoader());

    assertThat(catalog.all())
        .as(
            "plugins found on the class path; add the line %s to META-INF/services/%s",
            plugin.getClass().getName(), GossipPlugin.class.getName())
        .anyMatch(found -> found.getClass().equals(plugin.getClass()));
  }

  private List<Setting<?>> listedSettings() {
    try {
      return plugin().settings();
    } catch (RuntimeException | LinkageError e) {
      return abort("not checked: the settings cannot be listed, see P3");
    }
  }

  private void requireGoodDescription() {
    listedSettings();
    try {
      PluginBench.catalogOf(plugin());
    } catch (ConfigurationException e) {
      abort("not checked: the id is malformed, see P1");
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

  /** The underlying exception; an error in a static initialiser is wrapped in a LinkageError. */
  private static Throwable rootOf(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null && root instanceof LinkageError) {
      root = root.getCause();
    }
    return root;
  }
}
