package dev.gossip.simulation.topology;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** An input stream with limits on the total size and the length of a line. */
final class BoundedInput extends FilterInputStream {
  private final long maxBytes;
  private final long maxLineBytes;
  private long bytes;
  private long lineBytes;

  /** A limit was exceeded; the message names it. */
  static final class TooMuchException extends IOException {
    private static final long serialVersionUID = 1;

    TooMuchException(String message) {
      super(message);
    }
  }

  /**
   * Limits an input stream.
   *
   * @param maxBytes the maximum number of bytes in total
   * @param maxLineBytes the maximum number of bytes in a line
   */
  BoundedInput(InputStream input, long maxBytes, long maxLineBytes) {
    super(input);
    this.maxBytes = maxBytes;
    this.maxLineBytes = maxLineBytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = super.read(buffer, offset, length);
    for (int i = 0; i < count; i++) {
      lineBytes = buffer[offset + i] == '\n' ? 0 : lineBytes + 1;
      if (lineBytes > maxLineBytes) {
        throw new TooMuchException("a line of more than " + maxLineBytes + " bytes");
      }
    }
    bytes += Math.max(count, 0);
    if (bytes > maxBytes) {
      throw new TooMuchException("more than " + maxBytes + " bytes");
    }
    return count;
  }
}
