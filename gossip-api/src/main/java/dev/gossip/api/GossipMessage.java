package dev.gossip.api;

import com.google.protobuf.ByteString;
import java.util.Objects;
import org.apiguardian.api.API;
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
  private final ByteString signature;

  // The frame, which has the signed bytes, which have the payload; without a frame, the signed
  // bytes, and the payload in them or behind them. The parts are no objects of their own: a node
  // has many messages, and seldom looks at their bytes.
  private final ByteString encoded;
  private final int signedStart;
  private final int signedEnd;
  private final int payloadStart;
  private final int payloadEnd;

  private GossipMessage(Builder builder) {
    id = builder.id;
    author = builder.author;
    topic = builder.topic;
    sequence = builder.sequence;
    createdMillis = builder.createdMillis;
    lifetimeMillis = builder.lifetimeMillis;
    signature = builder.signature;
    if (builder.payload.isEmpty()) {
      encoded = builder.encoded;
      signedStart = builder.signedStart;
      signedEnd = builder.signedEnd;
      payloadStart = builder.payloadStart;
      payloadEnd = builder.payloadEnd;
    } else {
      ByteString signed = builder.encoded.substring(builder.signedStart, builder.signedEnd);
      encoded = signed.concat(builder.payload);
      signedStart = 0;
      signedEnd = signed.size();
      payloadStart = signed.size();
      payloadEnd = encoded.size();
    }
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

  /** The application's content. Each call may return another object. */
  public ByteString payload() {
    return payloadSize() == encoded.size() ? encoded : encoded.substring(payloadStart, payloadEnd);
  }

  /** The size of the payload. For the engine. */
  @API(status = API.Status.INTERNAL)
  public int payloadSize() {
    return payloadEnd - payloadStart;
  }

  /** The encoded content that the id and the signature cover. */
  public ByteString signedBytes() {
    return signedSize() == encoded.size() ? encoded : encoded.substring(signedStart, signedEnd);
  }

  /** The size of the signed bytes. For the engine. */
  @API(status = API.Status.INTERNAL)
  public int signedSize() {
    return signedEnd - signedStart;
  }

  /**
   * The frame in which the engine relays the message if the relay adds no header; empty if the
   * message was made without one. For the engine.
   */
  @API(status = API.Status.INTERNAL)
  public ByteString frame() {
    return signedStart == 0 ? ByteString.EMPTY : encoded;
  }

  /** What {@code MessageSigning.sign} returned for the signed bytes; empty if unsigned. */
  public ByteString signature() {
    return signature;
  }

  /** Returns this message with another signature. */
  public GossipMessage withSignature(ByteString value) {
    return withoutFrame().signature(value).build();
  }

  /** Returns this message without its author. The bytes that are relayed do not change. */
  public GossipMessage withoutAuthor() {
    return author.isNone() ? this : copy(encoded, 0).author(AuthorId.NONE).build();
  }

  private Builder withoutFrame() {
    return signedStart == 0 ? copy(encoded, 0) : copy(signedBytes(), signedStart);
  }

  /** Returns a builder of the same message, of whose bytes these begin at an index. */
  private Builder copy(ByteString bytes, int start) {
    return new Builder(id)
        .author(author)
        .topic(topic)
        .sequence(sequence)
        .createdMillis(createdMillis)
        .lifetimeMillis(lifetimeMillis)
        .signature(signature)
        .encoded(bytes, signedStart - start, signedEnd - start)
        .payloadAt(payloadStart - start, payloadEnd - start);
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
    private ByteString signature = ByteString.EMPTY;
    private ByteString encoded = ByteString.EMPTY;
    private int signedStart;
    private int signedEnd;
    // Empty if it is part of the encoded bytes.
    private ByteString payload = ByteString.EMPTY;
    private int payloadStart;
    private int payloadEnd;

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
      return payloadAt(0, 0);
    }

    /** See {@link GossipMessage#signedBytes}. */
    public Builder signedBytes(ByteString value) {
      if (payloadEnd > payloadStart) {
        // It was part of the bytes that are replaced.
        payload(encoded.substring(payloadStart, payloadEnd));
      }
      return encoded(value, 0, value.size());
    }

    /**
     * Sets the signed bytes and the payload, and the frame that has them; see {@link
     * GossipMessage#frame}. It must have the signature, too. For the engine.
     *
     * @param start where the signed bytes begin in the frame, behind the byte for its kind
     * @param end the index behind them
     * @param payloadAt where the payload begins in the frame
     * @param payloadSize its size
     * @throws IndexOutOfBoundsException if the frame has no such bytes
     */
    @API(status = API.Status.INTERNAL)
    public Builder frame(ByteString value, int start, int end, int payloadAt, int payloadSize) {
      Objects.checkFromToIndex(start, end, value.size());
      if (start == 0) {
        throw new IndexOutOfBoundsException("a frame begins with a byte for its kind");
      }
      Objects.checkFromIndexSize(payloadAt - start, payloadSize, end - start);
      payload = ByteString.EMPTY;
      return encoded(value, start, end).payloadAt(payloadAt, payloadAt + payloadSize);
    }

    private Builder encoded(ByteString bytes, int start, int end) {
      encoded = bytes;
      signedStart = start;
      signedEnd = end;
      return this;
    }

    private Builder payloadAt(int start, int end) {
      payloadStart = start;
      payloadEnd = end;
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
