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

  private GossipMessage(
      MessageId id,
      AuthorId author,
      String topic,
      ByteString signature,
      ByteString encoded,
      Layout layout) {
    this.id = id;
    this.author = author;
    this.topic = topic;
    this.sequence = layout.sequence;
    this.createdMillis = layout.createdMillis;
    this.lifetimeMillis = layout.lifetimeMillis;
    this.signature = signature;
    this.encoded = encoded;
    this.signedStart = layout.signedStart;
    this.signedEnd = layout.signedEnd;
    this.payloadStart = layout.payloadStart;
    this.payloadEnd = layout.payloadEnd;
  }

  /**
   * A message whose bytes are part of a frame; see {@link Builder#frame}. For the engine, which
   * reads so many that it does without a builder for each.
   *
   * @param layout not kept
   * @throws IndexOutOfBoundsException if the frame has no such bytes
   */
  @API(status = API.Status.INTERNAL)
  public static GossipMessage inFrame(
      MessageId id,
      AuthorId author,
      String topic,
      ByteString signature,
      ByteString frame,
      Layout layout) {
    layout.requireIn(frame);
    return new GossipMessage(id, author, topic, signature, frame, layout);
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
    private ByteString signature = ByteString.EMPTY;
    private ByteString encoded = ByteString.EMPTY;
    // Empty if it is part of the encoded bytes.
    private ByteString payload = ByteString.EMPTY;
    private final Layout layout = new Layout();

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
      layout.sequence = value;
      return this;
    }

    /** See {@link GossipMessage#createdMillis}. */
    public Builder createdMillis(long value) {
      layout.createdMillis = value;
      return this;
    }

    /** See {@link GossipMessage#lifetimeMillis}. */
    public Builder lifetimeMillis(long value) {
      layout.lifetimeMillis = value;
      return this;
    }

    /** See {@link GossipMessage#payload}. */
    public Builder payload(ByteString value) {
      payload = value;
      return payloadAt(0, 0);
    }

    /** See {@link GossipMessage#signedBytes}. */
    public Builder signedBytes(ByteString value) {
      if (layout.payloadEnd > layout.payloadStart) {
        // It was part of the bytes that are replaced.
        payload(encoded.substring(layout.payloadStart, layout.payloadEnd));
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
      payload = ByteString.EMPTY;
      layout.signedAt(start, end).payloadAt(payloadAt, payloadAt + payloadSize).requireIn(value);
      encoded = value;
      return this;
    }

    private Builder encoded(ByteString bytes, int start, int end) {
      encoded = bytes;
      layout.signedAt(start, end);
      return this;
    }

    private Builder payloadAt(int start, int end) {
      layout.payloadAt(start, end);
      return this;
    }

    /** See {@link GossipMessage#signature}. */
    public Builder signature(ByteString value) {
      signature = value;
      return this;
    }

    /** Creates the message. */
    public GossipMessage build() {
      if (payload.isEmpty()) {
        return new GossipMessage(id, author, topic, signature, encoded, layout);
      }
      ByteString signed = encoded.substring(layout.signedStart, layout.signedEnd);
      ByteString both = signed.concat(payload);
      Layout joined =
          new Layout()
              .numbers(layout.sequence, layout.createdMillis, layout.lifetimeMillis)
              .signedAt(0, signed.size())
              .payloadAt(signed.size(), both.size());
      return new GossipMessage(id, author, topic, signature, both, joined);
    }
  }

  /**
   * The numbers of a message, and where its parts are in its bytes. Used again for one message
   * after the other. For the engine.
   */
  @API(status = API.Status.INTERNAL)
  public static final class Layout {
    private long sequence;
    private long createdMillis;
    private long lifetimeMillis;
    private int signedStart;
    private int signedEnd;
    private int payloadStart;
    private int payloadEnd;

    /** Sets sequence number, creation time and lifetime. */
    public Layout numbers(long sequenceNumber, long created, long lifetime) {
      sequence = sequenceNumber;
      createdMillis = created;
      lifetimeMillis = lifetime;
      return this;
    }

    /** The signed bytes are between these indices. */
    public Layout signedAt(int start, int end) {
      signedStart = start;
      signedEnd = end;
      return this;
    }

    /** The payload is between these indices. */
    public Layout payloadAt(int start, int end) {
      payloadStart = start;
      payloadEnd = end;
      return this;
    }

    /** Checks that these are the parts of a frame, which begins with a byte for its kind. */
    private void requireIn(ByteString frame) {
      Objects.checkFromToIndex(signedStart, signedEnd, frame.size());
      if (signedStart == 0) {
        throw new IndexOutOfBoundsException("a frame begins with a byte for its kind");
      }
      Objects.checkFromToIndex(
          payloadStart - signedStart, payloadEnd - signedStart, signedEnd - signedStart);
    }
  }
}
