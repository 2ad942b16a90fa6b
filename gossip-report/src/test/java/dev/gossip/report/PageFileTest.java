package dev.gossip.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Pages replace older ones whole or not at all. */
class PageFileTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void oldPageStaysUntilTheNewOneIsWritten() throws IOException {
    Path page = Files.writeString(folder.resolve("page.html"), "old");

    try (PageFile file = PageFile.create(page)) {
      assertThat(page).hasContent("old");
      file.write("new");
      assertThat(page).hasContent("new");
    }

    assertThat(page).hasContent("new");
    assertThat(files()).containsExactly(page);
  }

  @Test
  void pageThatWasNotWrittenLeavesNothingBehind() throws IOException {
    Path page = Files.writeString(folder.resolve("page.html"), "old");

    PageFile.create(page).close();
    PageFile.create(folder.resolve("other.html")).close();

    assertThat(page).hasContent("old");
    assertThat(files()).containsExactly(page);
  }

  @Test
  void fileThatCannotBeWrittenIsRefusedBeforehand() throws IOException {
    Path missing = folder.resolve("missing").resolve("page.html");

    assertThatThrownBy(() -> PageFile.create(missing)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> PageFile.create(folder)).hasMessageContaining("it is a folder");
    assertThat(files()).isEmpty();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void linkStaysALink() throws IOException {
    Path page = Files.writeString(folder.resolve("page.html"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.html"), page);

    PageFile.write(link, "new");

    assertThat(link).isSymbolicLink();
    assertThat(page).hasContent("new");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void deviceIsWrittenAndNotReplaced() throws IOException {
    Path device = Path.of("/dev/null");

    PageFile.write(device, "page");

    assertThat(Files.isRegularFile(device)).isFalse();
    assertThat(Files.exists(device)).isTrue();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
