package dev.gossip.testkit.contract;

import dev.gossip.api.discovery.PeerDiscovery;
import dev.gossip.api.plugin.GossipPlugin;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/**
 * The rules for a plugin with a discovery, checked with its settings: those of {@link
 * DiscoveryContract}, and those of {@link PluginContract}. One line is a test:
 *
 * <pre>{@code
 * class MyDiscoveryTest extends DiscoveryPluginContract<MyDiscoveryPlugin> {}
 * }</pre>
 *
 * <p>Override the methods of {@link DiscoveryContract} to declare properties.
 *
 * @param <P> the plugin, a class with a constructor without arguments
 */
public abstract class DiscoveryPluginContract<P extends GossipPlugin> extends DiscoveryContract {

  /** Creates a new instance of the plugin. By default that of the class named as type argument. */
  protected GossipPlugin plugin() {
    return PluginUnderTest.of(getClass(), DiscoveryPluginContract.class);
  }

  /** Values of settings by key, for this test. By default all settings have their default. */
  protected Map<String, String> settings() {
    return Map.of();
  }

  @Override
  protected PeerDiscovery.Factory factory() {
    return PluginUnderTest.factory(plugin(), settings(), PeerDiscovery.Factory.class);
  }

  /** The rules of every plugin. */
  @Nested
  @DisplayName("plugin")
  public final class OfPlugin extends PluginContract {
    @Override
    protected GossipPlugin plugin() {
      return DiscoveryPluginContract.this.plugin();
    }
  }
}
