package dev.gossip.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
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
  void processThatIsKilledBeforeItsPageIsWrittenLeavesNothingBehind() throws IOException {
    PageFile.create(folder.resolve("page.html"));

    assertThat(files()).isEmpty();
  }

  @Test
  void pagesThatKilledProcessesDidNotFinishAreRemoved() throws IOException {
    Path killed = file(".12345678-1234-1234-1234-123456789abc.unfinished", 2);
    Path running = file(".12345678-1234-1234-1234-123456789abd.unfinished", 0);
    Path other = file(".notes.unfinished", 2);

    PageFile.create(folder.resolve("page.html"));

    assertThat(killed).doesNotExist();
    assertThat(files()).containsExactlyInAnyOrder(running, other);
  }

  private Path file(String name, int hoursOld) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "<!doctype");
    Instant time = Instant.now().minus(Duration.ofHours(hoursOld));
    return Files.setLastModifiedTime(file, FileTime.from(time));
  }

  @Test
  void newPageDoesNotReplaceAnother() throws IOException {
    Path page = folder.resolve("page.html");

    PageFile.writeNew(page, "first");

    assertThatThrownBy(() -> PageFile.writeNew(page, "second"))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(page).hasContent("first");
    assertThat(files()).containsExactly(page);
  }

  @Test
  void newPageIsWrittenWhereFilesHaveNoSecondName() throws IOException {
    Path page = folder.resolve("page.html");
    PageFile.Link refused =
        (name, existing) -> {
          throw new FileSystemException(name.toString(), existing.toString(), "not permitted");
        };

    PageFile.writeNew(page, "first", refused);

    assertThat(page).hasContent("first");
    assertThat(files()).containsExactly(page);
    assertThatThrownBy(() -> PageFile.writeNew(page, "second", refused))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(page).hasContent("first");
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

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void fileThatALinkNamesIsMade() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.html"), Path.of("page.html"));

    PageFile.write(link, "new");

    assertThat(link).isSymbolicLink();
    assertThat(folder.resolve("page.html")).hasContent("new");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void linkToItselfIsRefused() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.html"), Path.of("link.html"));

    assertThatThrownBy(() -> PageFile.create(link)).isInstanceOf(FileSystemLoopException.class);
    assertThat(link).isSymbolicLink();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void pageOfOneUserIsStillOfOneUser() throws IOException {
    Path page = Files.writeString(folder.resolve("page.html"), "old");
    var own = PosixFilePermissions.fromString("rw-------");
    Files.setPosixFilePermissions(page, own);

    PageFile.write(page, "new");

    assertThat(page).hasContent("new");
    assertThat(Files.getPosixFilePermissions(page)).isEqualTo(own);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void pipeIsWritten() throws IOException, InterruptedException {
    Process cat = new ProcessBuilder("cat").start();
    try {
      // The other end of its standard input, which has no name but this one.
      PageFile.write(Path.of("/proc/" + cat.pid() + "/fd/0"), "page");
    } finally {
      cat.getOutputStream().close();
    }

    assertThat(new String(cat.getInputStream().readAllBytes(), UTF_8)).isEqualTo("page");
    assertThat(cat.waitFor()).isZero();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
