package dev.gossip.simulation.attack;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.core.proto.Content;
import java.util.function.UnaryOperator;

/**
 * Creates messages that do not come from their author. Only the signed bytes and the signature are
 * sent, so the id and the other fields of a forged message have no meaning.
 */
public final class Forgery {
  private Forgery() {}

  /** The message with another author, under the old signature. */
  public static GossipMessage author(GossipMessage message, AuthorId author) {
    return content(message, content -> content.setAuthor(author.key()));
  }

  /** The message with another payload, under the old signature. */
  public static GossipMessage payload(GossipMessage message, ByteString payload) {
    return content(message, content -> content.setPayload(payload));
  }

  /** The message with another lifetime, under the old signature. */
  public static GossipMessage lifetime(GossipMessage message, long lifetimeMillis) {
    return content(message, content -> content.setLifetimeMillis(lifetimeMillis));
  }

  /** The message with another time of creation, under the old signature. */
  public static GossipMessage created(GossipMessage message, long createdMillis) {
    return content(message, content -> content.setCreatedMillis(createdMillis));
  }

  /** The unchanged bytes of the message under another signature. */
  public static GossipMessage signature(GossipMessage message, ByteString signature) {
    return withBytes(message, message.signedBytes(), signature);
  }

  /** The encoded content of a message with these fields, ready to be signed. */
  public static ByteString signedBytes(
      AuthorId author, long sequence, long createdMillis, long lifetimeMillis, String payload) {
    return Content.newBuilder()
        .setAuthor(author.key())
        .setSequence(sequence)
        .setCreatedMillis(createdMillis)
        .setLifetimeMillis(lifetimeMillis)
        .setPayload(ByteString.copyFromUtf8(payload))
        .build()
        .toByteString();
  }

  /** The message with other bytes and another signature. */
  public static GossipMessage withBytes(
      GossipMessage message, ByteString signedBytes, ByteString signature) {
    return GossipMessage.builder(message.id())
        .signedBytes(signedBytes)
        .signature(signature)
        .build();
  }

  private static GossipMessage content(
      GossipMessage message, UnaryOperator<Content.Builder> change) {
    try {
      Content.Builder content = Content.parseFrom(message.signedBytes()).toBuilder();
      return withBytes(message, change.apply(content).build().toByteString(), message.signature());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("not a message of this wire format", e);
    }
  }
}
