package dev.gossip.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The file of a page. It is written under another name in the same folder and then renamed, so that
 * the file has the old page or the whole new one. Pipes and devices, and files in folders that take
 * no other file, are written as they are. Not thread-safe.
 */
public final class PageFile implements Closeable {
  private static final String UNFINISHED = ".unfinished";

  /** As Linux follows at most (path_resolution(7)). */
  private static final int MAX_LINKS = 40;

  private final Path target;
  private final @Nullable Path unfinished;

  private PageFile(Path target, @Nullable Path unfinished) {
    this.target = target;
    this.unfinished = unfinished;
  }

  /**
   * Makes sure that a page can be written, and changes no page that is there. {@link #close}
   * removes what is not finished.
   *
   * @throws IOException if it cannot be written
   */
  public static PageFile create(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new FileSystemException(path.toString(), null, "it is a folder");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      // Has no other name if it is a link to a pipe, such as /dev/stdout.
      return new PageFile(path, null);
    }
    Path target = linked(path);
    if (Files.exists(target) && !Files.isWritable(target)) {
      throw new FileSystemException(path.toString(), null, "it is write-protected");
    }
    Path unfinished = target.resolveSibling("." + UUID.randomUUID() + UNFINISHED);
    try {
      Files.createFile(unfinished);
      // A process that is asked to end leaves nothing behind.
      unfinished.toFile().deleteOnExit();
      copyPermissions(target, unfinished);
      return new PageFile(target, unfinished);
    } catch (IOException e) {
      if (Files.exists(target) && !(e instanceof NoSuchFileException)) {
        return new PageFile(target, null);
      }
      throw e;
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
   * Writes the page, in place of one that is there.
   *
   * @throws IOException if it cannot be written; the page that was there is still there, unless its
   *     file can only be written in place
   */
  public void write(String html) throws IOException {
    if (unfinished == null) {
      put(target, html);
      return;
    }
    put(unfinished, html);
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

  private static void put(Path file, String html) throws IOException {
    try (Writer writer =
        Files.newBufferedWriter(
            file, UTF_8, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
      writer.write(html);
    }
  }

  /** Removes what was not finished. */
  @Override
  public void close() throws IOException {
    if (unfinished != null) {
      Files.deleteIfExists(unfinished);
    }
  }
}
