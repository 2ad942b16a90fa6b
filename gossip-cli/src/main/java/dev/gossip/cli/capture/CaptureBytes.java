package dev.gossip.cli.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads pieces of a capture, and notices where it was cut off. */
final class CaptureBytes {
  private final InputStream in;
  private long position;
  private boolean cutOff;

  CaptureBytes(InputStream in) {
    this.in = in;
  }

  /**
   * Reads the beginning of a record or block.
   *
   * @return fewer bytes at the end of the capture
   */
  byte[] readUpTo(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    position += bytes.length;
    return bytes;
  }

  /** Reads a piece of a record or block; returns false if the capture ends before. */
  boolean read(byte[] to, int from) throws IOException {
    int length = to.length - from;
    int read = in.readNBytes(to, from, length);
    position += read;
    cutOff |= read < length;
    return read == length;
  }

  /** A record or block begins and does not end. */
  void cutOff() {
    cutOff = true;
  }

  /** Whether the capture ends within a record or block. */
  boolean isCutOff() {
    return cutOff;
  }

  CaptureException damaged(String what) {
    return new CaptureException(
        "it is damaged near byte " + position + " (" + what + "); capture again, or repair it");
  }

  static ByteBuffer buffer(byte[] bytes, ByteOrder order) {
    return ByteBuffer.wrap(bytes).order(order);
  }
}
