package dev.gossip.core.storage;

import dev.gossip.api.MessageId;
import dev.gossip.core.engine.SeenLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * One file of a {@link FileSeenLog}, and how much of it is good: a header of the format's name and
 * a generation, then records of an id, its end and a checksum of both. All numbers are big-endian.
 * It is read a piece at a time, since it may be larger than any array.
 */
final class SeenSegment {
  private static final int ID_BYTES = 32;
  static final int RECORD_BYTES = ID_BYTES + Long.BYTES + Integer.BYTES;
  static final int CHUNK_RECORDS = 1_024;

  /** "gossipS1". */
  private static final long FORMAT = 0x676f737369705331L;

  private static final int HEADER_BYTES = 2 * Long.BYTES;

  private final int index;
  private final long generation;
  private final long size;
  private final boolean damaged;

  private SeenSegment(int index, long generation, long size, boolean damaged) {
    this.index = index;
    this.generation = generation;
    this.size = size;
    this.damaged = damaged;
  }

  static SeenSegment read(int index, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
      fill(header, channel);
      if (header.remaining() < HEADER_BYTES || header.getLong() != FORMAT) {
        return new SeenSegment(index, 0, 0, true);
      }
      long generation = header.getLong();
      long size = walk(channel, Long.MAX_VALUE, (id, endMillis) -> {});
      return new SeenSegment(
          index, generation, size, HEADER_BYTES + size * RECORD_BYTES < channel.size());
    }
  }

  /**
   * Tells the records that follow, up to the first that is not good.
   *
   * @return how many were good
   */
  private static long walk(ReadableByteChannel from, long most, SeenLog.Reader reader)
      throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_RECORDS * RECORD_BYTES);
    byte[] id = new byte[ID_BYTES];
    long good = 0;
    do {
      fill(chunk, from);
      while (chunk.remaining() >= RECORD_BYTES) {
        if (good == most || !isGood(chunk)) {
          return good;
        }
        chunk.get(id);
        reader.seen(new MessageId(id), chunk.getLong());
        chunk.getInt();
        good++;
      }
      // What is left is less than a record, so the file has ended.
    } while (!chunk.hasRemaining() && chunk.limit() > 0);
    return good;
  }

  /** Reads until the buffer is full or the file has ended. */
  private static void fill(ByteBuffer buffer, ReadableByteChannel from) throws IOException {
    buffer.clear();
    while (buffer.hasRemaining() && from.read(buffer) >= 0) {
      // goes on
    }
    buffer.flip();
  }

  private static boolean isGood(ByteBuffer record) {
    int summed = RECORD_BYTES - Integer.BYTES;
    return record.getInt(record.position() + summed) == checksum(record, record.position(), summed);
  }

  private static int checksum(ByteBuffer bytes, int at, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), bytes.arrayOffset() + at, length);
    return (int) crc.getValue();
  }

  static void writeHeader(WritableByteChannel to, long generation) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).putLong(FORMAT).putLong(generation);
    header.flip();
    while (header.hasRemaining()) {
      to.write(header);
    }
  }

  static void putRecord(ByteBuffer to, MessageId id, long endMillis) {
    int at = to.position();
    for (int word = 0; word < ID_BYTES / Long.BYTES; word++) {
      to.putLong(id.word(word));
    }
    to.putLong(endMillis);
    to.putInt(checksum(to, at, RECORD_BYTES - Integer.BYTES));
  }

  int index() {
    return index;
  }

  long generation() {
    return generation;
  }

  /** How many records are good. */
  long size() {
    return size;
  }

  boolean isDamaged() {
    return damaged;
  }

  /** Keeps the damaged file under another name and puts what is good in its place. */
  void setAsideAndRewrite(Path file, Path aside) throws IOException {
    Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel from = FileChannel.open(aside, StandardOpenOption.READ);
        FileChannel to =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      writeHeader(to, generation);
      long end = HEADER_BYTES + size * RECORD_BYTES;
      for (long at = HEADER_BYTES; at < end; ) {
        at += from.transferTo(at, end - at, to);
      }
    }
  }

  /** Reads the good records once more. */
  void tell(Path file, SeenLog.Reader reader) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      walk(channel.position(HEADER_BYTES), size, reader);
    }
  }
}
