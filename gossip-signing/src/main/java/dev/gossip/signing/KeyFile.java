package dev.gossip.signing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Reads and creates files with secrets, which only their owner may access. */
final class KeyFile {
  /** Much more than a key needs. */
  private static final int MAX_BYTES = 1 << 16;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private KeyFile() {}

  /**
   * Reads a file that only its owner may read or write.
   *
   * @throws IllegalArgumentException if the file cannot be read or other users may access it; the
   *     message is one line with the remedy
   */
  static byte[] read(Path file) {
    try {
      if (supportsPermissions(file)
          && !Files.isDirectory(file)
          && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
        throw new IllegalArgumentException(
            file + ": other users may read or change it; run 'chmod 600 " + file + "'");
      }
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
          throw new IllegalArgumentException(
              file + ": it has more than " + MAX_BYTES + " bytes; name a key file");
        }
        return bytes;
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Reads a passphrase from the first line of such a file.
   *
   * @throws IllegalArgumentException if the file cannot be read, other users may access it, or the
   *     line is empty; the message is one line with the remedy
   */
  static char[] readPassphrase(Path file) {
    String text =
        FileText.of(read(file))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        file + ": it is not UTF-8 text; save it as UTF-8"));
    return text.lines()
        .findFirst()
        .filter(line -> !line.isEmpty())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    file + ": its first line is empty; write the passphrase there"))
        .toCharArray();
  }

  /**
   * Creates a file that only its owner may access, from the moment it exists. On a file system
   * without permissions, it is as private as its folder.
   *
   * @throws FileAlreadyExistsException if the file exists; it is not changed
   * @throws IOException if the file cannot be written; no partial file is left
   */
  static void create(Path file, String text) throws IOException {
    FileAttribute<?>[] attributes =
        supportsPermissions(file)
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (SeekableByteChannel channel = Files.newByteChannel(file, options, attributes)) {
      try {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      } catch (IOException e) {
        Files.delete(file);
        throw e;
      }
    }
  }

  /** Returns an exception that explains in one line why a file cannot be read, with the remedy. */
  static IllegalArgumentException unreadable(Path file, IOException e) {
    return new IllegalArgumentException(file + ": " + reason(file, e), e);
  }

  private static String reason(Path file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file; check the name";
    }
    if (e instanceof AccessDeniedException) {
      return "this user may not read it; run as its owner, or change the owner with 'chown'";
    }
    if (Files.isDirectory(file)) {
      return "it is a folder; name a file in it";
    }
    String cause = e instanceof FileSystemException known ? known.getReason() : e.getMessage();
    return "it cannot be read (" + cause + "); check the name and the disk";
  }

  private static boolean supportsPermissions(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
