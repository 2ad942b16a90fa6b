package dev.gossip.diffusion;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.MessageId;
import dev.gossip.diffusion.proto.DandelionFrame;
import dev.gossip.diffusion.proto.DandelionHeader;
import java.util.List;

/** The bytes of {@code relay.dandelion}: headers and control frames. */
final class DandelionCodec {
  static final ByteString STEM = DandelionHeader.newBuilder().setStem(true).build().toByteString();

  /**
   * What a header says.
   *
   * @param inner the fluff relay's header of a public copy
   */
  record Header(boolean stem, ByteString inner) {}

  private DandelionCodec() {}

  static Header header(ByteString bytes) throws InvalidProtocolBufferException {
    DandelionHeader header = DandelionHeader.parseFrom(bytes);
    if (header.getStem() && !header.getInner().isEmpty()) {
      throw new InvalidProtocolBufferException("a stem message is no public copy");
    }
    return new Header(header.getStem(), header.getInner());
  }

  /** The header of a public copy. */
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
