package dev.gossip.diffusion;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.MessageId;
import dev.gossip.diffusion.proto.DandelionFrame;
import dev.gossip.diffusion.proto.DandelionHeader;
import java.util.List;

/** Encodes and decodes the headers and control frames of {@code relay.dandelion}. */
final class DandelionCodec {
  static final ByteString STEM = DandelionHeader.newBuilder().setStem(true).build().toByteString();

  /**
   * A decoded payload header.
   *
   * @param stem whether the message is on its stem, not public yet
   * @param inner the fluff relay's header; empty for a stem message
   */
  record Header(boolean stem, ByteString inner) {}

  private DandelionCodec() {}

  static Header header(ByteString bytes) throws InvalidProtocolBufferException {
    DandelionHeader header = DandelionHeader.parseFrom(bytes);
    if (header.getStem() && !header.getInner().isEmpty()) {
      throw new InvalidProtocolBufferException(
          "a stem message must not carry a header of the fluff relay");
    }
    return new Header(header.getStem(), header.getInner());
  }

  /** Encodes the header of a public copy. */
  static ByteString fluffHeader(ByteString inner) {
    return DandelionHeader.newBuilder().setInner(inner).build().toByteString();
  }

  static ByteString arrived(MessageId id) {
    return DandelionFrame.newBuilder().setArrived(id.bytes()).build().toByteString();
  }

  static List<MessageId> arrivedIds(ByteString body) throws InvalidProtocolBufferException {
    return IdList.split(DandelionFrame.parseFrom(body).getArrived());
  }
}
