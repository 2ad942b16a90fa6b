package dev.gossip.simulation;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A hash over everything that happens, and lines about it for whom wants to read them. The bytes of
 * a datagram go in by their CRC, which costs a tenth of hashing them: the hash is to find
 * differences that nobody made on purpose.
 */
final class RunHasher {
  /** Time, kind, two nodes, size with fate, and CRC or detail. */
  private static final int ENTRY_BYTES = Long.BYTES + 1 + 4 * Integer.BYTES;

  private final MessageDigest digest;
  private final ByteBuffer pending = ByteBuffer.allocate(512 * ENTRY_BYTES);
  private final CRC32C crc = new CRC32C();
  private final @Nullable Consumer<String> lines;

  RunHasher(@Nullable Consumer<String> lines) {
    this.lines = lines;
    this.digest = newSha256();
  }

  static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** A datagram set out. */
  void datagram(long timeNanos, int from, int to, byte[] datagram, String fate) {
    crc.reset();
    crc.update(datagram, 0, datagram.length);
    // String.hashCode is specified, so it is the same on every JVM.
    enter(timeNanos, 0, from, to, datagram.length ^ fate.hashCode(), (int) crc.getValue());
    if (lines != null) {
      tell(
          timeNanos,
          "node " + from,
          datagram.length + " bytes to node " + to + (fate.isEmpty() ? "" : ": " + fate));
    }
  }

  /**
   * Something happened at a node.
   *
   * @param detail tells apart what is of one kind
   */
  void event(long timeNanos, int node, int kind, int detail, String what) {
    enter(timeNanos, kind, node, -1, 0, detail);
    if (lines != null) {
      tell(timeNanos, "node " + node, what);
    }
  }

  /** Whether anybody reads along, so that it pays to put things into words. */
  boolean isRead() {
    return lines != null;
  }

  /** Equal for two runs exactly if they did the same so far. */
  String hash() {
    flush();
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the platform's SHA-256 can be cloned", e);
    }
  }

  private void enter(long timeNanos, int kind, int node, int other, int bytes, int checksum) {
    if (pending.remaining() < ENTRY_BYTES) {
      flush();
    }
    pending.putLong(timeNanos).put((byte) kind);
    pending.putInt(node).putInt(other).putInt(bytes).putInt(checksum);
  }

  private void flush() {
    pending.flip();
    digest.update(pending);
    pending.clear();
  }

  private void tell(long timeNanos, String who, String what) {
    if (lines != null) {
      lines.accept(timeNanos / 1_000 + " us " + who + ": " + what);
    }
  }
}
