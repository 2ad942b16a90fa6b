package dev.gossip.core.engine.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.core.engine.runtime.NodeRuntime;
import dev.gossip.core.engine.spec.EngineLimits;
import dev.gossip.core.proto.Content;
import dev.gossip.core.wire.FieldScanner;
import dev.gossip.core.wire.MalformedException;
import java.io.ByteArrayOutputStream;
import java.security.DigestException;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Encodes and decodes messages and computes their ids. For one thread. */
public final class MessageCodec {

  private static final String DOMAIN = "gossip message id v1";
  public static final int ID_BYTES = 32;

  private static final int AUTHOR_TAG =
      Content.AUTHOR_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int TOPIC_TAG =
      Content.TOPIC_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int SEQUENCE_TAG =
      Content.SEQUENCE_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_FIXED64;
  private static final int CREATED_TAG =
      Content.CREATED_MILLIS_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_VARINT;
  private static final int LIFETIME_TAG =
      Content.LIFETIME_MILLIS_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_VARINT;
  private static final int PAYLOAD_TAG =
      Content.PAYLOAD_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  private final MessageDigest sha256;
  private final RecentAuthors authors = new RecentAuthors();

  /**
   * The largest content without a payload: an author's key of 32 bytes, the longest topic, and the
   * creation time before the year 2100.
   */
  private static final int MAX_CONTENT_BYTES =
      Content.newBuilder()
          .setAuthor(ByteString.copyFrom(new byte[32]))
          .setTopic("t".repeat(GossipMessage.MAX_TOPIC_BYTES))
          .setSequence(1)
          .setCreatedMillis(4_102_444_800_000L)
          .setLifetimeMillis(EngineLimits.MAX_LIFETIME_MILLIS)
          .build()
          .getSerializedSize();

  /** What signatures take at least, as those of Ed25519 do. */
  private static final int SIGNATURE_BYTES = 64;

  /** What comes before the content in what the id is computed of. */
  private final byte[] prefix;

  // Used again for every message: what is hashed, and an id.
  private byte[] scratch = {};
  private final byte[] digest = new byte[ID_BYTES];

  // Not a builder, which would be an object for each message: it is too much for the compiler to do
  // without. Created when first used.
  private GossipMessage.@Nullable Layout layout;

  public MessageCodec(String network) {
    this(network, NodeRuntime.newSha256());
  }

