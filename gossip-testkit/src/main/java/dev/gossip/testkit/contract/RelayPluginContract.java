package dev.gossip.testkit.contract;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.relay.RelayStrategy;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/**
 * The rules for a plugin with a relay, checked with its settings: those of {@link
 * RelayStrategyContract}, and those of {@link PluginContract}. One line is a test:
 *
 * <pre>{@code
 * class MyRelayTest extends RelayPluginContract<MyRelayPlugin> {}
 * }</pre>
 *
 * <p>Override the methods of {@link RelayStrategyContract} to declare properties. A relay that
 * wraps others overrides {@link #factory}, {@link #traits} and {@link #wrapping} as well.
 *
 * @param <P> the plugin, a class with a constructor without arguments
 */
public abstract class RelayPluginContract<P extends GossipPlugin> extends RelayStrategyContract {

  /** Creates a new instance of the plugin. By default that of the class named as type argument. */
  protected GossipPlugin plugin() {
    return PluginUnderTest.of(getClass(), RelayPluginContract.class);
  }

  /** Values of settings by key, for this test. By default all settings have their default. */
  protected Map<String, String> settings() {
    return Map.of();
  }

  @Override
  protected RelayStrategy.Factory factory() {
    return PluginUnderTest.factory(plugin(), settings(), RelayStrategy.Factory.class);
  }

  /** The rules of every plugin. */
  @Nested
  @DisplayName("plugin")
  public final class OfPlugin extends PluginContract {
    @Override
    protected GossipPlugin plugin() {
      return RelayPluginContract.this.plugin();
    }
  }
}
