package dev.gossip.testkit.contract;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.transport.NodeIdentities;
import dev.gossip.api.transport.Transport;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/**
 * The rules for a plugin with a transport, checked with its settings: those of {@link
 * TransportContract}, and those of {@link PluginContract}. One line is a test:
 *
 * <pre>{@code
 * class MyTransportTest extends TransportPluginContract<MyTransportPlugin> {}
 * }</pre>
 *
 * <p>Override the methods of {@link TransportContract} to declare properties.
 *
 * @param <P> the plugin, a class with a constructor without arguments
 */
public abstract class TransportPluginContract<P extends GossipPlugin> extends TransportContract {

  /** Creates a new instance of the plugin. By default that of the class named as type argument. */
  protected GossipPlugin plugin() {
    return PluginUnderTest.of(getClass(), TransportPluginContract.class);
  }

  /** Values of settings by key, for this test. By default all settings have their default. */
  protected Map<String, String> settings() {
    return Map.of();
  }

  @Override
  protected Transport.Factory factory() {
    return PluginUnderTest.factory(plugin(), settings(), Transport.Factory.class);
  }

  /** What the plugin provides, if its transport proves ids. */
  @Override
  protected Optional<NodeIdentities> identities() {
    return PluginUnderTest.bound(plugin(), settings(), NodeIdentities.class);
  }

  /** The rules of every plugin. */
  @Nested
  @DisplayName("plugin")
  public final class OfPlugin extends PluginContract {
    @Override
    protected GossipPlugin plugin() {
      return TransportPluginContract.this.plugin();
    }
  }
}
