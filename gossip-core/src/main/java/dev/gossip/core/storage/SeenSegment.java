package dev.gossip.core.storage;

import dev.gossip.api.MessageId;
import dev.gossip.core.engine.memory.SeenLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * One file of a {@link FileSeenLog}, as found at start. It has a header with the name and version
 * of the format, then records of fixed length, each with an id, the end of its lifetime and a
 * checksum of both. All numbers are big-endian. A damaged record is skipped; the records behind it
 * are still read. The file is read in chunks, because it may be larger than any array.
 *
 * @param number of the file in the log
 * @param format the first eight bytes, as text
 * @param records the number of records up to the last valid one, including damaged ones
 * @param damaged how many of these are damaged
 * @param tailBytes the number of bytes after the last valid record
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
      Pass pass = new Pass();
      pass.over(channel, (id, endMillis) -> {});
      long tailBytes =
          pass.valid == 0
              ? Math.max(0, channel.size() - HEADER_BYTES)
              : channel.size() - end(pass.records);
      return new SeenSegment(
          file, number, format, pass.records, pass.records - pass.valid, tailBytes);
    }
  }

  /** The length of a file with this many records, in bytes. */
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

  /** Whether another version of this program wrote the file. */
  boolean isOfAnotherVersion() {
    return format.startsWith(ANY_VERSION)
        && format.length() == HEADER_BYTES
        && !format.equals(FORMAT);
  }

  /** Whether the file has records, or is new and has none yet. */
  boolean isReadable() {
    boolean isNew = FORMAT.startsWith(format) && tailBytes < RECORD_BYTES;
    return !isOfAnotherVersion() && (isNew || records > 0);
  }

  /** Whether the header is damaged. */
  boolean hasDamagedHeader() {
    return !FORMAT.startsWith(format);
  }

  /** Whether records can be appended after cutting off at most one incomplete record. */
  boolean canGrow() {
    return !hasDamagedHeader() && tailBytes < RECORD_BYTES;
  }

  /** Reads the valid records again and passes them to a reader. */
  void passTo(SeenLog.Reader reader) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      new Pass().over(channel.position(HEADER_BYTES), reader);
    }
  }

  /** Reads until the buffer is full or the file has ended. */
  private static void fill(ByteBuffer buffer, ReadableByteChannel from) throws IOException {
    buffer.clear();
    while (buffer.hasRemaining() && from.read(buffer) >= 0) {
      // keep reading
    }
    buffer.flip();
  }

  private static int checksum(ByteBuffer bytes, int at) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), bytes.arrayOffset() + at, RECORD_BYTES - Integer.BYTES);
    return (int) crc.getValue();
  }

  /** One pass over all records. */
  private static final class Pass {
    private long valid;

    /** The number of records up to the last valid one. */
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
            valid++;
            records = all;
          }
          chunk.position(start + RECORD_BYTES);
        }
        // The chunk ends with less than a record, so this is the end of the file.
      } while (!chunk.hasRemaining() && chunk.limit() > 0);
    }
  }
}
