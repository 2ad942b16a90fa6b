package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.plugin.SimplePlugin;
import dev.gossip.api.relay.OpenRelay;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.core.builtin.NoSpamControlPlugin;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The contracts of plugins that a test names as a type argument. */
class PluginsWithOneLineTest {

  /** Floods, but only to as many peers as its setting says. */
  static class CappedPlugin extends SimplePlugin<RelayStrategy.Factory> {
    private static final Setting<Integer> PEERS =
        Setting.integer("peers", 1, 1, 100, "how many peers get each message");

    CappedPlugin() {
      super(
          "relay.capped",
          "floods to a few peers",
          settings -> context -> new Capped(context, settings.get(PEERS)),
          PEERS);
    }
  }

  private record Capped(RelayContext context, int count) implements OpenRelay {
    @Override
    public void relay(GossipMessage message, List<Peer> others) {
      others.subList(0, Math.min(count, others.size())).forEach(peer -> send(peer, message));
    }
  }

  static class CappedCase extends RelayPluginContract<CappedPlugin> {}

  static class CappedHighCase extends RelayPluginContract<CappedPlugin> {
    @Override
    protected Map<String, String> settings() {
      return Map.of("peers", "100");
    }
  }

  /** A subclass of a subclass that names the plugin. */
  static class InheritedCase extends CappedHighCase {}

  static class WrongKindCase extends SpamPluginContract<CappedPlugin> {}

  private static class WrappingPlugin extends CappedPlugin {
    @Override
    public Map<String, String> slots(PluginSettings settings) {
      return Map.of("relay.inner", "flooding");
    }
  }

  private static class NoPlugin<P extends GossipPlugin> extends RelayPluginContract<P> {}

  static class NeedsArgument extends CappedPlugin {
    NeedsArgument(int peers) {
      assertThat(peers).isPositive();
    }
  }

  private static class NeedsArgumentCase extends RelayPluginContract<NeedsArgument> {}

  @Test
  void rulesOfThePluginAndOfItsKindAreChecked() {
    ContractRun run = ContractRun.of(CappedCase.class, List.of("R1"));
    assertThat(run.broken()).as("with one peer of its default").containsOnlyKeys("R1");

    ContractRun whole = ContractRun.of(UnlistedCase.class);
    assertThat(whole.kept()).contains("P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "M1");
    assertThat(whole.broken()).as("no service file names it").containsOnlyKeys("P9");
  }

  /** Not listed in a service file. */
  static class UnlistedPlugin extends SimplePlugin<MessageSigning.Factory> {
    UnlistedPlugin() {
      super(
          "signing.unlisted",
          "signs with a digest",
          settings -> context -> new ToySigning(context.network()));
    }
  }

  static class UnlistedCase extends SigningPluginContract<UnlistedPlugin> {}

  @Test
  void settingsOfTheTestReachThePlugin() {
    assertThat(ContractRun.of(CappedHighCase.class, List.of("R1")).kept()).containsExactly("R1");
    assertThat(new InheritedCase().plugin()).isInstanceOf(CappedPlugin.class);
  }

  @Test
  void otherKindOfPluginIsAnErrorThatNamesIt() {
    assertThatThrownBy(() -> new WrongKindCase().factory())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "relay.capped provides no dev.gossip.api.spam.SpamControl.Factory: use the contract of"
                + " its kind");
  }

  @Test
  void pluginThatCannotBeCreatedIsAnErrorWithARemedy() {
    assertThatThrownBy(() -> new NoPlugin<NoSpamControlPlugin>().plugin())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith(
            "NoPlugin does not name its plugin; write 'extends RelayPluginContract<MyPlugin>', or"
                + " override plugin()");
    assertThatThrownBy(() -> new NeedsArgumentCase().plugin())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith(
            "NeedsArgument has no constructor without arguments; override plugin()");
  }

  @Test
  void pluginWithSlotsIsAnErrorWithARemedy() {
    assertThatThrownBy(
            () ->
                PluginUnderTest.factory(
                    new WrappingPlugin(), Map.of(), RelayStrategy.Factory.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "relay.capped wraps other relays: override factory(), and traits() with its slots");
  }
}
