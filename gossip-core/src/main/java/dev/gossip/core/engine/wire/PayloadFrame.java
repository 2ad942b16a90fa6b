package dev.gossip.core.engine.wire;

import com.google.protobuf.ByteString;
import dev.gossip.core.proto.Payload;
import dev.gossip.core.wire.FieldScanner;
import dev.gossip.core.wire.MalformedException;

/**
 * The parts of a payload frame; each is empty if missing. They share memory with the frame. Read
 * without a parser, since most frames are duplicates of which nothing but the id is needed.
 */
public record PayloadFrame(ByteString header, ByteString content, ByteString signature) {

  /**
   * Reads a frame of this kind.
   *
   * @throws MalformedException if its body is not a protobuf message
   */
  public static PayloadFrame read(ByteString frame) throws MalformedException {
    ByteString header = ByteString.EMPTY;
    ByteString content = ByteString.EMPTY;
    ByteString signature = ByteString.EMPTY;
    FieldScanner fields = new FieldScanner(frame, 1);
    while (fields.next()) {
      if (fields.isBytes(Payload.CONTENT_FIELD_NUMBER)) {
        content = fields.bytes();
      } else if (fields.isBytes(Payload.SIGNATURE_FIELD_NUMBER)) {
        signature = fields.bytes();
      } else if (fields.isBytes(Payload.HEADER_FIELD_NUMBER)) {
        header = fields.bytes();
      }
    }
    fields.requireEnd();
    return new PayloadFrame(header, content, signature);
  }
}
