package dev.gossip.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names and number of the pages of failed tests. */
class PageFolderTest {
  private static final String HTML = "<script>{\"title\":\"A failed test, X.y, seed 1\"</script>";

  @TempDir private Path folder = Path.of("");

  @Test
  void pageReplacesNoOther() throws IOException {
    PageFolder pages = new PageFolder(folder);

    assertThat(pages.write("X.y-1", HTML)).hasFileName("X.y-1.html");
    assertThat(pages.write("X.y-1", HTML + " again")).hasFileName("X.y-1-2.html");
    assertThat(pages.write("X.y-2", HTML)).hasFileName("X.y-2.html");

    assertThat(folder.resolve("X.y-1.html")).hasContent(HTML);
    assertThat(folder.resolve("X.y-1-2.html")).hasContent(HTML + " again");
    assertThat(names()).as("nothing unfinished").hasSize(3);
  }

  @Test
  void pagesWrittenAtTheSameTimeHaveFilesOfTheirOwn() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Path>> writers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String html = HTML + i;
        writers.add(() -> new PageFolder(folder).write("X.y-1", html));
      }
      List<String> contents = new ArrayList<>();
      for (Future<Path> page : threads.invokeAll(writers)) {
        contents.add(Files.readString(page.get()));
      }

      assertThat(names()).hasSize(40);
      assertThat(contents).doesNotHaveDuplicates();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void pageAppearsWhenItIsWhole() throws Exception {
    String html = HTML + " ".repeat(1 << 20) + "end";
    ExecutorService writer = Executors.newSingleThreadExecutor();
    try {
      Future<?> pages =
          writer.submit(
              () -> {
                for (int i = 0; i < 50; i++) {
                  new PageFolder(folder).write("X", html);
                }
                return null;
              });
      while (!pages.isDone()) {
        for (String name : names()) {
          Path file = folder.resolve(name);
          assertThat(name.endsWith(".html") ? Files.size(file) : html.length())
              .as(name)
              .isEqualTo(html.length());
        }
      }
      pages.get();
    } finally {
      writer.shutdownNow();
    }
  }

  @Test
  void oldestPagesAreRemovedAndNothingElse() throws IOException {
    Path report = Files.writeString(folder.resolve("a-1.html"), "of somebody else");
    Files.setLastModifiedTime(report, FileTime.fromMillis(1));
    Files.createDirectory(folder.resolve("b-1.html"));
    try (RandomAccessFile large = new RandomAccessFile(folder.resolve("c-1.html").toFile(), "rw")) {
      large.setLength(3L << 30);
    }
    PageFolder pages = new PageFolder(folder);
    for (int seed = 1; seed <= PageFolder.MAX_PAGES + 2; seed++) {
      Path page = pages.write("X.y-" + seed, HTML);
      Files.setLastModifiedTime(page, FileTime.fromMillis(1_000L * seed));
    }

    assertThat(names())
        .hasSize(PageFolder.MAX_PAGES + 3)
        .contains("a-1.html", "b-1.html", "c-1.html", "X.y-3.html", "X.y-102.html")
        .doesNotContain("X.y-1.html", "X.y-2.html");
  }

  @Test
  void manyFilesOfOneNameAreAnError() throws IOException {
    for (int number = 1; number <= PageFolder.MAX_PAGES + 1; number++) {
      Files.writeString(folder.resolve("X" + (number == 1 ? "" : "-" + number) + ".html"), "");
    }

    assertThatThrownBy(() -> new PageFolder(folder).write("X", HTML))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void nameOfATestIsSafeForFileSystems() {
    assertThat(PageNames.test()).isEmpty();
    assertThat(PageNames.during("Relay.reaches every node: 5/6 ?", PageNames::test))
        .isEqualTo("Relay.reaches_every_node__5_6__");
    assertThat(PageNames.during("../x", PageNames::test)).isEqualTo("_x");
    assertThat(PageNames.during("X.".repeat(200), PageNames::test)).hasSize(150);
    assertThat(PageNames.test()).isEmpty();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
