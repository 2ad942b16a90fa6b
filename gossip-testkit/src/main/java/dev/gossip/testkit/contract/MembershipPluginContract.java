package dev.gossip.testkit.contract;

import dev.gossip.api.membership.Membership;
import dev.gossip.api.plugin.GossipPlugin;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/**
 * The rules for a plugin with a membership, checked with its settings: those of {@link
 * MembershipContract}, and those of {@link PluginContract}. One line is a test:
 *
 * <pre>{@code
 * class MyMembershipTest extends MembershipPluginContract<MyMembershipPlugin> {}
 * }</pre>
 *
 * <p>Override the methods of {@link MembershipContract} to declare properties.
 *
 * @param <P> the plugin, a class with a constructor without arguments
 */
public abstract class MembershipPluginContract<P extends GossipPlugin> extends MembershipContract {

  /** Creates a new instance of the plugin. By default that of the class named as type argument. */
  protected GossipPlugin plugin() {
    return PluginUnderTest.of(getClass(), MembershipPluginContract.class);
  }

  /** Values of settings by key, for this test. By default all settings have their default. */
  protected Map<String, String> settings() {
    return Map.of();
  }

  @Override
  protected Membership.Factory factory() {
    return PluginUnderTest.factory(plugin(), settings(), Membership.Factory.class);
  }

  /** The rules of every plugin. */
  @Nested
  @DisplayName("plugin")
  public final class OfPlugin extends PluginContract {
    @Override
    protected GossipPlugin plugin() {
      return MembershipPluginContract.this.plugin();
    }
  }
}
