package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Messages that the engine passes on although they are unusual. */
final class EdgeCaseMessages {
  private EdgeCaseMessages() {}

  /** Unusual messages that the engine nevertheless passes to judge. */
  static List<GossipMessage> all() {
    List<GossipMessage> messages = new ArrayList<>();
    AuthorId long1 = new AuthorId(ByteString.copyFrom(new byte[1_000]));
    messages.add(GossipMessage.builder(new MessageId(new byte[32])).build());
    for (AuthorId author : List.of(AuthorId.NONE, new AuthorId(ByteString.fromHex("00")), long1)) {
      for (String topic : List.of("", "main", "\u0000\n", "x".repeat(64), "\uD83D\uDE00")) {
        messages.add(
            GossipMessage.builder(new MessageId(id(messages.size())))
                .author(author)
                .topic(topic)
                .sequence(messages.size() % 2 == 0 ? Long.MIN_VALUE : Long.MAX_VALUE)
                .createdMillis(messages.size() % 3 == 0 ? 0 : Long.MAX_VALUE)
                .lifetimeMillis(messages.size() % 4 == 0 ? 0 : 3_600_000)
                .payload(ByteString.copyFrom(new byte[messages.size() % 5 * 1_000]))
                .build());
      }
    }
    return messages;
  }

  private static byte[] id(long number) {
    return ByteBuffer.allocate(32).putLong(24, number).array();
  }
}
