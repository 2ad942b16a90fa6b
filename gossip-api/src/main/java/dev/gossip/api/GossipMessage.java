package dev.gossip.api;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One message, as its author made it. Immutable; equal when the ids are.
 *
 * <p>The fields are decoded from {@link #signedBytes}. Those exact bytes are what the id and the
 * signature cover and what is relayed, because protobuf has no canonical form.
 */
public final class GossipMessage {

  /** The topic of messages that name none. */
  public static final String DEFAULT_TOPIC = "main";

  /** The most bytes a topic may have in UTF-8, so that every message fits one datagram. */
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

  /** Begins a message. The engine makes every real one; tests of a plugin may make their own. */
  public static Builder builder(MessageId id) {
    return new Builder(id);
  }

  /** SHA-256 over the signed bytes, see {@link MessageId}. */
  public MessageId id() {
    return id;
  }

  /** Who wrote it; {@link AuthorId#NONE} when unsigned. */
  public AuthorId author() {
    return author;
  }

  /** What it is about; {@value #DEFAULT_TOPIC} unless the author named another. */
  public String topic() {
    return topic;
  }

  /** When signed: grows with every message of this author. When unsigned: a random number. */
  public long sequence() {
    return sequence;
  }

  /** When the author made it, milliseconds since 1970 by the author's clock. */
  public long createdMillis() {
    return createdMillis;
  }

  /** How long after its creation it is relayed and delivered, in milliseconds. */
  public long lifetimeMillis() {
    return lifetimeMillis;
  }

  /** What the application said. */
  public ByteString payload() {
    return payload;
  }

  /** The encoded content that the id and the signature cover. */
  public ByteString signedBytes() {
    return signedBytes;
  }

  /** What {@code MessageSigning.sign} answered for the signed bytes; empty when unsigned. */
  public ByteString signature() {
    return signature;
  }

  /** The same message, signed. */
  public GossipMessage withSignature(ByteString value) {
    return copy(author, value);
  }

  /** The same message as an anonymous one; what is relayed stays the same. */
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

  /** Collects the parts of a message. What is not set is empty, zero, or the default topic. */
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

    /** The message. */
    public GossipMessage build() {
      return new GossipMessage(this);
    }
  }
}
