package dev.gossip.core.plugin;

import static dev.gossip.core.plugin.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.core.config.PluginKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PluginCatalogTest {
  private static final String SERVICE = "META-INF/services/dev.gossip.api.plugin.GossipPlugin";

  private final PluginCatalog builtin = PluginCatalog.load(List.of());

  private final Path folder;

  PluginCatalogTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void catalogContainsTheBuiltInPlugins() {
    assertThat(builtin.all())
        .extracting(GossipPlugin::id)
        .containsExactly("membership.configured", "relay.flooding", "signing.none", "spam.none");
    assertThat(builtin.find("relay.flooding")).isPresent();
    assertThat(builtin.find("flooding")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"relay.flooding", "flooding"})
  void requireAcceptsAnIdWithOrWithoutItsKind(String name) {
    assertThat(builtin.require(PluginKind.RELAY, name, "--relay").id()).isEqualTo("relay.flooding");
  }

  @Test
  void unknownIdIsReportedWithTheAvailablePlugins() {
    PluginCatalog catalog =
        builtin.with(List.of(new StubPlugin("relay.b"), new StubPlugin("relay.a")));

    assertRefused(() -> catalog.require(PluginKind.RELAY, "folding", "--relay"))
        .isEqualTo(
            "--relay: there is no plugin 'relay.folding';"
                + " there is relay.a, relay.b, relay.flooding");
  }

  @Test
  void idOfAnotherKindIsUnknown() {
    assertRefused(() -> builtin.require(PluginKind.RELAY, "spam.none", "--relay"))
        .startsWith("--relay: there is no plugin 'relay.spam.none'; there is relay.flooding");
  }

  @Test
  void missingTransportIsReportedWithTheArtifactToAdd() {
    assertRefused(() -> builtin.require(PluginKind.TRANSPORT, "udp", "default"))
        .isEqualTo(
            "default: there is no plugin 'transport.udp';"
                + " add the artifact dev.gossip:gossip-udp to the class path");
  }

  @Test
  void missingDiscoveryIsReportedWithTheArtifactToAdd() {
    assertRefused(() -> builtin.require(PluginKind.DISCOVERY, "bootstrap", "default"))
        .isEqualTo(
            "default: there is no plugin 'discovery.bootstrap';"
                + " add the artifact dev.gossip:gossip-discovery to the class path");
    assertRefused(() -> builtin.require(PluginKind.MEMBERSHIP, "outbound", "default"))
        .isEqualTo(
            "default: there is no plugin 'membership.outbound';"
                + " add the artifact dev.gossip:gossip-discovery to the class path, or set"
                + " gossip.membership.use = configured, which dials only gossip.peers");
  }

  @Test
  void missingPluginOfAModuleIsReportedWithTheArtifactToAdd() {
    assertRefused(() -> builtin.require(PluginKind.SIGNING, "ed25519", "--signing"))
        .isEqualTo(
            "--signing: there is no plugin 'signing.ed25519';"
                + " add the artifact dev.gossip:gossip-signing to the class path");
    assertRefused(() -> builtin.require(PluginKind.RELAY, "dandelion", "--relay"))
        .endsWith("; add the artifact dev.gossip:gossip-diffusion to the class path");
    assertRefused(() -> builtin.require(PluginKind.SPAM, "reputation", "--spam"))
        .endsWith("; add the artifact dev.gossip:gossip-reputation to the class path");
  }

  @Test
  void twoInstancesWithTheSameIdAreRejected() {
    List<GossipPlugin> twins = List.of(new StubPlugin("relay.twin"), new StubPlugin("relay.twin"));

    assertRefused(() -> builtin.with(twins))
        .startsWith("two plugins have the id relay.twin: ")
        .contains(StubPlugin.class.getName())
        .endsWith("; remove one");
  }

  @Test
  void twoRegisteredPluginsWithTheSameIdAreRejected() throws IOException {
    registerInFolder(RegisteredTwin.class.getName());

    assertRefused(() -> PluginCatalog.load(List.of(folder)))
        .startsWith("two plugins have the id relay.flooding: ")
        .contains(RegisteredTwin.class.getName(), "FloodingPlugin");
  }

  @Test
  void instanceReplacesARegisteredPluginWithTheSameId() {
    StubPlugin own = new StubPlugin("relay.flooding");

    assertThat(builtin.with(List.of(own)).find("relay.flooding")).containsSame(own);
    assertThat(builtin.find("relay.flooding")).get().isNotSameAs(own);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "flooding",
        "relay",
        "relay.",
        "relay.Flooding",
        "relay.a.b",
        "relay.-a",
        "relay.a--b",
        "router.a",
        "relay.a\nb"
      })
  void malformedIdIsReportedWithTheExpectedForm(String id) {
    assertRefused(() -> builtin.with(List.of(new StubPlugin(id))))
        .startsWith("plugin " + StubPlugin.class.getName())
        .contains("has the id '" + id.replace('\n', ' ') + "'")
        .endsWith(
            "an id is one of relay, spam, signing, transport, discovery, membership, a dot,"
                + " and a name in lower-case letters, digits and dashes");
  }

  @Test
  void pluginWhoseIdThrowsIsReportedByItsClass() {
    assertRefused(() -> builtin.with(List.of(new ThrowingId())))
        .startsWith("plugin " + ThrowingId.class.getName())
        .endsWith("failed in id: no id today");
  }

  @Test
  void folderWithoutAServiceFileIsReportedWhereAPluginIsMissing() {
    PluginCatalog catalog = PluginCatalog.load(List.of(folder));

    assertRefused(() -> catalog.require(PluginKind.RELAY, "mine", "--relay"))
        .startsWith("--relay: there is no plugin 'relay.mine'; there is relay.flooding")
        .endsWith(
            "; no plugin is found in "
                + folder
                + " without the file META-INF/services/dev.gossip.api.plugin.GossipPlugin,"
                + " which names its class");
  }

  @Test
  void missingPathIsReportedByName() {
    Path missing = folder.resolve("missing.jar");

    assertRefused(() -> PluginCatalog.load(List.of(missing)))
        .isEqualTo("plugin path " + missing + " does not exist; name a jar or a class folder");
  }

  @Test
  void fileThatIsNotAJarIsReportedByName() throws IOException {
    Path text = Files.writeString(folder.resolve("plugin.jar"), "not a jar");

    assertRefused(() -> PluginCatalog.load(List.of(text)))
        .startsWith("plugin path " + text + " cannot be read as a jar: ");
  }

  @Test
  void folderWithoutPluginsAddsNone() {
    assertThat(PluginCatalog.load(List.of(folder)).all()).hasSameSizeAs(builtin.all());
  }

  @Test
  void serviceFileThatNamesAMissingClassIsRejected() throws IOException {
    registerInFolder("com.example.Missing");

    assertRefused(() -> PluginCatalog.load(List.of(folder)))
        .startsWith("a plugin cannot be loaded: ")
        .contains("com.example.Missing")
        .endsWith("; fix its jar or its service file");
  }

  @Test
  void registeredPluginWhoseConstructorThrowsIsRejected() throws IOException {
    registerInFolder(ThrowingConstructor.class.getName());

    assertRefused(() -> PluginCatalog.load(List.of(folder)))
        .startsWith("a plugin cannot be loaded: ")
        .contains(ThrowingConstructor.class.getName());
  }

  private void registerInFolder(String className) throws IOException {
    Path file = folder.resolve(SERVICE);
    Files.createDirectories(file.getParent());
    Files.writeString(file, className + "\n");
  }

  /** Has the id of a built-in plugin. */
  public static final class RegisteredTwin extends AbstractPlugin {
    @Override
    public String id() {
      return "relay.flooding";
    }
  }

  public static final class ThrowingConstructor extends AbstractPlugin {
    /** Called by the service loader. */
    public ThrowingConstructor() {
      throw new IllegalStateException("one line\nand another");
    }

    @Override
    public String id() {
      return "relay.never";
    }
  }

  private static final class ThrowingId extends AbstractPlugin {
    @Override
    public String id() {
      throw new IllegalStateException("no id today\nnor tomorrow");
    }
  }
}
