package dev.gossip.api;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One message, as its author created it. Immutable. Two messages are equal if their ids are equal.
 *
 * <p>The fields are decoded from {@link #signedBytes}. The id and the signature cover exactly these
 * bytes, and exactly these bytes are relayed, because protobuf encoding is not canonical.
 */
public final class GossipMessage {

  /** The topic of messages that do not name one. */
  public static final String DEFAULT_TOPIC = "main";

  /** The maximum length of a topic in UTF-8 bytes. Frames must have room for the longest one. */
  public static final int MAX_TOPIC_BYTES = 64;

  private final MessageId id;
  private final AuthorId author;
  private final String topic;
  private final long sequence;
  private final long createdMillis;
  private final long lifetimeMillis;
  private final ByteString payload;
  private final ByteString signedBytes;
  private final ByteString signature;

  private GossipMessage(Builder builder) {
    id = builder.id;
    author = builder.author;
    topic = builder.topic;
    sequence = builder.sequence;
    createdMillis = builder.createdMillis;
    lifetimeMillis = builder.lifetimeMillis;
    payload = builder.payload;
    signedBytes = builder.signedBytes;
    signature = builder.signature;
  }

  /**
   * Returns a builder. The engine creates all messages of a running node; tests of a plugin may
   * create their own.
   */
  public static Builder builder(MessageId id) {
    return new Builder(id);
  }

  /** The message id, derived from the signed bytes; see {@link MessageId}. */
  public MessageId id() {
    return id;
  }

  /** The author; {@link AuthorId#NONE} if the message is unsigned. */
  public AuthorId author() {
    return author;
  }

  /** The topic; {@value #DEFAULT_TOPIC} unless the author named another one. */
  public String topic() {
    return topic;
  }

  /** Signed messages: increases with every message of this author. Unsigned: a random number. */
  public long sequence() {
    return sequence;
  }

  /** Creation time in milliseconds since 1970 (UTC), by the author's clock. */
  public long createdMillis() {
    return createdMillis;
  }

  /** How long after its creation the message is relayed and delivered, in milliseconds. */
  public long lifetimeMillis() {
    return lifetimeMillis;
  }

  /** The application's content. */
  public ByteString payload() {
    return payload;
  }

  /** The encoded content that the id and the signature cover. */
  public ByteString signedBytes() {
    return signedBytes;
  }

  /** What {@code MessageSigning.sign} returned for the signed bytes; empty if unsigned. */
  public ByteString signature() {
    return signature;
  }

  /** Returns this message with another signature. */
  public GossipMessage withSignature(ByteString value) {
    return copy(author, value);
  }

  /** Returns this message without its author. The bytes that are relayed do not change. */
  public GossipMessage withoutAuthor() {
    return author.isNone() ? this : copy(AuthorId.NONE, signature);
  }

  private GossipMessage copy(AuthorId newAuthor, ByteString newSignature) {
    return new Builder(id)
        .author(newAuthor)
        .topic(topic)
        .sequence(sequence)
        .createdMillis(createdMillis)
        .lifetimeMillis(lifetimeMillis)
        .payload(payload)
        .signedBytes(signedBytes)
        .signature(newSignature)
        .build();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GossipMessage message && id.equals(message.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return topic + "/" + id;
  }

  /** Builds a message. Fields that are not set are empty, zero, or the default topic. */
  public static final class Builder {
    private final MessageId id;
    private AuthorId author = AuthorId.NONE;
    private String topic = DEFAULT_TOPIC;
    private long sequence;
    private long createdMillis;
    private long lifetimeMillis;
    private ByteString payload = ByteString.EMPTY;
    private ByteString signedBytes = ByteString.EMPTY;
    private ByteString signature = ByteString.EMPTY;

    private Builder(MessageId id) {
      this.id = id;
    }

    /** See {@link GossipMessage#author}. */
    public Builder author(AuthorId value) {
      author = value;
      return this;
    }

    /** See {@link GossipMessage#topic}. */
    public Builder topic(String value) {
      topic = value;
      return this;
    }

    /** See {@link GossipMessage#sequence}. */
    public Builder sequence(long value) {
      sequence = value;
      return this;
    }

    /** See {@link GossipMessage#createdMillis}. */
    public Builder createdMillis(long value) {
      createdMillis = value;
      return this;
    }

    /** See {@link GossipMessage#lifetimeMillis}. */
    public Builder lifetimeMillis(long value) {
      lifetimeMillis = value;
      return this;
    }

    /** See {@link GossipMessage#payload}. */
    public Builder payload(ByteString value) {
      payload = value;
      return this;
    }

    /** See {@link GossipMessage#signedBytes}. */
    public Builder signedBytes(ByteString value) {
      signedBytes = value;
      return this;
    }

    /** See {@link GossipMessage#signature}. */
    public Builder signature(ByteString value) {
      signature = value;
      return this;
    }

    /** Creates the message. */
    public GossipMessage build() {
      return new GossipMessage(this);
    }
  }
}
