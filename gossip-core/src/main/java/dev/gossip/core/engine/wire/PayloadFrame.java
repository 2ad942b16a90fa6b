package dev.gossip.core.engine.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.gossip.core.proto.Payload;
import dev.gossip.core.wire.FieldScanner;
import dev.gossip.core.wire.MalformedException;

/**
 * The parts of a payload frame; each is empty if missing. Used for one frame after the other, and
 * read without an object for each part: of a duplicate, nothing but the id is needed. Not
 * thread-safe.
 */
public final class PayloadFrame {
  private final FieldScanner fields = new FieldScanner(ByteString.EMPTY);
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
    contentStart = 0;
    contentEnd = 0;
    signatureStart = 0;
    signatureEnd = 0;
    fields.restart(arrived, 1);
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
   * Replaces the frame by a copy without header and unknown fields: the one in which its message is
   * relayed without a header. The frame that arrived shares memory with a whole datagram, which a
   * message that is kept would keep, too.
   *
   * @return the copy
   */
  public ByteString copyWithoutHeader() {
    if (isPlain()) {
      frame = UnsafeByteOperations.unsafeWrap(frame.toByteArray());
      return frame;
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
    return frame.substring(signatureStart, signatureEnd);
  }

  /** The whole frame. */
  public ByteString frame() {
    return frame;
  }

  int contentStart() {
    return contentStart;
  }

  int contentBytes() {
    return contentEnd - contentStart;
  }
}
