package dev.gossip.cli.node;

import com.google.protobuf.ByteString;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads lines of any length as raw bytes, in bounded memory. */
final class LineReader {
  private final InputStream in;
  private final int maxBytes;

  /**
   * @param maxBytes how many bytes of a line are kept
   */
  LineReader(InputStream in, int maxBytes) {
    this.in = new BufferedInputStream(in);
    this.maxBytes = maxBytes;
  }

  /**
   * A line without its end, {@code \n} or {@code \r\n}.
   *
   * @param start the whole line, or its first {@code maxBytes} bytes
   * @param bytes the length of the whole line
   */
  record Line(ByteString start, long bytes) {}

  /** Reads the next line; null at the end of the stream. */
  @Nullable Line next() throws IOException {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    long bytes = 0;
    int last = -1;
    int next = in.read();
    if (next < 0) {
      return null;
    }
    for (; next >= 0 && next != '\n'; next = in.read()) {
      if (bytes++ < maxBytes) {
        kept.write(next);
      }
      last = next;
    }
    if (last == '\r') {
      bytes--;
    }
    int size = (int) Math.min(bytes, kept.size());
    return new Line(ByteString.copyFrom(kept.toByteArray(), 0, size), bytes);
  }
}
