package dev.gossip.core.plugin;

import static dev.gossip.core.plugin.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.config.PluginKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests how the plugins of a kind are chosen, one or several. */
class ChosenPluginsTest {
  private final PluginCatalog catalog =
      PluginCatalog.load(List.of()).with(List.of(spam("spam.one"), spam("spam.two")));

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"two,one", " spam.two , one "})
  void listIsComposedInItsOrder(String names) {
    assertThat(chosen(PluginKind.SPAM, config("gossip.spam.use", names)))
        .containsExactly("spam.two", "spam.one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[two, one]", "[\n spam.two\n one\n]", "\"two,one\""})
  void listInAFileIsComposedInItsOrder(String names) throws IOException {
    Path file = Files.writeString(folder.resolve("a.conf"), "gossip.spam.use = " + names, UTF_8);
    NodeConfig config = NodeConfig.builder().file(file).build(catalog.all());

    assertThat(chosen(PluginKind.SPAM, config)).containsExactly("spam.two", "spam.one");
    assertThat(config.fullIds(PluginKind.SPAM)).containsExactly("spam.two", "spam.one");
  }

  @Test
  void optionalKindIsEmptyByDefault() {
    assertThat(chosen(PluginKind.DISCOVERY, NodeConfig.builder().build(catalog.all()))).isEmpty();
    assertThat(chosen(PluginKind.DISCOVERY, config("gossip.discovery.use", " "))).isEmpty();
  }

  @Test
  void unknownPluginInAListIsRefusedWithTheKnownOnes() {
    refused("gossip.spam.use", "one,three")
        .isEqualTo(
            "--set: there is no plugin 'spam.three'; there is spam.none, spam.one, spam.two");
  }

  @Test
  void pluginNamedTwiceIsRefused() {
    refused("gossip.spam.use", "one,two,spam.one")
        .isEqualTo("--set: gossip.spam.use names spam.one twice; name it once");
  }

  @ParameterizedTest
  @ValueSource(strings = {"one,", ",one", "one,,two"})
  void emptyNameInAListIsRefused(String names) {
    refused("gossip.spam.use", names)
        .isEqualTo("--set: gossip.spam.use has an empty name; write one comma between two plugins");
  }

  @Test
  void emptyListOfARequiredKindIsRefused() {
    refused("gossip.spam.use", "")
        .isEqualTo(
            "--set: gossip.spam.use names no plugin; there is spam.none, spam.one, spam.two");
    refused("gossip.relay.use", " ")
        .isEqualTo("--set: gossip.relay.use names no plugin; there is relay.flooding");
  }

  @Test
  void severalPluginsOfASingleKindAreRefused() {
    refused("gossip.relay.use", "flooding,other")
        .isEqualTo(
            "--set: gossip.relay.use takes one plugin, not 'flooding,other'; choose one of them");
  }

  @Test
  void unknownPluginOfAKindWithoutPluginsIsRefused() {
    assertRefused(() -> catalog.require(PluginKind.DISCOVERY, "seeds", "--set"))
        .isEqualTo(
            "--set: there is no plugin 'discovery.seeds'; there is no discovery plugin at all");
  }

  private AbstractStringAssert<?> refused(String key, String value) {
    NodeConfig config = config(key, value);
    return assertRefused(() -> Composition.of(config, catalog));
  }

  private NodeConfig config(String key, String value) {
    return NodeConfig.builder().set(key, value, "--set").build(catalog.all());
  }

  private List<String> chosen(PluginKind kind, NodeConfig config) {
    return PluginStack.chosen(kind, config, catalog).stream().map(PluginModule::pluginId).toList();
  }

  private static GossipPlugin spam(String id) {
    return new StubPlugin(
        id,
        () ->
            binder ->
                binder
                    .bind(SpamControl.Factory.class)
                    .toInstance(context -> (from, cost, amount) -> true));
  }
}
