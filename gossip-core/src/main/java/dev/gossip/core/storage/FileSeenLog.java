package dev.gossip.core.storage;

import dev.gossip.api.MessageId;
import dev.gossip.core.engine.SeenLog;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Seen messages in two files of a folder. One grows; when it has as many entries as are remembered
 * the other is begun anew, so the two together hold the latest ones and never more than twice as
 * many. What is torn or altered is set aside, and what could still be read of it is kept.
 *
 * <p>The system is trusted to keep what it was handed: a killed process loses nothing, a power cut
 * may lose the last seconds.
 */
public final class FileSeenLog implements SeenLog {
  private final Path folder;
  private final int maxRecords;
  private final FileChannel lock;
  private final Opener opener;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(SeenSegment.CHUNK_RECORDS * SeenSegment.RECORD_BYTES);
  private final List<String> warnings = new ArrayList<>();
  private List<SeenSegment> restored = new ArrayList<>();
  private int current;
  private long generation;
  private long records;
  private @Nullable WritableByteChannel channel;

  /** Opens files to write to. */
  @FunctionalInterface
  interface Opener {
    WritableByteChannel open(Path file, OpenOption... options) throws IOException;
  }

  private FileSeenLog(Path folder, int maxRecords, FileChannel lock, Opener opener) {
    this.folder = folder;
    this.maxRecords = maxRecords;
    this.lock = lock;
    this.opener = opener;
  }

  /**
   * Opens the log of a folder, which is made if it is not there.
   *
   * @param maxRecords how many messages are remembered
   * @throws IOException if the folder cannot be used or another node uses it; the message says so
   *     in one line
   */
  public static FileSeenLog open(Path folder, int maxRecords) throws IOException {
    return open(folder, maxRecords, FileChannel::open);
  }

  static FileSeenLog open(Path folder, int maxRecords, Opener opener) throws IOException {
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
      requireAlone(folder, lock);
      FileSeenLog log = new FileSeenLog(folder, maxRecords, lock, opener);
      log.begin();
      return log;
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  private static void requireAlone(Path folder, FileChannel lock) throws IOException {
    boolean alone;
    try {
      alone = lock.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Another node of this very process.
      alone = false;
    }
    if (!alone) {
      throw new IOException(
          "another node uses the folder " + folder + "; give each its own gossip.data-dir");
    }
  }

  private static IOException unusable(Path folder, IOException cause) {
    return new IOException(
        "cannot use the folder "
            + folder
            + ": "
            + cause
            + "; name one that can be written in gossip.data-dir",
        cause);
  }

  /** What was wrong with the files, a line each; mended already. Of the thread that restores. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  private void begin() throws IOException {
    try {
      readAndGoOn();
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  private void readAndGoOn() throws IOException {
    for (int i = 0; i < 2; i++) {
      Path file = file(i);
      if (Files.exists(file)) {
        restored.add(read(i, file));
      }
    }
    restored.sort(Comparator.comparingLong(SeenSegment::generation));
    if (restored.isEmpty()) {
      startSegment();
    } else {
      SeenSegment latest = restored.get(restored.size() - 1);
      current = latest.index();
      generation = latest.generation();
      records = latest.size();
      channel = opener.open(file(current), StandardOpenOption.APPEND);
    }
  }

  private SeenSegment read(int index, Path file) throws IOException {
    SeenSegment segment = SeenSegment.read(index, file);
    if (segment.isDamaged()) {
      Path aside = file.resolveSibling(file.getFileName() + ".damaged");
      segment.setAsideAndRewrite(file, aside);
      warnings.add(
          file
              + " was damaged; "
              + segment.size()
              + " seen messages could be read, the file is kept as "
              + aside.getFileName());
    }
    return segment;
  }

  @Override
  public void restore(Reader reader) {
    for (SeenSegment segment : restored) {
      try {
        segment.tell(file(segment.index()), reader);
      } catch (IOException e) {
        warnings.add(file(segment.index()) + " could be read once, but not again: " + e);
      }
    }
    restored = new ArrayList<>();
  }

  @Override
  public void append(MessageId id, long endMillis) throws IOException {
    if (records >= maxRecords) {
      flush();
      startSegment();
    }
    if (buffer.remaining() < SeenSegment.RECORD_BYTES) {
      flush();
    }
    SeenSegment.putRecord(buffer, id, endMillis);
    records++;
  }

  @Override
  public void flush() throws IOException {
    if (buffer.position() > 0 && channel != null) {
      buffer.flip();
      try {
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      } finally {
        // After a failure, what was written is not written again.
        buffer.compact();
      }
    }
  }

  private void startSegment() throws IOException {
    if (channel != null) {
      channel.close();
      current = 1 - current;
    }
    generation++;
    records = 0;
    channel =
        opener.open(
            file(current),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    SeenSegment.writeHeader(channel, generation);
  }

  private Path file(int index) {
    return folder.resolve("seen." + index);
  }

  @Override
  public void close() {
    // Whatever fails, the folder is free for the next node.
    tryTo(this::flush);
    if (channel != null) {
      tryTo(channel);
    }
    tryTo(lock);
  }

  private void tryTo(Closeable step) {
    try {
      step.close();
    } catch (IOException e) {
      // The node has stopped and nobody listens. What is lost shows as repeated deliveries.
      warnings.add("closing failed: " + e);
    }
  }
}
