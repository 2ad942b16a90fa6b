package dev.gossip.core.engine.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import dev.gossip.core.proto.Payload;
import dev.gossip.core.wire.FieldScanner;
import dev.gossip.core.wire.MalformedException;

/**
 * The parts of a payload frame; each is empty if missing. Used for one frame after the other, and
 * read without an object for each part: of a duplicate, nothing but the id is needed. Not
 * thread-safe.
 */
public final class PayloadFrame {
  private static final int HEADER_TAG =
      Payload.HEADER_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int CONTENT_TAG =
      Payload.CONTENT_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int SIGNATURE_TAG =
      Payload.SIGNATURE_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  private ByteString frame = ByteString.EMPTY;
  private int headerStart;
  private int headerEnd;
  private int contentStart;
  private int contentEnd;
  private int signatureStart;
  private int signatureEnd;

  /**
   * Reads a frame of this kind into a new object.
   *
   * @throws MalformedException if its body is not a protobuf message
   */
  public static PayloadFrame of(ByteString frame) throws MalformedException {
    PayloadFrame read = new PayloadFrame();
    read.read(frame);
    return read;
  }

  /**
   * Reads a frame of this kind. The parts share memory with it.
   *
   * @throws MalformedException if its body is not a protobuf message
   */
  public void read(ByteString arrived) throws MalformedException {
    frame = arrived;
    headerStart = 0;
    headerEnd = 0;
    // Behind the kind, where an empty one would be.
    contentStart = 1;
    contentEnd = 1;
    signatureStart = 0;
    signatureEnd = 0;
    if (!readPlain(arrived)) {
      readAny(arrived);
    }
  }

  /**
   * Reads the fields that are known, with lengths below 16 KiB: almost all frames. A scanner takes
   * longer.
   *
   * @return false if there is anything else
   */
  private boolean readPlain(ByteString arrived) {
    int size = arrived.size();
    int at = 1;
    while (at < size - 1) {
      int tag = arrived.byteAt(at);
      int length = arrived.byteAt(at + 1);
      int start = at + 2;
      if (length < 0) {
        if (start == size || arrived.byteAt(start) < 0) {
          return false;
        }
        length = (length & 0x7f) | arrived.byteAt(start) << 7;
        start++;
      }
      if (length > size - start || !setPart(tag, start, start + length)) {
        return false;
      }
      at = start + length;
    }
    return at == size;
  }

  private boolean setPart(int tag, int start, int end) {
    switch (tag) {
      case CONTENT_TAG -> {
        contentStart = start;
        contentEnd = end;
      }
      case SIGNATURE_TAG -> {
        signatureStart = start;
        signatureEnd = end;
      }
      case HEADER_TAG -> {
        headerStart = start;
        headerEnd = end;
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void readAny(ByteString arrived) throws MalformedException {
    FieldScanner fields = new FieldScanner(arrived, 1);
    // As a protobuf parser does, it takes the last value of each field and skips unknown ones.
    while (fields.next()) {
      if (fields.isBytes(Payload.CONTENT_FIELD_NUMBER)) {
        contentStart = fields.valueStart();
        contentEnd = fields.valueEnd();
      } else if (fields.isBytes(Payload.SIGNATURE_FIELD_NUMBER)) {
        signatureStart = fields.valueStart();
        signatureEnd = fields.valueEnd();
      } else if (fields.isBytes(Payload.HEADER_FIELD_NUMBER)) {
        headerStart = fields.valueStart();
        headerEnd = fields.valueEnd();
      }
    }
    fields.requireEnd();
  }

  /**
   * Copies the frame without header and unknown fields: the one in which its message is relayed
   * without a header. The frame that arrived shares memory with a whole datagram, which a message
   * that is kept would keep, too.
   *
   * @return the copy, whose parts are where this object now says
   */
  public ByteString copyWithoutHeader() {
    if (isPlain()) {
      // Not kept here: this object is old, and the garbage collector would have to be informed.
      return UnsafeByteOperations.unsafeWrap(frame.toByteArray());
    }
    ByteString content = content();
    ByteString signature = signature();
    frame = Frames.payload(ByteString.EMPTY, content, signature);
    headerStart = 0;
    headerEnd = 0;
    signatureEnd = frame.size();
    signatureStart = signatureEnd - signature.size();
    contentEnd = signatureEnd - Frames.encodedSize(signature);
    contentStart = contentEnd - content.size();
    return frame;
  }

  /** Whether the frame has nothing but content and signature, as nodes encode them. */
  private boolean isPlain() {
    // Any other field, and any longer encoding of a length, would make it longer.
    return headerBytes() == 0
        && (signatureStart == signatureEnd || contentStart < signatureStart)
        && frame.size()
            == 1
                + Frames.encodedSize(contentBytes())
                + Frames.encodedSize(signatureEnd - signatureStart);
  }

  /** The size of the header. */
  public int headerBytes() {
    return headerEnd - headerStart;
  }

  /** The relay's header. */
  public ByteString header() {
    return frame.substring(headerStart, headerEnd);
  }

  /** Whether there is no content. */
  public boolean isEmpty() {
    return contentStart == contentEnd;
  }

  /** The message's signed bytes. */
  public ByteString content() {
    return frame.substring(contentStart, contentEnd);
  }

  /** The message's signature. */
  public ByteString signature() {
    return signature(frame);
  }

  /** The whole frame. */
  public ByteString frame() {
    return frame;
  }

  /** The signature, in this frame or in its {@linkplain #copyWithoutHeader copy}. */
  ByteString signature(ByteString in) {
    return in.substring(signatureStart, signatureEnd);
  }

  int contentStart() {
    return contentStart;
  }

  int contentEnd() {
    return contentEnd;
  }

  int contentBytes() {
    return contentEnd - contentStart;
  }
}
