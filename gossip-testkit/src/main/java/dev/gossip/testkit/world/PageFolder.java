package dev.gossip.testkit.world;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gossip.report.PageFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of pages of failed tests, which several processes may fill at the same time. No page
 * replaces another; the oldest ones are removed if there are many.
 */
final class PageFolder {
  /** How every title of such a page begins, and of nothing else. */
  static final String TITLE = "A failed test";

  /** How many pages are kept. */
  static final int MAX_PAGES = 100;

  /** Its title comes after the styles of a page, which are much smaller. */
  private static final int MAX_HEAD_BYTES = 1 << 18;

  private static final String SUFFIX = ".html";

  private final Path folder;

  PageFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Writes a page.
   *
   * @param name of the file, without its suffix; followed by a number if there is such a file
   * @return the file
   * @throws IOException if it cannot be written, or the folder has more files of that name than
   *     pages are kept
   */
  Path write(String name, String html) throws IOException {
    Files.createDirectories(folder);
    Path file = writeNew(name, html);
    removeOldest();
    return file;
  }

  private Path writeNew(String name, String html) throws IOException {
    for (int number = 1; ; number++) {
      Path file = folder.resolve(name + (number == 1 ? "" : "-" + number) + SUFFIX);
      try {
        PageFile.writeNew(file, html);
        return file;
      } catch (FileAlreadyExistsException e) {
        if (number > MAX_PAGES) {
          throw e;
        }
      }
    }
  }

  private void removeOldest() throws IOException {
    List<Path> pages = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files.filter(file -> file.getFileName().toString().endsWith(SUFFIX)).forEach(pages::add);
    }
    if (pages.size() <= MAX_PAGES) {
      return;
    }
    pages.removeIf(file -> !isPage(file));
    pages.sort(Comparator.comparing(PageFolder::written).thenComparing(Path::toString));
    for (Path old : pages.subList(0, Math.max(0, pages.size() - MAX_PAGES))) {
      Files.deleteIfExists(old);
    }
  }

  /** Whether a file is a page of a failed test, and not one that somebody else put there. */
  private static boolean isPage(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_HEAD_BYTES), UTF_8).contains("{\"title\":\"" + TITLE);
    } catch (IOException e) {
      return false;
    }
  }

  private static FileTime written(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      // Another process has removed it.
      return FileTime.fromMillis(0);
    }
  }
}
