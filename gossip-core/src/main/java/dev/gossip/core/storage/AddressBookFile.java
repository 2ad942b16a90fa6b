package dev.gossip.core.storage;

import dev.gossip.api.node.NodeEvent.Warning;
import dev.gossip.core.engine.addresses.AddressStore;
import dev.gossip.core.engine.addresses.SavedAddresses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Keeps the address book of a node in the file {@code addresses} of its data folder; see {@link
 * ReplacedFile}. If it cannot be used, the node starts with an empty book.
 */
public final class AddressBookFile implements AddressStore {
  static final String NAME = "addresses";

  private static final ReplacedFile.Texts TEXTS =
      new ReplacedFile.Texts("the address book", "the node starts with the seeds only");

  // More than any entry has: an address, four groups, an id and a few numbers.
  private static final int MAX_ENTRY_BYTES = 512;
  // For a book that was saved with a larger bound.
  private static final int MIN_MAX_BYTES = 16 << 20;

  private final ReplacedFile file;
  private final List<Warning> warnings;
  private SavedAddresses loaded = SavedAddresses.NONE;

  private AddressBookFile(ReplacedFile file, long maxBytes) {
    this.file = file;
    this.warnings =
        file.read(maxBytes, TEXTS, bytes -> loaded = AddressBookBytes.decode(bytes)).stream()
            .toList();
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
    return new AddressBookFile(
        new ReplacedFile(folder, NAME, disk),
        Math.max(MIN_MAX_BYTES, (long) maxAddresses * MAX_ENTRY_BYTES));
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
    file.write(AddressBookBytes.encode(addresses));
  }
}