  /**
   * @param sha256 left reset after each use
   */
  public MessageCodec(String network, MessageDigest sha256) {
    this.sha256 = sha256;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String part : new String[] {DOMAIN, network}) {
      byte[] utf8 = part.getBytes(UTF_8);
      // Each part ends in a zero byte, which UTF-8 text without control characters does not
      // contain, so no other pair of parts gives the same bytes.
      bytes.write(utf8, 0, utf8.length);
      bytes.write(0);
    }
    prefix = bytes.toByteArray();
  }

  /**
   * The largest payload that fits in a frame with any topic, and with a key and a signature of
   * Ed25519.
   *
   * @param maxFrameBytes the largest frame that the transport carries
   * @return 0 or less if not even an empty one fits
   */
  public static int maxPayloadBytes(int maxFrameBytes) {
    int room = Frames.maxMessageBytes(maxFrameBytes) - MAX_CONTENT_BYTES - SIGNATURE_BYTES;
    int tagAndLength = 1 + CodedOutputStream.computeUInt32SizeNoTag(Math.max(0, room));
    return room - tagAndLength;
  }

  /** A new, unsigned message. */
  public GossipMessage compose(
      AuthorId author,
      String topic,
      long sequence,
      long createdMillis,
      long lifetimeMillis,
      ByteString payload) {
    ByteString topicField =
        topic.equals(GossipMessage.DEFAULT_TOPIC)
            ? ByteString.EMPTY
            : ByteString.copyFromUtf8(topic);
    int contentBytes =
        Frames.encodedSize(author.key())
            + Frames.encodedSize(topicField)
            + (sequence == 0 ? 0 : 1 + Long.BYTES)
            + encodedSize(createdMillis)
            + encodedSize(lifetimeMillis)
            + Frames.encodedSize(payload);
    // Without an object for the content, since this runs for every message.
    byte[] bytes = Frames.payloadOf(contentBytes);
    int end = bytes.length;
    int start = end - contentBytes;
    int at = Frames.put(Content.AUTHOR_FIELD_NUMBER, author.key(), bytes, start);
    at = Frames.put(Content.TOPIC_FIELD_NUMBER, topicField, bytes, at);
    at = putFixed64(SEQUENCE_TAG, sequence, bytes, at);
    at = putVarint(CREATED_TAG, createdMillis, bytes, at);
    at = putVarint(LIFETIME_TAG, lifetimeMillis, bytes, at);
    Frames.put(Content.PAYLOAD_FIELD_NUMBER, payload, bytes, at);
    ByteString frame = UnsafeByteOperations.unsafeWrap(bytes);
    digest(frame, start, contentBytes, digest);
    return GossipMessage.inFrame(
        new MessageId(digest),
        author,
        topic,
        ByteString.EMPTY,
        frame,
        layout()
            .numbers(sequence, createdMillis, lifetimeMillis)
            .signedAt(start, end)
            // The payload is the last field. What the application passed is not kept.
            .payloadAt(end - payload.size(), end));
  }

  private GossipMessage.Layout layout() {
    if (layout == null) {
      layout = new GossipMessage.Layout();
    }
    return layout;
  }

  /** The size of a number's field; 0 if it is 0, since it is left out then. */
  private static int encodedSize(long value) {
    return value == 0 ? 0 : 1 + CodedOutputStream.computeUInt64SizeNoTag(value);
  }

  private static int putVarint(int tag, long value, byte[] to, int start) {
    if (value == 0) {
      return start;
    }
    to[start] = (byte) tag;
    return Frames.putVarint(value, to, start + 1);
  }

  private static int putFixed64(int tag, long value, byte[] to, int start) {
    if (value == 0) {
      return start;
    }
    to[start] = (byte) tag;
    for (int i = 0; i < Long.BYTES; i++) {
      to[start + 1 + i] = (byte) (value >>> (i * Byte.SIZE));
    }
    return start + 1 + Long.BYTES;
  }

  /** The id of these signed bytes. */
  public MessageId id(ByteString content) {
    digest(content, 0, content.size(), digest);
    return new MessageId(digest);
  }

  /** Writes the bytes of the id of a payload frame's message. */
  public void id(PayloadFrame payload, byte[] to) {
    digest(payload.frame(), payload.contentStart(), payload.contentBytes(), to);
  }

  private byte[] scratch(int bytes) {
    if (scratch.length < bytes) {
      scratch = new byte[bytes];
    }
    return scratch;
  }

  private void digest(ByteString bytes, int contentStart, int contentBytes, byte[] to) {
    byte[] hashed = scratch(prefix.length + bytes.size());
    // The prefix right before the content, in the place of what the frame has there, so that the
    // digest gets both at once.
    bytes.copyTo(hashed, prefix.length);
    System.arraycopy(prefix, 0, hashed, contentStart, prefix.length);
    sha256.update(hashed, contentStart, prefix.length + contentBytes);
    try {
      sha256.digest(to, 0, ID_BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("the array has the size of a SHA-256", e);
    }
  }

  /**
   * Decodes a message.
   *
   * @param id of these signed bytes
   * @throws MalformedException if they are not a message
   */
  public GossipMessage decode(MessageId id, ByteString signedBytes, ByteString signature)
      throws MalformedException {
    ByteString frame = Frames.payload(ByteString.EMPTY, signedBytes, signature);
    return decode(id, PayloadFrame.of(frame), frame);
  }

  /**
   * Decodes a message that arrived.
   *
   * @param id of its signed bytes
   * @param arrived says where the parts of the frame are
   * @param frame its {@linkplain PayloadFrame#copyWithoutHeader copy}, which the message keeps
   * @throws MalformedException if it has no message
   */
  public GossipMessage decode(MessageId id, PayloadFrame arrived, ByteString frame)
      throws MalformedException {
    int start = arrived.contentStart();
    int end = arrived.contentEnd();
    ByteString topic = ByteString.EMPTY;
    int authorStart = start;
    int authorEnd = start;
    int payloadStart = start;
    int payloadEnd = start;
    long sequence = 0;
    long createdMillis = 0;
    long lifetimeMillis = 0;
    // As a protobuf parser does, it takes the last value of each field and skips unknown ones.
    for (int at = start; at < end; ) {
      int value = FieldScanner.endOfVarint(frame, at, end);
      long tag = value < 0 ? 0 : FieldScanner.varint(frame, at, value);
      at = FieldScanner.endOfField(frame, tag, value, end);
      switch ((int) tag) {
        case AUTHOR_TAG -> {
          authorStart = FieldScanner.endOfVarint(frame, value, at);
          authorEnd = at;
        }
        case TOPIC_TAG -> topic = FieldScanner.text(frame, value, at);
        case SEQUENCE_TAG -> sequence = FieldScanner.fixed64(frame, value);
        case CREATED_TAG -> createdMillis = FieldScanner.varint(frame, value, at);
        case LIFETIME_TAG -> lifetimeMillis = FieldScanner.varint(frame, value, at);
        case PAYLOAD_TAG -> {
          payloadStart = FieldScanner.endOfVarint(frame, value, at);
          payloadEnd = at;
        }
        default -> {
          // A field of a later version.
        }
      }
    }
    if (topic.size() > GossipMessage.MAX_TOPIC_BYTES) {
      throw new MalformedException("topic too long");
    }
    return GossipMessage.inFrame(
        id,
        authors.at(frame, authorStart, authorEnd),
        topic.isEmpty() ? GossipMessage.DEFAULT_TOPIC : topic.toStringUtf8(),
        arrived.signature(frame),
        frame,
        layout()
            .numbers(sequence, createdMillis, lifetimeMillis)
            .signedAt(start, end)
            .payloadAt(payloadStart, payloadEnd));
  }
}
