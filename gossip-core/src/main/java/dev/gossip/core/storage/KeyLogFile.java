package dev.gossip.core.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A file with keys of sessions, one a line, that only its owner may read. Lines are added; several
 * nodes may share a file. It is opened for each line, so nothing is left open. Any thread.
 */
public final class KeyLogFile {
  /** About 150,000 keys; above that, lines are refused. */
  static final long MAX_BYTES = 16L << 20;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final Set<OpenOption> APPEND =
      new HashSet<>(
          List.of(
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.APPEND,
              LinkOption.NOFOLLOW_LINKS));

  private final Path file;
  private final long maxBytes;

  private KeyLogFile(Path file, long maxBytes) {
    this.file = file;
    this.maxBytes = maxBytes;
  }

  /**
   * Opens a file, and creates it if there is none.
   *
   * @throws IllegalArgumentException if it cannot be used; the message is one line with the file
   *     and the remedy
   */
  public static KeyLogFile open(Path file) {
    return open(file, MAX_BYTES);
  }

  /** As {@link #open(Path)}, with another bound. */
  static KeyLogFile open(Path file, long maxBytes) {
    KeyLogFile log = new KeyLogFile(file, maxBytes);
    try {
      log.requirePrivate();
      log.write("");
    } catch (IOException e) {
      throw new IllegalArgumentException(
          file + ": it cannot be written (" + FileErrors.reason(e) + "); choose another file", e);
    }
    return log;
  }

  /** Opening a pipe would wait for a reader. */
  private void requirePrivate() throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IllegalArgumentException(
          file + ": it is a folder, a link or a device; name a file, which may be a new one");
    }
    if (hasPosixModes()
        && !OWNER_ONLY.containsAll(
            Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))) {
      throw new IllegalArgumentException(
          file + ": other users may read or change it; run 'chmod 600 " + file + "'");
    }
  }

  private boolean hasPosixModes() {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /**
   * Adds a line.
   *
   * @throws IOException if it cannot be written; the message says why in one line
   */
  public void add(String line) throws IOException {
    try {
      write(line + "\n");
    } catch (IOException e) {
      throw new IOException(FileErrors.reason(e), e);
    }
  }

  /** In one step, so that lines of several nodes do not mix. */
  private void write(String text) throws IOException {
    FileAttribute<?>[] attributes =
        hasPosixModes()
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
            : new FileAttribute<?>[0];
    try (SeekableByteChannel channel = Files.newByteChannel(file, APPEND, attributes)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
      if (channel.size() + bytes.remaining() > maxBytes) {
        throw new IOException("it has " + channel.size() + " bytes, and at most " + maxBytes);
      }
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /** The name of the file. */
  @Override
  public String toString() {
    return file.toString();
  }
}
