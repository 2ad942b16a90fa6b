package dev.gossip.testkit.contract;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.spam.SpamControl;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/**
 * The rules for a plugin with a spam control, checked with its settings: those of {@link
 * SpamControlContract}, and those of {@link PluginContract}. One line is a test:
 *
 * <pre>{@code
 * class MySpamTest extends SpamPluginContract<MySpamPlugin> {}
 * }</pre>
 *
 * <p>Override the methods of {@link SpamControlContract} to declare properties.
 *
 * @param <P> the plugin, a class with a constructor without arguments
 */
public abstract class SpamPluginContract<P extends GossipPlugin> extends SpamControlContract {

  /** Creates a new instance of the plugin. By default that of the class named as type argument. */
  protected GossipPlugin plugin() {
    return PluginUnderTest.of(getClass(), SpamPluginContract.class);
  }

  /** Values of settings by key, for this test. By default all settings have their default. */
  protected Map<String, String> settings() {
    return Map.of();
  }

  @Override
  protected SpamControl.Factory factory() {
    return PluginUnderTest.factory(plugin(), settings(), SpamControl.Factory.class);
  }

  /** The rules of every plugin. */
  @Nested
  @DisplayName("plugin")
  public final class OfPlugin extends PluginContract {
    @Override
    protected GossipPlugin plugin() {
      return SpamPluginContract.this.plugin();
    }
  }
}
