package dev.gossip.core.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.WireFormat;

/**
 * Scans the top-level fields of an encoded protobuf message. Malformed bytes end the scan without
 * an exception: protobuf's own parsers throw one with a stack trace, which costs a receiver more
 * than the datagram that caused it. Groups, which proto3 does not have, count as malformed. Not
 * thread-safe.
 */
public final class FieldScanner {
  private static final int MAX_VARINT_BITS = 70;

  private final ByteString message;
  private int next;
  private boolean malformed;
  private long varint;
  private int field;
  private int wireType;
  private int valueStart;

  /** Creates a scanner that is positioned before the first field. */
  public FieldScanner(ByteString message) {
    this.message = message;
  }

  /**
   * Checks cheaply that a parser can read a message. The parser may still fail in nested messages,
   * and at text fields other than the given one.
   *
   * @param textField the number of a field that must be UTF-8; 0 for none
   * @throws MalformedException if the message is malformed
   */
  public static void requireWellFormed(ByteString message, int textField)
      throws MalformedException {
    FieldScanner fields = new FieldScanner(message);
    while (fields.next()) {
      if (fields.isBytes(textField) && !fields.bytes().isValidUtf8()) {
        throw new MalformedException("text is not UTF-8");
      }
    }
    if (fields.isMalformed()) {
      throw new MalformedException("not a protobuf message");
    }
  }

  /** Moves to the next field. Returns false at the end and at the first malformed field. */
  public boolean next() {
    if (malformed || next == message.size()) {
      return false;
    }
    malformed = !readTag() || !skipValue();
    return !malformed;
  }

  /** Whether the scan ended before the end of the message. */
  public boolean isMalformed() {
    return malformed;
  }

  /** Whether the current field has this number and a length-delimited value. */
  public boolean isBytes(int number) {
    return field == number && wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  /** The length-delimited value of the current field; shares memory with the message. */
  public ByteString bytes() {
    return message.substring(valueStart, next);
  }

  private boolean readTag() {
    if (!readVarint() || varint >>> Integer.SIZE != 0) {
      return false;
    }
    field = WireFormat.getTagFieldNumber((int) varint);
    wireType = WireFormat.getTagWireType((int) varint);
    return field != 0;
  }

  private boolean skipValue() {
    return switch (wireType) {
      case WireFormat.WIRETYPE_VARINT -> readVarint();
      case WireFormat.WIRETYPE_FIXED64 -> skip(Long.BYTES);
      case WireFormat.WIRETYPE_FIXED32 -> skip(Integer.BYTES);
      case WireFormat.WIRETYPE_LENGTH_DELIMITED -> readVarint() && skip(varint);
      default -> false;
    };
  }

  private boolean skip(long bytes) {
    valueStart = next;
    if (bytes < 0 || bytes > message.size() - next) {
      return false;
    }
    next += (int) bytes;
    return true;
  }

  private boolean readVarint() {
    varint = 0;
    for (int shift = 0; shift < MAX_VARINT_BITS && next < message.size(); shift += 7) {
      byte read = message.byteAt(next++);
      varint |= (long) (read & 0x7f) << shift;
      if (read >= 0) {
        return true;
      }
    }
    return false;
  }
}
