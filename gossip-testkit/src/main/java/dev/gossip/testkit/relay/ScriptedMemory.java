package dev.gossip.testkit.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The messages that a scripted node has seen, delivered, and still stores. */
final class ScriptedMemory {
  private final Map<MessageId, GossipMessage> stored = new HashMap<>();
  private final Set<MessageId> seen = new HashSet<>();
  private final Set<MessageId> delivered = new HashSet<>();
  private final Set<MessageId> coming = new HashSet<>();
  private final Set<MessageId> refused = new HashSet<>();

  /** A message with this payload. */
  static GossipMessage message(String payload) {
    ByteString bytes = ByteString.copyFromUtf8(payload);
    return GossipMessage.builder(new MessageId(sha256(payload)))
        .payload(bytes)
        .signedBytes(bytes)
        .lifetimeMillis(Duration.ofMinutes(5).toMillis())
        .build();
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Adds a message, which has arrived and is accepted. */
  void add(GossipMessage message) {
    coming.remove(message.id());
    refused.remove(message.id());
    seen.add(message.id());
    stored.put(message.id(), message);
  }

  /** Forgets a message that the strategy rejected. */
  void forget(MessageId id) {
    seen.remove(id);
    stored.remove(id);
  }

  /** Drops the stored message; its id stays seen. */
  void evict(MessageId id) {
    stored.remove(id);
  }

  void deliver(MessageId id) {
    delivered.add(id);
  }

  boolean delivered(MessageId id) {
    return delivered.contains(id);
  }

  boolean seen(MessageId id) {
    return seen.contains(id);
  }

  boolean isComing(MessageId id) {
    return coming.contains(id);
  }

  void setComing(MessageId id, boolean isComing) {
    set(coming, id, isComing);
  }

  boolean isRefused(MessageId id) {
    return refused.contains(id);
  }

  void setRefused(MessageId id, boolean isRefused) {
    set(refused, id, isRefused);
  }

  private static void set(Set<MessageId> ids, MessageId id, boolean isIn) {
    if (isIn) {
      ids.add(id);
    } else {
      ids.remove(id);
    }
  }

  Optional<GossipMessage> find(MessageId id) {
    return Optional.ofNullable(stored.get(id));
  }
}
