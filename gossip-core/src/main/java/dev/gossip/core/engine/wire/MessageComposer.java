package dev.gossip.core.engine.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.core.engine.runtime.RandomStreams;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Composes a node's messages, whose ids are then known before they are sent. Thread-safe. */
public final class MessageComposer {
  /** A char in UTF-8; a pair of surrogates takes less. */
  private static final int MAX_CHAR_BYTES = 3;

  private final AuthorId author;
  private final long lifetimeMillis;
  private final RandomStreams randomStreams;
  private final String network;
  // Created when first used: most nodes of a large network never publish.
  private @Nullable MessageCodec codec;
  private @Nullable RandomGenerator random;
  private long lastSequence;

  public MessageComposer(
      AuthorId author, String network, long lifetimeMillis, RandomStreams randomStreams) {
    this.author = author;
    this.lifetimeMillis = lifetimeMillis;
    this.randomStreams = randomStreams;
    this.network = network;
  }

  /**
   * Composes an unsigned message.
   *
   * @param wallMillis the current time, milliseconds since 1970
   * @throws IllegalArgumentException if the topic is empty or too long
   */
  public synchronized GossipMessage compose(String topic, ByteString payload, long wallMillis) {
    requireTopic(topic);
    if (codec == null) {
      codec = new MessageCodec(network);
    }
    return codec.compose(
        author, topic, nextSequence(wallMillis), wallMillis, lifetimeMillis, payload);
  }

  /**
   * Checks a topic.
   *
   * @throws IllegalArgumentException if it is empty or too long
   */
  public static void requireTopic(String topic) {
    // Most topics are so short that they need not be encoded.
    boolean maybeTooLong = topic.length() > GossipMessage.MAX_TOPIC_BYTES / MAX_CHAR_BYTES;
    if (topic.isEmpty()
        || (maybeTooLong && topic.getBytes(UTF_8).length > GossipMessage.MAX_TOPIC_BYTES)) {
      throw new IllegalArgumentException(
          "a topic has 1 to " + GossipMessage.MAX_TOPIC_BYTES + " bytes of UTF-8: '" + topic + "'");
    }
  }

  private long nextSequence(long wallMillis) {
    if (author.isNone()) {
      if (random == null) {
        random = randomStreams.stream("messages");
      }
      return random.nextLong();
    }
    // The numbers start at the wall clock, so a node that restarts without state reuses none.
    lastSequence = Math.max(lastSequence + 1, wallMillis * 1_000);
    return lastSequence;
  }
}
