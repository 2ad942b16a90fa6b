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
  private static final int MAX_VARINT_BYTES = 10;

  private final ByteString message;
  private final int end;
  private int next;
  private boolean malformed;
  private int field;
  private int wireType;
  private int valueStart;

  /** Creates a scanner that is positioned before the first field. */
  public FieldScanner(ByteString message) {
    this(message, 0);
  }

  /** Creates a scanner of the message that begins at an index. */
  public FieldScanner(ByteString bytes, int start) {
    this.message = bytes;
    this.next = start;
    this.end = bytes.size();
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
    // Without a scanner object, and with tags of one byte first, since this runs for every frame.
    int size = message.size();
    int at = 0;
    while (at < size) {
      int tag = message.byteAt(at);
      int valueAt = at + 1;
      if (tag < 0) {
        valueAt = endOfVarint(message, at, size);
        long longTag = valueAt < 0 ? 0 : varint(message, at, valueAt);
        tag = longTag >>> Integer.SIZE == 0 ? (int) longTag : 0;
      }
      int field = WireFormat.getTagFieldNumber(tag);
      int wireType = WireFormat.getTagWireType(tag);
      boolean isBytes = wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      int end =
          field == 0
              ? -1
              : isBytes
                  ? endOfDelimited(message, valueAt, size)
                  : endOfValue(message, wireType, valueAt, size);
      if (end < 0) {
        throw new MalformedException("not a protobuf message");
      }
      if (isBytes
          && field == textField
          && !isUtf8(message, endOfVarint(message, valueAt, size), end)) {
        throw new MalformedException("text is not UTF-8");
      }
      at = end;
    }
  }

  /** The end of a length-delimited value; lengths of one and two bytes first. */
  private static int endOfDelimited(ByteString message, int start, int limit) {
    if (start < limit) {
      int low = message.byteAt(start);
      if (low >= 0) {
        return endOfBytes(start + 1, low, limit);
      }
      if (start + 1 < limit) {
        int high = message.byteAt(start + 1);
        if (high >= 0) {
          return endOfBytes(start + 2, (low & 0x7f) | high << 7, limit);
        }
      }
    }
    return endOfValue(message, WireFormat.WIRETYPE_LENGTH_DELIMITED, start, limit);
  }

  private static boolean isUtf8(ByteString message, int from, int to) {
    for (int i = from; i < to; i++) {
      if (message.byteAt(i) < 0) {
        return message.substring(from, to).isValidUtf8();
      }
    }
    return true;
  }

  // ---- without a scanner object ----------------------------------------------------------------

  /**
   * The index behind the field whose tag was read.
   *
   * @param tag with the number of the field and the type of its value
   * @param start the index behind the tag; negative if that is malformed
   * @param limit where the message ends
   * @throws MalformedException if the tag or the value is malformed
   */
  public static int endOfField(ByteString message, long tag, int start, int limit)
      throws MalformedException {
    boolean isTag = start >= 0 && tag >>> Integer.SIZE == 0 && tag >>> 3 != 0;
    int end = isTag ? endOfValue(message, WireFormat.getTagWireType((int) tag), start, limit) : -1;
    if (end < 0) {
      throw new MalformedException("not a protobuf message");
    }
    return end;
  }

  /**
   * The length-delimited value that begins with its length at an index; shares memory with the
   * message.
   */
  public static ByteString bytes(ByteString message, int start, int end) {
    return message.substring(endOfVarint(message, start, end), end);
  }

  /**
   * The text value that begins with its length at an index.
   *
   * @throws MalformedException if it is not UTF-8
   */
  public static ByteString text(ByteString message, int start, int end) throws MalformedException {
    ByteString text = bytes(message, start, end);
    if (!isUtf8(text, 0, text.size())) {
      throw new MalformedException("text is not UTF-8");
    }
    return text;
  }

  /** The value of eight bytes at an index. */
  public static long fixed64(ByteString message, int start) {
    long value = 0;
    for (int i = start + Long.BYTES - 1; i >= start; i--) {
      value = value << Byte.SIZE | (message.byteAt(i) & 0xff);
    }
    return value;
  }

  /** The end of the value of a field that begins at an index; -1 if it is malformed. */
  private static int endOfValue(ByteString message, int wireType, int start, int limit) {
    return switch (wireType) {
      case WireFormat.WIRETYPE_VARINT -> endOfVarint(message, start, limit);
      case WireFormat.WIRETYPE_FIXED64 -> endOfBytes(start, Long.BYTES, limit);
      case WireFormat.WIRETYPE_FIXED32 -> endOfBytes(start, Integer.BYTES, limit);
      case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
        int bytesAt = endOfVarint(message, start, limit);
        yield bytesAt < 0 ? -1 : endOfBytes(bytesAt, varint(message, start, bytesAt), limit);
      }
      default -> -1;
    };
  }

  private static int endOfBytes(int start, long length, int limit) {
    return length < 0 || length > limit - start ? -1 : start + (int) length;
  }

  /** The index behind a varint; -1 if it does not end, or is longer than ten bytes. */
  public static int endOfVarint(ByteString message, int start, int limit) {
    int last = Math.min(limit, start + MAX_VARINT_BYTES);
    for (int i = start; i < last; i++) {
      if (message.byteAt(i) >= 0) {
        return i + 1;
      }
    }
    return -1;
  }

  /** The varint between two indices. */
  public static long varint(ByteString message, int start, int end) {
    long value = 0;
    for (int i = end - 1; i >= start; i--) {
      value = value << 7 | (message.byteAt(i) & 0x7f);
    }
    return value;
  }

  /** Moves to the next field. Returns false at the end and at the first malformed field. */
  public boolean next() {
    if (malformed || next == end) {
      return false;
    }
    malformed = !readTag() || !skipValue();
    return !malformed;
  }

  /**
   * Ends a scan.
   *
   * @throws MalformedException if it ended before the end of the message
   */
  public void requireEnd() throws MalformedException {
    if (malformed || next != end) {
      throw new MalformedException("not a protobuf message");
    }
  }

  /** Whether the scan ended before the end of the message. */
  public boolean isMalformed() {
    return malformed;
  }

  /** Whether the current field has this number and a length-delimited value. */
  public boolean isBytes(int number) {
    return field == number && wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  /** Where the value of the current field begins, behind the length of a delimited one. */
  public int valueStart() {
    return valueStart;
  }

  /** The index behind the value of the current field. */
  public int valueEnd() {
    return next;
  }

  /** The length-delimited value of the current field; shares memory with the message. */
  public ByteString bytes() {
    return message.substring(valueStart, next);
  }

  /** Whether the current field has this number and a varint as its value. */
  public boolean isVarint(int number) {
    return field == number && wireType == WireFormat.WIRETYPE_VARINT;
  }

  /** The varint of the current field. */
  public long varint() {
    return varint(message, valueStart, next);
  }

  private boolean readTag() {
    int low = message.byteAt(next);
    if (low >= 0) {
      // One byte, like the tags of all fields of this project.
      next++;
      field = low >>> 3;
      wireType = low & 7;
      return field != 0;
    }
    int tagEnd = endOfVarint(message, next, end);
    long tag = tagEnd < 0 ? 0 : varint(message, next, tagEnd);
    if (tagEnd < 0 || tag >>> Integer.SIZE != 0) {
      return false;
    }
    next = tagEnd;
    field = WireFormat.getTagFieldNumber((int) tag);
    wireType = WireFormat.getTagWireType((int) tag);
    return field != 0;
  }

  private boolean skipValue() {
    int valueEnd;
    if (wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      valueStart = endOfVarint(message, next, end);
      valueEnd =
          valueStart < 0 ? -1 : endOfBytes(valueStart, varint(message, next, valueStart), end);
    } else {
      valueStart = next;
      valueEnd = endOfValue(message, wireType, next, end);
    }
    if (valueEnd < 0) {
      return false;
    }
    next = valueEnd;
    return true;
  }
}
