package dev.gossip.core.storage;

import dev.gossip.api.MessageId;
import dev.gossip.core.engine.SeenLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * One file of a {@link FileSeenLog}, as it was read: a header of the format's name and a
 * generation, then records of an id, its end and a checksum of both. All numbers are big-endian.
 */
final class SeenSegment {
  private static final int ID_BYTES = 32;
  static final int RECORD_BYTES = ID_BYTES + Long.BYTES + Integer.BYTES;

  /** "gossipS1". */
  private static final long FORMAT = 0x676f737369705331L;

  private static final int HEADER_BYTES = 2 * Long.BYTES;

  private final int index;
  private final long generation;
  private final ByteBuffer good;
  private final boolean damaged;

  private SeenSegment(int index, long generation, ByteBuffer good, boolean damaged) {
    this.index = index;
    this.generation = generation;
    this.good = good;
    this.damaged = damaged;
  }

  static SeenSegment read(int index, Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    if (bytes.remaining() < HEADER_BYTES || bytes.getLong() != FORMAT) {
      return new SeenSegment(index, 0, ByteBuffer.allocate(0), true);
    }
    long generation = bytes.getLong();
    int at = bytes.position();
    while (bytes.limit() - at >= RECORD_BYTES && isGood(bytes, at)) {
      at += RECORD_BYTES;
    }
    ByteBuffer good = bytes.slice(HEADER_BYTES, at - HEADER_BYTES);
    return new SeenSegment(index, generation, good, at < bytes.limit());
  }

  private static boolean isGood(ByteBuffer bytes, int at) {
    int summed = RECORD_BYTES - Integer.BYTES;
    return bytes.getInt(at + summed) == checksum(bytes, at, summed);
  }

  private static int checksum(ByteBuffer bytes, int at, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), bytes.arrayOffset() + at, length);
    return (int) crc.getValue();
  }

  static void writeHeader(FileChannel to, long generation) throws IOException {
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

  int size() {
    return good.remaining() / RECORD_BYTES;
  }

  boolean isDamaged() {
    return damaged;
  }

  /** Keeps the damaged file under another name and puts what is good in its place. */
  void setAsideAndRewrite(Path file, Path aside) throws IOException {
    Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      writeHeader(channel, generation);
      ByteBuffer rest = good.duplicate();
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    }
  }

  void tell(SeenLog.Reader reader) {
    byte[] id = new byte[ID_BYTES];
    for (int at = 0; at < good.limit(); at += RECORD_BYTES) {
      good.get(at, id);
      reader.seen(new MessageId(id), good.getLong(at + ID_BYTES));
    }
  }
}
