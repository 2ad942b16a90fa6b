package dev.gossip.core.engine.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.core.engine.runtime.NodeRuntime;
import dev.gossip.core.engine.spec.EngineLimits;
import dev.gossip.core.proto.Content;
import dev.gossip.core.wire.FieldScanner;
import dev.gossip.core.wire.MalformedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.DigestException;
import java.security.MessageDigest;

/** Encodes and decodes messages and computes their ids. For one thread. */
public final class MessageCodec {

  private static final String DOMAIN = "gossip message id v1";
  public static final int ID_BYTES = 32;

  private final MessageDigest sha256;

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

  /** A char in UTF-8; a pair of surrogates takes less. */
  private static final int MAX_CHAR_BYTES = 3;

  /** What signatures take at least, as those of Ed25519 do. */
  private static final int SIGNATURE_BYTES = 64;

  /** What comes before the content in what the id is computed of. */
  private final byte[] prefix;

  // Used again for every message: a frame or a content, and an id.
  private byte[] scratch = {};
  private final byte[] digest = new byte[ID_BYTES];

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
    int contentBytes =
        encode(
            author.key(),
            topic.equals(GossipMessage.DEFAULT_TOPIC) ? "" : topic,
            sequence,
            createdMillis,
            lifetimeMillis,
            payload);
    ByteString content = UnsafeByteOperations.unsafeWrap(scratch, 0, contentBytes);
    ByteString frame = Frames.payload(ByteString.EMPTY, content, ByteString.EMPTY);
    int end = frame.size();
    int start = end - contentBytes;
    digest(frame, start, contentBytes, digest);
    return GossipMessage.builder(new MessageId(digest))
        .author(author)
        .topic(topic)
        .sequence(sequence)
        .createdMillis(createdMillis)
        .lifetimeMillis(lifetimeMillis)
        // It is the last field. What the application passed is not kept.
        .payload(frame.substring(end - payload.size()))
        .frame(frame, start, end)
        .build();
  }

  /**
   * Writes a {@link Content} to {@link #scratch}, without an object for it, since this runs for
   * every message; returns its size.
   */
  private int encode(
      ByteString author,
      String topic,
      long sequence,
      long createdMillis,
      long lifetimeMillis,
      ByteString payload) {
    // Numbers, tags and lengths take less than the constant.
    byte[] bytes = scratch(64 + author.size() + MAX_CHAR_BYTES * topic.length() + payload.size());
    CodedOutputStream output = CodedOutputStream.newInstance(bytes);
    try {
      if (!author.isEmpty()) {
        output.writeBytes(Content.AUTHOR_FIELD_NUMBER, author);
      }
      if (!topic.isEmpty()) {
        output.writeString(Content.TOPIC_FIELD_NUMBER, topic);
      }
      if (sequence != 0) {
        output.writeFixed64(Content.SEQUENCE_FIELD_NUMBER, sequence);
      }
      if (createdMillis != 0) {
        output.writeUInt64(Content.CREATED_MILLIS_FIELD_NUMBER, createdMillis);
      }
      if (lifetimeMillis != 0) {
        output.writeUInt64(Content.LIFETIME_MILLIS_FIELD_NUMBER, lifetimeMillis);
      }
      if (!payload.isEmpty()) {
        output.writeBytes(Content.PAYLOAD_FIELD_NUMBER, payload);
      }
    } catch (IOException e) {
      throw new IllegalStateException("the array is larger than the content", e);
    }
    return output.getTotalBytesWritten();
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
    return decode(id, PayloadFrame.of(Frames.payload(ByteString.EMPTY, signedBytes, signature)));
  }

  /**
   * Decodes a message that arrived.
   *
   * @param id of its signed bytes
   * @param arrived {@linkplain PayloadFrame#copyWithoutHeader without a header}; the message keeps
   *     its frame
   * @throws MalformedException if it has no message
   */
  public GossipMessage decode(MessageId id, PayloadFrame arrived) throws MalformedException {
    ByteString frame = arrived.frame();
    int start = arrived.contentStart();
    int end = arrived.contentEnd();
    ByteString author = ByteString.EMPTY;
    ByteString topic = ByteString.EMPTY;
    ByteString payload = ByteString.EMPTY;
    long sequence = 0;
    long createdMillis = 0;
    long lifetimeMillis = 0;
    // Does not leave this method, so that the compiler need not allocate it.
    FieldScanner fields = new FieldScanner(frame, start, end);
    // As a protobuf parser does, it takes the last value of each field and skips unknown ones.
    while (fields.next()) {
      if (fields.isBytes(Content.AUTHOR_FIELD_NUMBER)) {
        author = fields.bytes();
      } else if (fields.isBytes(Content.TOPIC_FIELD_NUMBER)) {
        topic = fields.text();
      } else if (fields.isFixed64(Content.SEQUENCE_FIELD_NUMBER)) {
        sequence = fields.fixed64();
      } else if (fields.isVarint(Content.CREATED_MILLIS_FIELD_NUMBER)) {
        createdMillis = fields.varint();
      } else if (fields.isVarint(Content.LIFETIME_MILLIS_FIELD_NUMBER)) {
        lifetimeMillis = fields.varint();
      } else if (fields.isBytes(Content.PAYLOAD_FIELD_NUMBER)) {
        payload = fields.bytes();
      }
    }
    fields.requireEnd();
    if (topic.size() > GossipMessage.MAX_TOPIC_BYTES) {
      throw new MalformedException("topic too long");
    }
    return GossipMessage.builder(id)
        .author(author.isEmpty() ? AuthorId.NONE : new AuthorId(author))
        .topic(topic.isEmpty() ? GossipMessage.DEFAULT_TOPIC : topic.toStringUtf8())
        .sequence(sequence)
        .createdMillis(createdMillis)
        .lifetimeMillis(lifetimeMillis)
        .payload(payload)
        .frame(frame, start, end)
        .signature(arrived.signature())
        .build();
  }
}
