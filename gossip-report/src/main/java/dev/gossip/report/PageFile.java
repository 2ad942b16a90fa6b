package dev.gossip.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The file of a page. It is written under another name in the same folder and then renamed, so that
 * the file has the old page or the whole new one. Pipes and devices, and files in folders that take
 * no other file, are written as they are. Not thread-safe.
 */
public final class PageFile implements Closeable {
  private static final String UNFINISHED = ".unfinished";

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
    // What a symbolic link names is replaced, rather than the link.
    Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
    if (Files.isDirectory(target)) {
      throw new FileSystemException(path.toString(), null, "it is a folder");
    }
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      return new PageFile(target, null);
    }
    if (Files.exists(target) && !Files.isWritable(target)) {
      throw new FileSystemException(path.toString(), null, "it is write-protected");
    }
    Path unfinished = target.resolveSibling("." + UUID.randomUUID() + UNFINISHED);
    try {
      Files.createFile(unfinished);
      // A process that is asked to end leaves nothing behind.
      unfinished.toFile().deleteOnExit();
      return new PageFile(target, unfinished);
    } catch (IOException e) {
      if (Files.exists(target) && !(e instanceof NoSuchFileException)) {
        return new PageFile(target, null);
      }
      throw e;
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
   * @throws IOException if it cannot be written; the page that was there is still there
   */
  public void write(String html) throws IOException {
    if (unfinished == null) {
      put(target, html);
      return;
    }
    put(unfinished, html);
    try {
      Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
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
