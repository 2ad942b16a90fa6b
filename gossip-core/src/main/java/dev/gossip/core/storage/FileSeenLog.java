package dev.gossip.core.storage;

import dev.gossip.api.MessageId;
import dev.gossip.api.node.NodeEvent.Warning;
import dev.gossip.core.engine.memory.SeenLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A log of seen messages in the files {@code seen-NUMBER.log} of a folder. Records are appended to
 * the file with the highest number. When it is full, the earlier files are deleted and a new one is
 * started. So the latest messages are always on disk, and never more than twice as many as are
 * remembered.
 *
 * <p>Nothing is rewritten, so no failure loses earlier records. A file whose end or beginning is
 * damaged is not appended to; a new one is started. A record that cannot be written waits in
 * memory. Writes are not forced to disk: a killed process loses nothing, a power cut may lose the
 * last seconds.
 */
public final class FileSeenLog implements SeenLog {
  private final Path folder;
  private final int maxRecords;
  private final FileChannel lock;
  private final SegmentWriter.Opener opener;
  private final Queue<Seen> waiting = new ArrayDeque<>();
  private final ByteBuffer buffer =
      ByteBuffer.allocate(SeenSegment.CHUNK_RECORDS * SeenSegment.RECORD_BYTES);
  private final List<Warning> warnings;
  private final List<Path> earlier = new ArrayList<>();
  private List<SeenSegment> restored;
  private long number;
  private @Nullable SegmentWriter current;

  private record Seen(MessageId id, long endMillis) {}

  private FileSeenLog(
      Path folder,
      int maxRecords,
      FileChannel lock,
      SegmentWriter.Opener opener,
      SeenDirectory found) {
    this.folder = folder;
    this.maxRecords = maxRecords;
    this.lock = lock;
    this.opener = opener;
    this.number = found.highestNumber();
    this.restored = found.segments();
    this.warnings = new ArrayList<>(found.warnings());
  }

  /**
   * Opens the log of a folder. Creates the folder if it does not exist.
   *
   * @param maxRecords how many messages are remembered, and how many may wait if they cannot be
   *     written
   * @throws IOException if the folder cannot be used or another node uses it; the message is one
   *     line with the remedy
   */
  public static FileSeenLog open(Path folder, int maxRecords) throws IOException {
    return open(folder, maxRecords, Files::newByteChannel);
  }

  static FileSeenLog open(Path folder, int maxRecords, SegmentWriter.Opener opener)
      throws IOException {
    FileChannel lock;
    try {
      Files.createDirectories(folder);
      lock =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw unusable(folder, e);
    }
    try {
      requireExclusive(folder, lock);
      return openLocked(folder, maxRecords, lock, opener);
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  /** Takes the lock of a folder, which its file system may not have. */
  static void requireExclusive(Path folder, FileChannel lock) throws IOException {
    boolean exclusive;
    try {
      exclusive = lock.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Another node in this process.
      exclusive = false;
    } catch (IOException e) {
      throw new IOException(
          "cannot lock the folder "
              + folder
              + ": "
              + FileErrors.reason(e)
              + "; set gossip.data-dir to a folder on a local disk",
          e);
    }
    if (!exclusive) {
      throw new IOException(
          "another node uses the folder " + folder + "; give each its own gossip.data-dir");
    }
  }

  private static FileSeenLog openLocked(
      Path folder, int maxRecords, FileChannel lock, SegmentWriter.Opener opener)
      throws IOException {
    try {
      FileSeenLog log =
          new FileSeenLog(folder, maxRecords, lock, opener, SeenDirectory.read(folder));
      log.continueLatest();
      return log;
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  private static IOException unusable(Path folder, IOException cause) {
    return new IOException(
        "cannot use the folder "
            + folder
            + ": "
            + FileErrors.reason(cause)
            + "; set gossip.data-dir to a folder that can be written",
        cause);
  }

  private void continueLatest() throws IOException {
    for (SeenSegment segment : restored) {
      if (segment.number() < number || !segment.canGrow()) {
        earlier.add(segment.file());
      } else if (Files.isWritable(segment.file())) {
        current = new SegmentWriter(segment.file(), segment.records(), opener);
      } else {
        throw new AccessDeniedException(segment.file().toString());
      }
    }
  }

  /** Problems with the files, and their consequences. For the thread that calls restore. */
  public List<Warning> warnings() {
    return List.copyOf(warnings);
  }

  @Override
  public void restore(Reader reader) {
    for (SeenSegment segment : restored) {
      try {
        segment.passTo(reader);
      } catch (IOException e) {
        warnings.add(
            new Warning(
                segment.file()
                    + " was readable at start, but not when it was loaded: "
                    + FileErrors.reason(e),
                "messages it holds may be delivered again; check the disk"));
      }
    }
    restored = List.of();
  }

  @Override
  public int append(MessageId id, long endMillis) {
    int lost = 0;
    if (waiting.size() >= maxRecords) {
      waiting.remove();
      lost = 1;
    }
    waiting.add(new Seen(id, endMillis));
    return lost;
  }

  @Override
  public void flush() throws IOException {
    try {
      while (!waiting.isEmpty()) {
        writeBatch(writerWithRoom());
      }
    } catch (IOException e) {
      throw new IOException(folder + ": " + FileErrors.reason(e), e);
    }
  }

  /** Writes as many waiting records as fit in the buffer and in the file. */
  private void writeBatch(SegmentWriter to) throws IOException {
    long room = Math.min(SeenSegment.CHUNK_RECORDS, maxRecords - to.records());
    buffer.clear();
    Iterator<Seen> next = waiting.iterator();
    for (long i = 0; i < room && next.hasNext(); i++) {
      Seen seen = next.next();
      SeenSegment.putRecord(buffer, seen.id(), seen.endMillis());
    }
    long before = to.records();
    try {
      to.append(buffer.flip());
    } finally {
      for (long i = before; i < to.records(); i++) {
        waiting.remove();
      }
    }
  }

  private SegmentWriter writerWithRoom() throws IOException {
    SegmentWriter latest = current;
    if (latest != null && latest.records() < maxRecords) {
      return latest;
    }
    if (latest != null) {
      latest.close();
      // The full file alone has enough records. Delete the others before a new file is started,
      // because it may need the disk space.
      for (Path file : earlier) {
        Files.deleteIfExists(file);
      }
      earlier.clear();
      earlier.add(SeenDirectory.file(folder, number));
    }
    number++;
    latest = new SegmentWriter(SeenDirectory.file(folder, number), 0, opener);
    current = latest;
    return latest;
  }

  @Override
  public void close() throws IOException {
    // Even if something fails, release the folder for the next node.
    try {
      flush();
    } finally {
      try {
        if (current != null) {
          current.close();
        }
      } finally {
        lock.close();
      }
    }
  }
}
