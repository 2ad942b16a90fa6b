package dev.gossip.cli.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.core.config.PluginKind;
import dev.gossip.core.plugin.PluginCatalog;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MissingArtifactsTest {
  private static final Pattern MODULE =
      Pattern.compile("(gossip-[a-z]+)/target/classes|(gossip-[a-z]+)-\\d[^/]*jar");

  @Test
  void missingPluginIsReportedWithTheArtifactThatHasIt() {
    PluginCatalog nothing = PluginCatalog.load(ClassLoader.getPlatformClassLoader());
    var modules = new TreeMap<String, String>();
    for (GossipPlugin plugin : PluginCatalog.load(List.of()).all()) {
      String from = plugin.getClass().getProtectionDomain().getCodeSource().getLocation().getPath();
      Matcher module = MODULE.matcher(from);
      if (module.find() && !module.group().startsWith("gossip-core")) {
        modules.put(plugin.id(), module.group(1) == null ? module.group(2) : module.group(1));
      }
    }

    assertThat(modules).hasSizeGreaterThan(10);
    modules.forEach(
        (id, module) ->
            assertThatThrownBy(() -> nothing.require(kindOf(id), id, "set"))
                .hasMessageStartingWith(
                    "set: there is no plugin '%s'; add the artifact dev.gossip:%s", id, module));
  }

  private static PluginKind kindOf(String id) {
    for (PluginKind kind : PluginKind.values()) {
      if (kind.isKindOf(id)) {
        return kind;
      }
    }
    throw new AssertionError(id);
  }
}
