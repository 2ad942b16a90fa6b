package dev.gossip.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code docs/architecture.md} lists the packages of the engine and of the UDP transport in an
 * order in which each uses only those above it.
 */
class DocumentedRoomsTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", "")).resolve("..");
  private static final Pattern ROW = Pattern.compile("^\\| `([a-z]+)` \\|.*");

  @ParameterizedTest
  @CsvSource({
    "gossip-core, dev.gossip.core.engine, The packages below `core.engine`, ''",
    "gossip-udp, dev.gossip.udp, 'The packages below `udp`', driver"
  })
  void roomsAreListedAboveThoseThatUseThem(
      String module, String parent, String heading, String unlisted) throws IOException {
    List<String> listed = listed(heading);
    Path folder = ROOT.resolve(module).resolve("src/main/java").resolve(parent.replace('.', '/'));
    SortedSet<String> rooms = new TreeSet<>();
    SortedSet<String> upwards = new TreeSet<>();
    for (Path file : sources(folder)) {
      Path inside = folder.relativize(file);
      String room = inside.getName(0).toString();
      if (inside.getNameCount() == 1 || room.equals(unlisted)) {
        continue;
      }
      rooms.add(room);
      for (String used : used(file, parent)) {
        if (listed.indexOf(used) > listed.indexOf(room)) {
          upwards.add(room + " uses " + used + " in " + file.getFileName());
        }
      }
    }

    assertThat(listed).containsExactlyInAnyOrderElementsOf(rooms);
    assertThat(upwards).isEmpty();
  }

  private static List<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  /** The rooms from which a file imports. */
  private static List<String> used(Path file, String parent) throws IOException {
    Pattern imported =
        Pattern.compile("^import (?:static )?" + Pattern.quote(parent) + "\\.([a-z]+)\\.[A-Z].*");
    return Files.readString(file)
        .lines()
        .map(imported::matcher)
        .filter(Matcher::matches)
        .map(found -> found.group(1))
        .toList();
  }

  private static List<String> listed(String heading) throws IOException {
    return Files.readString(ROOT.resolve("docs/architecture.md"))
        .lines()
        .dropWhile(line -> !line.startsWith(heading))
        .dropWhile(line -> !line.startsWith("|"))
        .takeWhile(line -> line.startsWith("|"))
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .map(row -> row.group(1))
        .toList();
  }
}
