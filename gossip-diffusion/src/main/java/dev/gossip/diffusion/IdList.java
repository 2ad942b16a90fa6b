package dev.gossip.diffusion;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.MessageId;
import java.util.ArrayList;
import java.util.List;

/** Encodes message ids as one bytes field, 32 bytes per id. */
final class IdList {
  static final int ID_BYTES = 32;

  private IdList() {}

  static ByteString join(List<MessageId> ids) {
    return ByteString.copyFrom(ids.stream().map(MessageId::bytes).toList());
  }

  static List<MessageId> split(ByteString bytes) throws InvalidProtocolBufferException {
    if (bytes.size() % ID_BYTES != 0) {
      throw new InvalidProtocolBufferException("the length of an id list must be a multiple of 32");
    }
    List<MessageId> ids = new ArrayList<>(bytes.size() / ID_BYTES);
    for (int at = 0; at < bytes.size(); at += ID_BYTES) {
      ids.add(new MessageId(bytes.substring(at, at + ID_BYTES).toByteArray()));
    }
    return ids;
  }
}
