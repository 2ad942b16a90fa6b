package dev.gossip.cli.plugins;

import com.google.gson.JsonPrimitive;
import dev.gossip.cli.plugins.Reference.Entry;
import dev.gossip.cli.plugins.Reference.Page;
import dev.gossip.cli.text.JsonText;
import java.io.PrintStream;
import java.util.List;
import java.util.regex.Pattern;

/** Prints settings as a HOCON file in which every setting is a comment with its default. */
final class ReferenceHocon {
  private static final int COLUMNS = 96;
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]*");

  private final PrintStream out;

  ReferenceHocon(PrintStream out) {
    this.out = out;
  }

  void print(List<Page> pages) {
    out.println(
        "# Every setting with its default. Remove the # before a setting to change it, and");
    out.println("# pass the file with --config.");
    for (Page page : pages) {
      print(page);
    }
  }

  private void print(Page page) {
    out.println();
    comment("", page.name() + ": " + page.summary());
    out.println(page.path() + " {");
    boolean first = true;
    for (Entry entry : page.entries()) {
      if (!first) {
        out.println();
      }
      first = false;
      comment("  ", entry.meaning());
      out.println("  #" + entry.key() + " = " + literal(entry.value()));
    }
    out.println("}");
  }

  private void comment(String indent, String text) {
    ReferenceText.wrap(text, COLUMNS - indent.length())
        .forEach(line -> out.println(indent + "# " + line));
  }

  private static String literal(String value) {
    return PLAIN.matcher(value).matches() ? value : JsonText.of(new JsonPrimitive(value));
  }
}
