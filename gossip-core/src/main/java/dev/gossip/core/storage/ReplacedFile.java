package dev.gossip.core.storage;

import dev.gossip.api.node.NodeEvent.Warning;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file in the data folder of a node, for its owner only, that is replaced in one step: after a
 * crash or a power cut there is the old or the new one. One that cannot be used gets another name.
 */
final class ReplacedFile {
  // Of files that cannot be used. A guess: enough to see what is wrong with a disk.
  static final int MAX_SET_ASIDE = 3;

  private final Path folder;
  private final String name;
  private final BookDisk disk;

  /**
   * What people read of a file that cannot be used.
   *
   * @param what the beginning of a sentence about the file, such as {@code the address book}
   * @param effect what the node does without it
   */
  record Texts(String what, String effect) {}

  ReplacedFile(Path folder, String name, BookDisk disk) {
    this.folder = folder;
    this.name = name;
    this.disk = disk;
  }

  private Path file() {
    return folder.resolve(name);
  }

  private Path temporary() {
    return folder.resolve(name + ".tmp");
  }

  /**
   * Reads the file if it is there, and sets it aside if it cannot be used.
   *
   * @param reader gets the bytes; throws {@link IllegalArgumentException} with what is wrong
   * @return what the user should know
   */
  Optional<Warning> read(long maxBytes, Texts texts, Consumer<byte[]> reader) {
    Path file = file();
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    String problem;
    try {
      reader.accept(contents(file, maxBytes));
      return Optional.empty();
    } catch (IOException e) {
      problem = "it cannot be read (" + FileErrors.reason(e) + ")";
    } catch (IllegalArgumentException e) {
      problem = String.valueOf(e.getMessage());
    }
    return Optional.of(setAside(file, problem, texts));
  }

  private static byte[] contents(Path file, long maxBytes) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("it is not a file");
    }
    int bound = (int) Math.min(maxBytes, Integer.MAX_VALUE - 16);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(bound + 1);
      if (bytes.length > bound) {
        throw new IllegalArgumentException("it has more than " + bound + " bytes");
      }
      if (bytes.length == 0) {
        throw new IllegalArgumentException("it is empty");
      }
      return bytes;
    }
  }

  private Warning setAside(Path file, String problem, Texts texts) {
    String what = texts.what() + " " + file + " is not used: " + problem;
    String effect = texts.effect() + "; ";
    Path aside = freeName(file);
    if (aside == null) {
      return new Warning(
          what + "; as there are " + MAX_SET_ASIDE + " such files already, it is overwritten",
          effect + "check the disk, and delete " + file + ".unusable-*");
    }
    try {
      disk.move(file, aside);
    } catch (IOException e) {
      return new Warning(
          what + ", and cannot be renamed (" + FileErrors.reason(e) + ")",
          effect + "make " + file.getParent() + " writable for this user");
    }
    return new Warning(
        what + "; it is kept as " + aside.getFileName(),
        effect + "delete that file if you do not need it");
  }

  private @Nullable Path freeName(Path file) {
    for (int number = 1; number <= MAX_SET_ASIDE; number++) {
      Path aside = file.resolveSibling(name + ".unusable-" + number);
      if (!Files.exists(aside, LinkOption.NOFOLLOW_LINKS)) {
        return aside;
      }
    }
    return null;
  }

  /** Replaces the file. */
  void write(byte[] contents) throws IOException {
    try {
      // There is one if the process was killed while it saved.
      disk.delete(temporary());
      try (WritableByteChannel channel = disk.create(temporary())) {
        ByteBuffer bytes = ByteBuffer.wrap(contents);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        disk.force(channel);
      }
      disk.move(temporary(), file());
    } catch (IOException e) {
      deleteQuietly();
      throw new IOException(file() + ": " + FileErrors.reason(e), e);
    }
    disk.forceFolder(folder);
  }

  /** An incomplete file only takes room, maybe on a disk that is full. */
  private void deleteQuietly() {
    try {
      disk.delete(temporary());
    } catch (IOException e) {
      // The next attempt to save deletes it.
    }
  }
}
