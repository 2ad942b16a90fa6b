package dev.gossip.testkit.contract;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.signing.MessageSigning;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/**
 * The rules for a plugin with a signing, checked with its settings: those of {@link
 * MessageSigningContract}, and those of {@link PluginContract}. One line is a test:
 *
 * <pre>{@code
 * class MySigningTest extends SigningPluginContract<MySigningPlugin> {}
 * }</pre>
 *
 * <p>Override the methods of {@link MessageSigningContract} to declare properties.
 *
 * @param <P> the plugin, a class with a constructor without arguments
 */
public abstract class SigningPluginContract<P extends GossipPlugin> extends MessageSigningContract {

  /** Creates a new instance of the plugin. By default that of the class named as type argument. */
  protected GossipPlugin plugin() {
    return PluginUnderTest.of(getClass(), SigningPluginContract.class);
  }

  /** Values of settings by key, for this test. By default all settings have their default. */
  protected Map<String, String> settings() {
    return Map.of();
  }

  @Override
  protected MessageSigning.Factory factory() {
    return PluginUnderTest.factory(plugin(), settings(), MessageSigning.Factory.class);
  }

  /** The rules of every plugin. */
  @Nested
  @DisplayName("plugin")
  public final class OfPlugin extends PluginContract {
    @Override
    protected GossipPlugin plugin() {
      return SigningPluginContract.this.plugin();
    }
  }
}
