package dev.gossip.simulation.attack;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.gossip.core.engine.pull.LargeMessages;
import dev.gossip.core.engine.wire.Frames;
import dev.gossip.core.proto.Content;
import dev.gossip.core.proto.Payload;
import java.util.random.RandomGenerator;

/** Reads and changes payload frames. */
final class PayloadFrames {
  private PayloadFrames() {}

  static boolean isPayload(ByteString frame) {
    return frame.byteAt(0) == Frames.PAYLOAD;
  }

  /** Whether a payload frame is sent without being announced. */
  static boolean isUnannounced(ByteString frame) {
    return isPayload(frame) && !LargeMessages.isLarge(frame.size());
  }

  /** A copy whose memory is not used again. */
  static ByteString copy(ByteString frame) {
    return UnsafeByteOperations.unsafeWrap(frame.toByteArray());
  }

  /** The author of the message in a frame; all that it says if it has none. */
  static ByteString author(ByteString frame) {
    try {
      ByteString content = payload(frame).getContent();
      ByteString author = Content.parseFrom(content).getAuthor();
      return author.isEmpty() ? content : author;
    } catch (InvalidProtocolBufferException e) {
      return frame;
    }
  }

  /**
   * A forgery of the message in a frame: one bit of what it says or of its signature is flipped. An
   * unsigned message has nothing that could be forged, so its frame loses its last byte.
   *
   * @param unseen whether the receiver does not have the message; one that has it looks at no
   *     signature
   */
  static ByteString forged(ByteString frame, boolean unseen, RandomGenerator random) {
    try {
      Payload payload = payload(frame);
      Content content = Content.parseFrom(payload.getContent());
      if (payload.getSignature().isEmpty()) {
        return frame.substring(0, frame.size() - 1);
      }
      Payload.Builder forged = payload.toBuilder();
      if (content.getPayload().isEmpty() || (unseen && random.nextBoolean())) {
        forged.setSignature(flipped(payload.getSignature(), random));
      } else {
        Content.Builder changed =
            content.toBuilder().setPayload(flipped(content.getPayload(), random));
        forged.setContent(changed.build().toByteString());
      }
      return ByteString.copyFrom(new byte[] {Frames.PAYLOAD}).concat(forged.build().toByteString());
    } catch (InvalidProtocolBufferException e) {
      return frame.substring(0, frame.size() - 1);
    }
  }

  private static Payload payload(ByteString frame) throws InvalidProtocolBufferException {
    return Payload.parseFrom(frame.substring(1));
  }

  /** A copy with one bit flipped. */
  static ByteString flipped(ByteString bytes, RandomGenerator random) {
    byte[] copy = bytes.toByteArray();
    copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    return UnsafeByteOperations.unsafeWrap(copy);
  }
}
