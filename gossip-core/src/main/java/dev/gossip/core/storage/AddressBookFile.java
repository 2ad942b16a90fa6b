package dev.gossip.core.storage;

import dev.gossip.api.node.NodeEvent.Warning;
import dev.gossip.core.engine.addresses.AddressStore;
import dev.gossip.core.engine.addresses.SavedAddresses;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the address book of a node in the file {@code addresses} of its data folder, for its owner
 * only. The file is replaced in one step, so after a crash or a power cut there is the old or the
 * new book. One that cannot be used gets another name, and the node starts with an empty book.
 */
public final class AddressBookFile implements AddressStore {
  static final String NAME = "addresses";
  static final String TEMPORARY_NAME = "addresses.tmp";

  // Of files that cannot be used. A guess: enough to see what is wrong with a disk.
  static final int MAX_SET_ASIDE = 3;

  // More than any entry has: an address, four groups, an id and a few numbers.
  private static final int MAX_ENTRY_BYTES = 512;
  // For a book that was saved with a larger bound.
  private static final int MIN_MAX_BYTES = 16 << 20;

  private final Path folder;
  private final BookDisk disk;
  private final List<Warning> warnings;
  private SavedAddresses loaded;

  private AddressBookFile(
      Path folder, BookDisk disk, SavedAddresses loaded, List<Warning> warnings) {
    this.folder = folder;
    this.disk = disk;
    this.loaded = loaded;
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Reads the book of a folder.
   *
   * @param folder no other node uses it
   * @param maxAddresses how many addresses the node keeps
   */
  public static AddressBookFile open(Path folder, int maxAddresses) {
    return open(folder, maxAddresses, BookDisk.FILES);
  }

  static AddressBookFile open(Path folder, int maxAddresses, BookDisk disk) {
    Path file = folder.resolve(NAME);
    List<Warning> warnings = new ArrayList<>();
    SavedAddresses loaded = SavedAddresses.NONE;
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      String problem;
      try {
        loaded = AddressBookBytes.decode(contents(file, maxBytes(maxAddresses)));
        problem = null;
      } catch (IOException e) {
        problem = "it cannot be read (" + FileErrors.reason(e) + ")";
      } catch (IllegalArgumentException e) {
        problem = String.valueOf(e.getMessage());
      }
      if (problem != null) {
        warnings.add(setAside(file, problem, disk));
      }
    }
    return new AddressBookFile(folder, disk, loaded, warnings);
  }

  private static long maxBytes(int maxAddresses) {
    return Math.max(MIN_MAX_BYTES, (long) maxAddresses * MAX_ENTRY_BYTES);
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
      return bytes;
    }
  }

  private static Warning setAside(Path file, String problem, BookDisk disk) {
    String what = "the address book " + file + " is not used: " + problem;
    String effect = "the node starts with the seeds only; ";
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

  private static @Nullable Path freeName(Path file) {
    for (int number = 1; number <= MAX_SET_ASIDE; number++) {
      Path aside = file.resolveSibling(NAME + ".unusable-" + number);
      if (!Files.exists(aside, LinkOption.NOFOLLOW_LINKS)) {
        return aside;
      }
    }
    return null;
  }

  /** What the user should know about the file. */
  public List<Warning> warnings() {
    return warnings;
  }

  @Override
  public synchronized SavedAddresses load() {
    SavedAddresses once = loaded;
    loaded = SavedAddresses.NONE;
    return once;
  }

  @Override
  public synchronized void save(SavedAddresses addresses) throws IOException {
    Path temporary = folder.resolve(TEMPORARY_NAME);
    try {
      // There is one if the process was killed while it saved.
      disk.delete(temporary);
      try (WritableByteChannel channel = disk.create(temporary)) {
        ByteBuffer bytes = ByteBuffer.wrap(AddressBookBytes.encode(addresses));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        disk.force(channel);
      }
      disk.move(temporary, folder.resolve(NAME));
    } catch (IOException e) {
      deleteQuietly(temporary);
      throw new IOException(folder.resolve(NAME) + ": " + FileErrors.reason(e), e);
    }
    disk.forceFolder(folder);
  }

  /** An incomplete file only takes room, maybe on a disk that is full. */
  private void deleteQuietly(Path temporary) {
    try {
      disk.delete(temporary);
    } catch (IOException e) {
      // The next attempt to save deletes it.
    }
  }
}
