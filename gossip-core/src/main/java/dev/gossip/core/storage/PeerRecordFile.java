package dev.gossip.core.storage;

import dev.gossip.api.node.NodeEvent.Warning;
import dev.gossip.core.engine.spam.PeerRecordStore;
import dev.gossip.core.engine.spam.SavedRecords;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Keeps what spam controls remember about peers in the file {@code peer-records} of the data folder
 * of a node; see {@link ReplacedFile}. If it cannot be used, the node remembers nothing.
 */
public final class PeerRecordFile implements PeerRecordStore {
  static final String NAME = "peer-records";

  private static final ReplacedFile.Texts TEXTS =
      new ReplacedFile.Texts(
          "what spam control remembers of peers,",
          "peers that were discouraged are accepted again");

  private final ReplacedFile file;
  private final List<Warning> warnings;
  private SavedRecords loaded = SavedRecords.NONE;

  private PeerRecordFile(ReplacedFile file) {
    this.file = file;
    this.warnings =
        file
            .read(PeerRecordBytes.MAX_BYTES, TEXTS, bytes -> loaded = PeerRecordBytes.decode(bytes))
            .stream()
            .toList();
  }

  /**
   * Reads the records of a folder.
   *
   * @param folder no other node uses it
   */
  public static PeerRecordFile open(Path folder) {
    return open(folder, BookDisk.FILES);
  }

  static PeerRecordFile open(Path folder, BookDisk disk) {
    return new PeerRecordFile(new ReplacedFile(folder, NAME, disk));
  }

  /** What the user should know about the file. */
  public List<Warning> warnings() {
    return warnings;
  }

  @Override
  public synchronized SavedRecords load() {
    SavedRecords once = loaded;
    loaded = SavedRecords.NONE;
    return once;
  }

  @Override
  public synchronized void save(SavedRecords records) throws IOException {
    file.write(PeerRecordBytes.encode(records));
  }
}
