package dev.gossip.testkit.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.simulation.attack.HostileTransport;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Containers find the plugins of a plan whether a jar registers them or not. */
class PluginRegistrationTest {
  private record Hidden(String id, String summary) implements GossipPlugin {}

  @Test
  void folderRegistersAPluginThatNoJarRegisters() {
    assertThat(PluginCatalog.load(List.of()).find("transport.hostile")).isEmpty();

    Path folder = PluginRegistration.folderOf(HostileTransport.class);

    assertThat(PluginCatalog.load(List.of(folder)).find("transport.hostile"))
        .containsInstanceOf(HostileTransport.class);
    assertThat(PluginRegistration.folderOf(HostileTransport.class)).isEqualTo(folder);
  }

  @Test
  void pluginThatNoContainerCanMakeIsRefused() {
    assertThatThrownBy(() -> PluginRegistration.folderOf(Hidden.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a container cannot make the plugin "
                + Hidden.class.getName()
                + "; make the class public, with a public constructor that has no parameters");
  }

  @Test
  // Never started; nothing else shows what is copied before the start.
  @SuppressWarnings({"resource", "deprecation"})
  void containerGetsThePluginAndItsRegistration() {
    GossipContainer container =
        new GossipContainer(CompletableFuture.completedFuture("none"))
            .withPlugin(HostileTransport.class);

    container.configure();

    assertThat(container.getCommandParts()).contains("--plugins");
    assertThat(container.getCopyToFileContainerPathMap().values())
        .hasSize(2)
        .anySatisfy(path -> assertThat(path).contains("0-gossip-plugin"))
        .anySatisfy(path -> assertThat(path).contains("1-"));
  }
}
