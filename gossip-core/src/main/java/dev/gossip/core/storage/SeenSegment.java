package dev.gossip.core.storage;

import dev.gossip.api.MessageId;
import dev.gossip.core.engine.SeenLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * One file of a {@link FileSeenLog} as it was found: the format's name and version, then records of
 * one length, each an id, its end and a checksum of both. All numbers are big-endian. A record that
 * is damaged is skipped; it does not hide those behind it. The file is read a piece at a time,
 * since it may be larger than any array.
 *
 * @param number its place in the log
 * @param format what its first eight bytes say
 * @param records how many there are up to the last good one, damaged ones included
 * @param damaged how many of these are damaged
 * @param tailBytes how many bytes follow the last good record
 */
record SeenSegment(
    Path file, long number, String format, long records, long damaged, long tailBytes) {
  static final int RECORD_BYTES = 32 + Long.BYTES + Integer.BYTES;
  static final int CHUNK_RECORDS = 1_024;
  static final int HEADER_BYTES = 8;

  private static final String FORMAT = "gossipS2";
  private static final String ANY_VERSION = "gossipS";
  private static final int ID_BYTES = 32;

  static SeenSegment read(Path file, long number) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
      fill(header, channel);
      String format = StandardCharsets.ISO_8859_1.decode(header).toString();
      Walk walk = new Walk();
      walk.over(channel, (id, endMillis) -> {});
      long tailBytes =
          walk.good == 0
              ? Math.max(0, channel.size() - HEADER_BYTES)
              : channel.size() - end(walk.records);
      return new SeenSegment(
          file, number, format, walk.records, walk.records - walk.good, tailBytes);
    }
  }

  /** Where a file of so many records ends. */
  static long end(long records) {
    return HEADER_BYTES + records * RECORD_BYTES;
  }

  static ByteBuffer header() {
    return StandardCharsets.ISO_8859_1.encode(FORMAT);
  }

  static void putRecord(ByteBuffer to, MessageId id, long endMillis) {
    int at = to.position();
    for (int word = 0; word < ID_BYTES / Long.BYTES; word++) {
      to.putLong(id.word(word));
    }
    to.putLong(endMillis);
    to.putInt(checksum(to, at));
  }

  /** Whether another version of this program wrote it. */
  boolean isOfAnotherVersion() {
    return format.startsWith(ANY_VERSION)
        && format.length() == HEADER_BYTES
        && !format.equals(FORMAT);
  }

  /** Whether it holds records, or none yet. */
  boolean isReadable() {
    boolean isNew = FORMAT.startsWith(format) && tailBytes < RECORD_BYTES;
    return !isOfAnotherVersion() && (isNew || records > 0);
  }

  /** Whether its first bytes are damaged, though records follow. */
  boolean hasDamagedHeader() {
    return !FORMAT.startsWith(format);
  }

  /** Whether records can be added: at most a part of a record has to be cut off for that. */
  boolean canGrow() {
    return !hasDamagedHeader() && tailBytes < RECORD_BYTES;
  }

  /** Reads the good records once more. */
  void passTo(SeenLog.Reader reader) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      new Walk().over(channel.position(HEADER_BYTES), reader);
    }
  }

  /** Reads until the buffer is full or the file has ended. */
  private static void fill(ByteBuffer buffer, ReadableByteChannel from) throws IOException {
    buffer.clear();
    while (buffer.hasRemaining() && from.read(buffer) >= 0) {
      // goes on
    }
    buffer.flip();
  }

  private static int checksum(ByteBuffer bytes, int at) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), bytes.arrayOffset() + at, RECORD_BYTES - Integer.BYTES);
    return (int) crc.getValue();
  }

  /** One reading of all records. */
  private static final class Walk {
    private long good;

    /** Up to the last good one. */
    private long records;

    void over(ReadableByteChannel from, SeenLog.Reader reader) throws IOException {
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK_RECORDS * RECORD_BYTES);
      byte[] id = new byte[ID_BYTES];
      long all = 0;
      do {
        fill(chunk, from);
        while (chunk.remaining() >= RECORD_BYTES) {
          int start = chunk.position();
          all++;
          if (chunk.getInt(start + RECORD_BYTES - Integer.BYTES) == checksum(chunk, start)) {
            chunk.get(id);
            reader.seen(new MessageId(id), chunk.getLong());
            good++;
            records = all;
          }
          chunk.position(start + RECORD_BYTES);
        }
        // What is left is less than a record, so the file has ended.
      } while (!chunk.hasRemaining() && chunk.limit() > 0);
    }
  }
}
