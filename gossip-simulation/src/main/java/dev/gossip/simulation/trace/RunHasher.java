package dev.gossip.simulation.trace;

import dev.gossip.core.engine.runtime.NodeRuntime;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A hash over everything that happens in a run, and an optional readable trace of it. Datagrams are
 * hashed by their CRC, which costs a tenth of hashing their bytes. That is enough, since the hash
 * has to find accidental differences, not forged ones.
 */
public final class RunHasher {
  /** Time, kind, two nodes, size combined with the outcome, and CRC or detail. */
  private static final int ENTRY_BYTES = Long.BYTES + 1 + 4 * Integer.BYTES;

  private final MessageDigest digest;
  private final ByteBuffer pending = ByteBuffer.allocate(512 * ENTRY_BYTES);
  private final CRC32C crc = new CRC32C();
  private final @Nullable Consumer<String> lines;

  /**
   * Creates the hash of an empty run.
   *
   * @param lines receives the readable trace; null for none
   */
  public RunHasher(@Nullable Consumer<String> lines) {
    this.lines = lines;
    this.digest = NodeRuntime.newSha256();
  }

  /**
   * A datagram was sent.
   *
   * @param outcome what the wire did to it; empty if it arrives as sent. The hash code of the text
   *     is part of the hash, so the texts must not change.
   */
  public void datagram(long timeNanos, int from, int to, ByteBuffer datagram, String outcome) {
    int start = datagram.position();
    int bytes = datagram.remaining();
    crc.reset();
    crc.update(datagram);
    datagram.position(start);
    // String.hashCode is specified, so it is the same on every JVM.
    enter(timeNanos, 0, from, to, bytes ^ outcome.hashCode(), (int) crc.getValue());
    if (lines != null) {
      writeLine(
          timeNanos,
          "node " + from,
          bytes + " bytes to node " + to + (outcome.isEmpty() ? "" : ": " + outcome));
    }
  }

  /**
   * Something happened at a node.
   *
   * @param detail distinguishes events of one kind
   * @param what for the readable trace; not part of the hash
   */
  public void event(long timeNanos, int node, int kind, int detail, String what) {
    enter(timeNanos, kind, node, -1, 0, detail);
    if (lines != null) {
      writeLine(timeNanos, "node " + node, what);
    }
  }

  /** Whether there is a readable trace, so that texts for it are needed. */
  public boolean isTraced() {
    return lines != null;
  }

  /** The hash of everything so far, in hexadecimal digits. */
  public String hash() {
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

  private void writeLine(long timeNanos, String who, String what) {
    if (lines != null) {
      lines.accept(timeNanos / 1_000 + " us " + who + ": " + what);
    }
  }
}
