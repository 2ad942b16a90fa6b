package dev.gossip.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The file of a page. It is written under another name in the same folder and then renamed, so that
 * the file has the old page or the whole new one. Pipes and devices, and files in folders that take
 * no other file, are written as they are. Not thread-safe.
 */
public final class PageFile implements Closeable {
  private static final Pattern UNFINISHED = Pattern.compile("\\.[0-9a-f-]{36}\\.unfinished");

  /** Much longer than a page takes to be written. */
  private static final Duration ABANDONED_AFTER = Duration.ofHours(1);

  /** As Linux follows at most (path_resolution(7)). */
  private static final int MAX_LINKS = 40;

  private final Path target;
  private final boolean inPlace;

  private PageFile(Path target, boolean inPlace) {
    this.target = target;
    this.inPlace = inPlace;
  }

  /**
   * Makes sure that a page can be written, and changes no page that is there. Removes what killed
   * processes did not finish in the same folder.
   *
   * @throws IOException if it cannot be written
   */
  public static PageFile create(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new FileSystemException(path.toString(), null, "it is a folder");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      // Has no other name if it is a link to a pipe, such as /dev/stdout.
      return new PageFile(path, true);
    }
    Path target = linked(path);
    if (Files.exists(target) && !Files.isWritable(target)) {
      throw new FileSystemException(path.toString(), null, "it is write-protected");
    }
    try {
      Files.delete(newUnfinished(target));
    } catch (IOException e) {
      if (Files.exists(target) && !(e instanceof NoSuchFileException)) {
        return new PageFile(target, true);
      }
      throw e;
    }
    removeAbandoned(target);
    return new PageFile(target, false);
  }

  /** Creates an empty file next to another, which only those who can read that one can read. */
  private static Path newUnfinished(Path target) throws IOException {
    Path unfinished = target.resolveSibling("." + UUID.randomUUID() + ".unfinished");
    Files.createFile(unfinished);
    copyPermissions(target, unfinished);
    return unfinished;
  }

  /** Removes files of processes that were killed while they wrote a page. */
  private static void removeAbandoned(Path target) {
    Instant abandoned = Instant.now().minus(ABANDONED_AFTER);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            target.resolveSibling("").toAbsolutePath(),
            file -> UNFINISHED.matcher(file.getFileName().toString()).matches())) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(abandoned)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // They are in nobody's way.
      return;
    }
  }

  /** What a symbolic link names, which may not exist yet, is replaced, rather than the link. */
  private static Path linked(Path path) throws IOException {
    if (Files.exists(path)) {
      return path.toRealPath();
    }
    Path target = path.toAbsolutePath();
    for (int links = 0; Files.isSymbolicLink(target); links++) {
      if (links == MAX_LINKS) {
        throw new FileSystemLoopException(path.toString());
      }
      target = target.resolveSibling(Files.readSymbolicLink(target));
    }
    return target;
  }

  /** Those who could not read the page that was there cannot read the new one. */
  private static void copyPermissions(Path from, Path to) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    if (view == null || !Files.exists(from)) {
      return;
    }
    Set<PosixFilePermission> permissions =
        EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    permissions.addAll(Files.getPosixFilePermissions(from));
    try {
      view.setPermissions(permissions);
    } catch (FileSystemException e) {
      // Some file systems have the same permissions for all files.
      return;
    }
  }

  /** Writes a page at once: {@link #create}, {@link #write} and {@link #close}. */
  public static void write(Path path, String html) throws IOException {
    try (PageFile file = create(path)) {
      file.write(html);
    }
  }

  /**
   * Writes a page to a file that nobody has created. The file appears when the page is whole.
   *
   * @throws FileAlreadyExistsException if the file exists
   * @throws IOException if it cannot be written
   */
  public static void writeNew(Path path, String html) throws IOException {
    writeNew(path, html, Files::createLink);
  }

  static void writeNew(Path path, String html, Link link) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    create(path);
    writeUnfinished(
        path,
        html,
        unfinished -> {
          try {
            link.create(path, unfinished);
          } catch (FileAlreadyExistsException e) {
            throw e;
          } catch (IOException | UnsupportedOperationException e) {
            // The file system has no links.
            moveToNew(unfinished, path);
          }
        });
  }

  private static void moveToNew(Path unfinished, Path path) throws IOException {
    // The empty file cannot be created by anybody else.
    Files.createFile(path);
    try {
      Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(path);
      throw e;
    }
  }

  /** Gives a file another name. */
  interface Link {
    void create(Path name, Path existing) throws IOException;
  }

  /**
   * Writes the page, in place of one that is there.
   *
   * @throws IOException if it cannot be written; the page that was there is still there, unless its
   *     file can only be written in place
   */
  public void write(String html) throws IOException {
    if (inPlace) {
      put(target, html);
      return;
    }
    writeUnfinished(target, html, unfinished -> replace(unfinished, html));
  }

  private void replace(Path unfinished, String html) throws IOException {
    try {
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.isRegularFile(target)) {
        throw e;
      }
      // A file that is mounted by itself can be written, but not replaced.
      put(target, html);
    }
  }

  /** What is done with a page that is whole. */
  private interface Finish {
    void apply(Path unfinished) throws IOException;
  }

  private static void writeUnfinished(Path target, String html, Finish finish) throws IOException {
    Path unfinished = newUnfinished(target);
    // A process that is asked to end leaves nothing behind.
    unfinished.toFile().deleteOnExit();
    try {
      put(unfinished, html);
      finish.apply(unfinished);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static void put(Path file, String html) throws IOException {
    try (Writer writer =
        Files.newBufferedWriter(
            file, UTF_8, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
      writer.write(html);
    }
  }

  /** Does nothing: a page that was not written leaves nothing behind. */
  @Override
  public void close() {}
}
