package dev.gossip.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * The README has the figures of {@code docs/relays.md}, which {@link RelayPromisesTableTest}
 * writes.
 */
class ReadmeFiguresTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", "")).resolve("..");

  private static String read(String name) throws IOException {
    return Files.readString(ROOT.resolve(name));
  }

  /** A cell of the row of a relay, in the n-th table that has one. */
  private static double cell(String relay, int table, int column) throws IOException {
    List<String> rows =
        read("docs/relays.md")
            .lines()
            .filter(line -> line.startsWith("| " + relay + " |"))
            .toList();
    List<String> cells =
        Arrays.stream(rows.get(table).split("\\|", -1)).map(String::strip).toList();
    return Double.parseDouble(cells.get(2 + column).replace(" %", ""));
  }

  private static String bytes(String relay, int column) throws IOException {
    return String.format(Locale.ROOT, "%.1f", cell(relay, 1, column));
  }

  private static String arrived(String relay, int column) throws IOException {
    return String.format(Locale.ROOT, "%.0f %%", cell(relay, 0, column));
  }

  @Test
  void readmeHasTheFiguresOfThePage() throws IOException {
    String flooding = "`relay.flooding`";
    String repair = "`relay.repair` of flooding";
    String readme = read("README.md");
    int begin = readme.indexOf("Which relay?");
    assertThat(begin).isPositive();

    assertThat(readme.substring(begin, readme.indexOf("```", begin)).replaceAll("\\s+", " "))
        .contains(
            "Of the messages " + arrived(flooding, 3) + " arrived when 30 % of all datagrams",
            "and " + arrived(flooding, 6) + " at nodes that crash",
            String.format(
                "for %s bytes without loss, %s at 30 %%, and %s while nodes crash",
                bytes(repair, 0), bytes(repair, 3), bytes(repair, 5)),
            String.format(
                "%s bytes without loss (%s at 30 %%)",
                bytes("`relay.diffusion`", 0), bytes("`relay.diffusion`", 3)),
            String.format("%s (%s)", bytes("`relay.dandelion`", 0), bytes("`relay.dandelion`", 3)));
  }
}
