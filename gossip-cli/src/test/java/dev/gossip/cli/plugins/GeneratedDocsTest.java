package dev.gossip.cli.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.cli.plugins.Reference.Entry;
import dev.gossip.cli.plugins.Reference.Page;
import dev.gossip.core.plugin.PluginCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/settings.md}, {@code docs/drops.md} and {@code docs/metrics.md} are generated from
 * the code. With {@code -Dgossip.docs.write=true} this test writes them.
 */
class GeneratedDocsTest {
  private static final String NOTE =
      "<!-- Generated from the code: mvn -pl gossip-cli -am test -Dtest=GeneratedDocsTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dgossip.docs.write=true -->\n\n";

  private final Reference reference = Reference.of(PluginCatalog.load(List.of()));
  private final Path docs = Path.of(System.getProperty("basedir", "")).resolve("../docs");

  @Test
  void settingsPageIsUpToDate() throws IOException {
    StringBuilder page = new StringBuilder("# Settings\n\n").append(NOTE);
    page.append(
        """
        Set one with `--set KEY=VALUE`, in a HOCON file with `--config FILE`, or in code with
        `GossipNode.builder().set(key, value)`. `gossip plugins NAME` shows the same for plugins that come
        from elsewhere; `gossip plugins --hocon` prints a file with all of them. A time is a number
        with a unit, such as `250ms`, `2s`, `5m` or `1h`.
        """);
    for (Page each : reference.pages()) {
      if (each.hasSettings()) {
        page.append("\n## ").append(each.name()).append("\n\n").append(sentence(each.summary()));
        page.append('\n');
        settings(each, page);
      }
    }
    assertGenerated("settings.md", page);
  }

  private static void settings(Page page, StringBuilder into) {
    if (page.entries().isEmpty()) {
      into.append("\nIt has no settings.\n");
      return;
    }
    into.append("\n| setting | default | meaning |\n| --- | --- | --- |\n");
    for (Entry entry : page.entries()) {
      String value = entry.value().isEmpty() ? "none" : "`" + entry.value() + "`";
      into.append("| `").append(page.path()).append('.').append(entry.key()).append("` | ");
      into.append(value).append(" | ").append(cell(entry.meaning())).append(" |\n");
    }
  }

  @Test
  void dropsPageIsUpToDate() throws IOException {
    StringBuilder page = new StringBuilder("# Drop reasons\n\n").append(NOTE);
    page.append(
        """
        A node counts everything that it drops under one of these reasons: `dropped.REASON` in
        `GossipNode.metrics()`, `gossip_dropped_total{reason="REASON"}` at the control port. `gossip
        plugins drops` prints the same list. [wire-format.md](wire-format.md) has the order in which
        a received datagram is checked.

        | reason | meaning | what to do |
        | --- | --- | --- |
        """);
    for (Entry entry : reference.require(Reference.DROPS).get(0).entries()) {
      page.append("| `").append(entry.key()).append("` | ").append(cell(entry.meaning()));
      page.append(" | ").append(cell(entry.action())).append(" |\n");
    }
    assertGenerated("drops.md", page);
  }

  @Test
  void metricsPageIsUpToDate() throws IOException {
    StringBuilder page = new StringBuilder("# Metrics\n\n").append(NOTE);
    page.append(
        """
        `GossipNode.metrics()` has them by these names, as the node is now, without waiting for it;
        [control-port.md](control-port.md) says how Prometheus gets them. A counter only grows, a gauge
        is the current value. What a node drops is counted by reason: see [drops.md](drops.md).

        In an application with Micrometer, `new GossipMetrics(node).bindTo(registry)` of the module
        `gossip-micrometer` registers each as `gossip.` and its words: `datagrams-received` is
        `gossip.datagrams.received`. One in bytes ends with them: `payload-bytes-sent` is
        `gossip.payload.sent.bytes`. Drops are `gossip.dropped` with the tag `reason`.

        | metric | type | meaning |
        | --- | --- | --- |
        """);
    for (Entry entry : reference.require(Reference.METRICS).get(0).entries()) {
      page.append("| `").append(entry.key()).append("` | ").append(entry.value());
      page.append(" | ").append(cell(entry.meaning())).append(" |\n");
    }
    assertGenerated("metrics.md", page);
  }

  private void assertGenerated(String name, CharSequence content) throws IOException {
    Path file = docs.resolve(name);
    if (Boolean.getBoolean("gossip.docs.write")) {
      Files.writeString(file, content);
    }
    assertThat(Files.readString(file))
        .as("docs/%s; the comment at its top says how to generate it again", name)
        .isEqualTo(content.toString());
  }

  private static String sentence(String summary) {
    return Character.toUpperCase(summary.charAt(0)) + summary.substring(1) + ".";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
