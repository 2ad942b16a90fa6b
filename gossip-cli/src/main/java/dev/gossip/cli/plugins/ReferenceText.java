package dev.gossip.cli.plugins;

import dev.gossip.cli.composition.CompositionOptions;
import dev.gossip.cli.plugins.Reference.Entry;
import dev.gossip.cli.plugins.Reference.Page;
import dev.gossip.cli.text.TerminalStyle;
import dev.gossip.core.config.PluginKind;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Prints a {@link Reference} for people, wrapped to the width of their terminal. */
final class ReferenceText {
  private static final int MIN_COLUMNS = 40;
  private static final int MAX_COLUMNS = 120;

  private final PrintStream out;
  private final int columns;

  /**
   * @param columns of the terminal; very narrow and very wide ones are treated as 40 and 120
   */
  ReferenceText(PrintStream out, int columns) {
    this.out = out;
    this.columns = Math.max(MIN_COLUMNS, Math.min(MAX_COLUMNS, columns));
  }

  /** All names with a summary each. */
  void overview(Reference reference) {
    for (PluginKind kind : PluginKind.values()) {
      List<Page> pages = reference.ofKind(kind);
      paragraph("", kind.prefix() + ": " + kind.summary() + " (gossip." + kind.prefix() + ".use)");
      for (Page page : pages) {
        entry(page.name(), page.summary() + defaultNote(kind, page.name()));
      }
      if (pages.isEmpty()) {
        paragraph("  ", Reference.NO_PLUGIN);
      }
      out.println();
    }
    paragraph("", "More to look up:");
    for (Page page : reference.pages()) {
      if (!page.name().contains(".")) {
        entry(page.name(), page.summary());
      }
    }
    out.println();
    paragraph(
        "",
        "'gossip plugins NAME' shows the settings of a plugin, or one of these pages;"
            + " 'gossip plugins --hocon' prints a configuration file with every setting.");
  }

  private static String defaultNote(PluginKind kind, String id) {
    if (kind == PluginKind.SIGNING) {
      // The command signs where the library does not.
      return id.equals(CompositionOptions.SIGNING)
          ? " (default of 'gossip node' and 'gossip demo')"
          : id.equals(kind.defaultId()) ? " (default of the library and of 'simulate')" : "";
    }
    if (id.equals(kind.defaultId())) {
      return " (default)";
    }
    if (id.equals(kind.defaultIdWithDiscovery())) {
      return kind == PluginKind.DISCOVERY ? " (default with seeds)" : " (default with a discovery)";
    }
    return "";
  }

  /** One page with all its entries. */
  void page(Page page) {
    out.println(TerminalStyle.MESSAGE.of(page.name()));
    paragraph("", page.summary());
    if (page.hasSettings() && !page.hasEntries()) {
      out.println();
      paragraph("", "It has no settings.");
    }
    for (Entry entry : page.entries()) {
      out.println();
      String name = page.hasSettings() ? page.path() + "." + entry.key() : entry.key();
      out.println(heading(page, name, entry.value()));
      paragraph("    ", entry.meaning());
      if (!entry.action().isEmpty()) {
        paragraph("    ", "What to do: " + entry.action());
      }
    }
  }

  private static String heading(Page page, String name, String value) {
    if (page.hasSettings()) {
      return "  " + name + " = " + (value.isEmpty() ? "(none)" : value);
    }
    return "  " + name + (value.isEmpty() ? "" : " (" + value + ")");
  }

  private void entry(String name, String summary) {
    out.println("  " + TerminalStyle.MESSAGE.of(name));
    paragraph("      ", summary);
  }

  private void paragraph(String indent, String text) {
    wrap(text, columns - 1 - indent.length()).forEach(line -> out.println(indent + line));
  }

  /** Breaks text between words; a word that is wider than a line stands on a line of its own. */
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
