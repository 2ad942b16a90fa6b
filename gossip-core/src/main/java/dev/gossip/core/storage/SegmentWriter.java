package dev.gossip.core.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Appends records to one file of a {@link FileSeenLog}. The file is created, or reopened after a
 * failure, by the next append. It is then truncated in place after the last complete record, which
 * needs no disk space.
 */
final class SegmentWriter implements Closeable {
  private final Path file;
  private final Opener opener;
  private long records;
  private @Nullable SeekableByteChannel channel;

  /** Opens files to write to. */
  @FunctionalInterface
  interface Opener {
    SeekableByteChannel open(Path file, OpenOption... options) throws IOException;
  }

  /**
   * @param records the number of complete records in the file
   */
  SegmentWriter(Path file, long records, Opener opener) {
    this.file = file;
    this.records = records;
    this.opener = opener;
  }

  /** The number of complete records in the file. */
  long records() {
    return records;
  }

  /**
   * Appends as many records as can be written. {@link #records} counts them, also after a failure.
   *
   * @param from complete records
   * @throws IOException if not all of them could be written
   */
  void append(ByteBuffer from) throws IOException {
    int start = from.position();
    try {
      SeekableByteChannel to = opened();
      while (from.hasRemaining()) {
        to.write(from);
      }
    } finally {
      records += (from.position() - start) / SeenSegment.RECORD_BYTES;
      if (from.hasRemaining()) {
        // The next append cuts off the incomplete record.
        close();
      }
    }
  }

  private SeekableByteChannel opened() throws IOException {
    SeekableByteChannel current = channel;
    if (current == null) {
      current = opener.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel = current;
      if (current.size() < SeenSegment.HEADER_BYTES) {
        ByteBuffer header = SeenSegment.header();
        while (header.hasRemaining()) {
          current.write(header);
        }
      }
      long end = SeenSegment.end(records);
      current.truncate(end).position(end);
    }
    return current;
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}
