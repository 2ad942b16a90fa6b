package dev.gossip.core.engine;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import java.nio.ByteBuffer;

/** Creates ids and messages from numbers. */
public final class Messages {
  private Messages() {}

  public static MessageId id(long number) {
    return new MessageId(ByteBuffer.allocate(32).putLong(24, number).array());
  }

  public static GossipMessage ofSize(long number, int signedBytes, int signatureBytes) {
    return GossipMessage.builder(id(number))
        .signedBytes(ByteString.copyFrom(new byte[signedBytes]))
        .signature(ByteString.copyFrom(new byte[signatureBytes]))
        .build();
  }
}
