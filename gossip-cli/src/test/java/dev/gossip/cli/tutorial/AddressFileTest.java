package dev.gossip.cli.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Module;
import dev.gossip.GossipNode;
import dev.gossip.api.discovery.DiscoveryContext;
import dev.gossip.api.discovery.PeerDiscovery;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import java.lang.reflect.Constructor;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs the discovery of docs/plugins.md, which reads addresses on another thread. */
class AddressFileTest {
  private static final int LIMIT_SECONDS = 180;

  @TempDir private Path folder = Path.of("");

  @Test
  void nodeLinksWithTheAddressesOfTheFile() throws Exception {
    TutorialCode code =
        TutorialCode.compile(
            folder,
            TutorialCode.read("plugins.md", "writing-a-membership.md"),
            Set.of("AddressFile", "FewPeersPlugin", "FewPeersTest"));
    try (URLClassLoader loader = code.newClassLoader();
        GossipNode listed = GossipNode.builder().start()) {
      Path file = Files.writeString(folder.resolve("addresses"), listed.address() + "\n");
      Constructor<?> constructor =
          loader
              .loadClass("org.example.AddressFile")
              .getDeclaredConstructor(DiscoveryContext.class, Path.class);
      constructor.setAccessible(true);
      try (GossipNode node =
          GossipNode.builder()
              .with(TutorialCode.plugin(loader, "membership.few-peers"))
              .with(new AddressFilePlugin(constructor, file))
              .start()) {
        node.ready().get(LIMIT_SECONDS, TimeUnit.SECONDS);

        assertThat(node.peers()).hasSize(1);
      }
    }
  }

  private record AddressFilePlugin(Constructor<?> constructor, Path file) implements GossipPlugin {
    @Override
    public String id() {
      return "discovery.address-file";
    }

    @Override
    public String summary() {
      return "reads addresses from a file";
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder -> binder.bind(PeerDiscovery.Factory.class).toInstance(this::create);
    }

    private PeerDiscovery create(DiscoveryContext context) {
      try {
        return (PeerDiscovery) constructor.newInstance(context, file);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
