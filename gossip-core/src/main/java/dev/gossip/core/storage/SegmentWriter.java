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
 * Adds records to one file of a {@link FileSeenLog}. The file is made, or opened again after a
 * failure, with the first record that is to be written; what stands behind the last whole record is
 * cut off then, in place, so that it needs no room.
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
   * @param records how many the file has
   */
  SegmentWriter(Path file, long records, Opener opener) {
    this.file = file;
    this.records = records;
    this.opener = opener;
  }

  /** How many whole records the file has. */
  long records() {
    return records;
  }

  /**
   * Writes records, as many as can be written; {@link #records} counts them.
   *
   * @param from whole records
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
        // The next attempt cuts off the part of a record.
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
