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
  void findsThePluginsThatComeWithTheCore() {
    assertThat(builtin.all())
        .extracting(GossipPlugin::id)
        .containsExactly("relay.flooding", "signing.none", "spam.none");
    assertThat(builtin.find("relay.flooding")).isPresent();
    assertThat(builtin.find("flooding")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"relay.flooding", "flooding"})
  void takesAnIdInFullOrInShort(String name) {
    assertThat(builtin.require(PluginKind.RELAY, name, "--relay").id()).isEqualTo("relay.flooding");
  }

  @Test
  void anUnknownIdIsToldWhatThereIs() {
    PluginCatalog catalog =
        builtin.with(List.of(new StubPlugin("relay.b"), new StubPlugin("relay.a")));

    assertRefused(() -> catalog.require(PluginKind.RELAY, "folding", "--relay"))
        .isEqualTo(
            "--relay: there is no plugin 'relay.folding';"
                + " there is relay.a, relay.b, relay.flooding");
  }

  @Test
  void anIdOfAnotherKindIsUnknown() {
    assertRefused(() -> builtin.require(PluginKind.RELAY, "spam.none", "--relay"))
        .startsWith("--relay: there is no plugin 'relay.spam.none'; there is relay.flooding");
  }

  @Test
  void aMissingTransportNamesTheArtifactToAdd() {
    assertRefused(() -> builtin.require(PluginKind.TRANSPORT, "udp", "default"))
        .isEqualTo(
            "default: there is no plugin 'transport.udp';"
                + " add the artifact dev.gossip:gossip-udp to the class path");
  }

  @Test
  void twoInstancesWithOneIdAreRefused() {
    List<GossipPlugin> twins = List.of(new StubPlugin("relay.twin"), new StubPlugin("relay.twin"));

    assertRefused(() -> builtin.with(twins))
        .startsWith("two plugins have the id relay.twin: ")
        .contains(StubPlugin.class.getName())
        .endsWith("; remove one");
  }

  @Test
  void twoRegisteredPluginsWithOneIdAreRefused() throws IOException {
    registerInFolder(RegisteredTwin.class.getName());

    assertRefused(() -> PluginCatalog.load(List.of(folder)))
        .startsWith("two plugins have the id relay.flooding: ")
        .contains(RegisteredTwin.class.getName(), "FloodingPlugin");
  }

  @Test
  void anInstanceComesBeforeARegisteredPluginOfItsId() {
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
  void aBadIdIsToldTheForm(String id) {
    assertRefused(() -> builtin.with(List.of(new StubPlugin(id))))
        .startsWith("plugin " + StubPlugin.class.getName())
        .contains("has the id '" + id.replace('\n', ' ') + "'")
        .endsWith(
            "an id is one of relay, spam, signing, transport, a dot,"
                + " and a name in lower-case letters, digits and dashes");
  }

  @Test
  void aPluginWhoseIdThrowsIsNamedByItsClass() {
    assertRefused(() -> builtin.with(List.of(new IdThrowing())))
        .startsWith("plugin " + IdThrowing.class.getName())
        .endsWith("failed in id: no id today");
  }

  @Test
  void aPathThatDoesNotExistIsNamed() {
    Path missing = folder.resolve("missing.jar");

    assertRefused(() -> PluginCatalog.load(List.of(missing)))
        .isEqualTo("plugin path " + missing + " does not exist; name a jar or a class folder");
  }

  @Test
  void aFileThatIsNotAJarIsNamed() throws IOException {
    Path text = Files.writeString(folder.resolve("plugin.jar"), "not a jar");

    assertRefused(() -> PluginCatalog.load(List.of(text)))
        .startsWith("plugin path " + text + " cannot be read as a jar: ");
  }

  @Test
  void aFolderWithoutPluginsAddsNone() {
    assertThat(PluginCatalog.load(List.of(folder)).all()).hasSameSizeAs(builtin.all());
  }

  @Test
  void aServiceFileThatNamesNoClassIsRefused() throws IOException {
    registerInFolder("com.example.Missing");

    assertRefused(() -> PluginCatalog.load(List.of(folder)))
        .startsWith("a plugin cannot be loaded: ")
        .contains("com.example.Missing")
        .endsWith("; mend its jar or its service file");
  }

  @Test
  void aRegisteredPluginThatCannotBeMadeIsRefused() throws IOException {
    registerInFolder(NeverMade.class.getName());

    assertRefused(() -> PluginCatalog.load(List.of(folder)))
        .startsWith("a plugin cannot be loaded: ")
        .contains(NeverMade.class.getName());
  }

  private void registerInFolder(String className) throws IOException {
    Path file = folder.resolve(SERVICE);
    Files.createDirectories(file.getParent());
    Files.writeString(file, className + "\n");
  }

  /** Has the id of a plugin that comes with the core. */
  public static final class RegisteredTwin extends AbstractPlugin {
    @Override
    public String id() {
      return "relay.flooding";
    }
  }

  /** Throws before it exists. */
  public static final class NeverMade extends AbstractPlugin {
    /** Called by the service loader. */
    public NeverMade() {
      throw new IllegalStateException("one line\nand another");
    }

    @Override
    public String id() {
      return "relay.never";
    }
  }

  private static final class IdThrowing extends AbstractPlugin {
    @Override
    public String id() {
      throw new IllegalStateException("no id today\nnor tomorrow");
    }
  }
}
