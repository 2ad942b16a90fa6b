package dev.gossip.cli.plugins;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.gossip.cli.composition.CompositionOptions;
import dev.gossip.cli.plugins.Reference.Entry;
import dev.gossip.cli.plugins.Reference.Page;
import dev.gossip.cli.process.TerminalWidth;
import dev.gossip.cli.text.JsonText;
import dev.gossip.core.config.ConfigurationException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a node can be composed of, and what it counts. */
@Command(
    name = "plugins",
    description = {
      "List every plugin found, or show the settings of one.",
      "'node' shows the settings of the node itself, 'metrics' and 'drops' what it counts."
    },
    mixinStandardHelpOptions = true)
public final class PluginsCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description =
          "A plugin such as diffusion or relay.diffusion, a kind such as relay, or node, metrics or"
              + " drops.")
  private List<String> names = List.of();

  @Option(
      names = "--plugins",
      paramLabel = "PATH[${sys:path.separator}PATH]",
      description = "More plugins: jars or class folders, in addition to those in GOSSIP_PLUGINS.")
  private @Nullable String plugins;

  @ArgGroup private Format format = new Format();

  /** Another format than text; at most one. */
  private static final class Format {
    @Option(names = "--json", description = "One JSON object per line and page.")
    private boolean json;

    @Option(
        names = "--hocon",
        description = "A configuration file in which every setting is a comment.")
    private boolean hocon;
  }

  @Override
  public Integer call() {
    // First, so that a list which cannot be complete is not begun.
    Reference reference = Reference.of(CompositionOptions.catalog(plugins));
    List<Page> pages =
        names.isEmpty()
            ? reference.pages()
            : names.stream().flatMap(name -> reference.require(name).stream()).toList();
    PrintStream out = System.out;
    if (format.json) {
      pages.forEach(page -> out.println(JsonText.of(json(page))));
    } else if (format.hocon) {
      new ReferenceHocon(out).print(withSettings(pages));
    } else {
      print(new ReferenceText(out, TerminalWidth.columns()), reference, pages);
    }
    return 0;
  }

  private List<Page> withSettings(List<Page> pages) {
    List<Page> some =
        pages.stream().filter(page -> page.hasSettings() && page.hasEntries()).toList();
    if (some.isEmpty()) {
      throw new ConfigurationException(
          "--hocon: there are no settings in " + String.join(", ", names) + "; leave --hocon out");
    }
    return some;
  }

  private void print(ReferenceText text, Reference reference, List<Page> pages) {
    if (names.isEmpty()) {
      text.overview(reference);
      return;
    }
    for (int i = 0; i < pages.size(); i++) {
      if (i > 0) {
        System.out.println();
      }
      text.page(pages.get(i));
    }
  }

  private static JsonObject json(Page page) {
    JsonObject json = new JsonObject();
    json.addProperty("name", page.name());
    json.addProperty("summary", page.summary());
    JsonArray entries = new JsonArray();
    for (Entry entry : page.entries()) {
      entries.add(page.hasSettings() ? setting(page, entry) : counted(entry));
    }
    json.add(page.hasSettings() ? "settings" : page.name(), entries);
    return json;
  }

  private static JsonObject setting(Page page, Entry entry) {
    JsonObject json = new JsonObject();
    json.addProperty("key", page.path() + "." + entry.key());
    json.addProperty("default", entry.value());
    json.addProperty("meaning", entry.meaning());
    return json;
  }

  private static JsonObject counted(Entry entry) {
    JsonObject json = new JsonObject();
    json.addProperty("name", entry.key());
    if (!entry.value().isEmpty()) {
      json.addProperty("type", entry.value());
    }
    json.addProperty("meaning", entry.meaning());
    if (!entry.action().isEmpty()) {
      json.addProperty("action", entry.action());
    }
    return json;
  }
}
