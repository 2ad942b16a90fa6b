package dev.gossip.cli;

import com.google.protobuf.ByteString;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads lines as the bytes that they are, of any length and any encoding, in bounded memory. */
final class LineReader {
  private final InputStream in;
  private final int maxBytes;

  /**
   * @param maxBytes of a line that are kept
   */
  LineReader(InputStream in, int maxBytes) {
    this.in = new BufferedInputStream(in);
    this.maxBytes = maxBytes;
  }

  /**
   * A line without its end, {@code \n} or {@code \r\n}.
   *
   * @param start all of it, or as much as is kept
   * @param bytes how many it has
   */
  record Line(ByteString start, long bytes) {}

  /** The next line; null at the end. */
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
