package dev.gossip.core.engine.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.membership.MembershipContext;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.core.proto.Announcement;
import dev.gossip.core.proto.Control;
import dev.gossip.core.proto.Hello;
import dev.gossip.core.proto.Payload;
import dev.gossip.core.proto.Refusal;
import dev.gossip.core.proto.Request;
import dev.gossip.core.wire.FieldScanner;
import dev.gossip.core.wire.MalformedException;
import java.io.IOException;
import java.util.List;

/** Frames: one byte for the kind, followed by the protobuf message of that kind. */
public final class Frames {
  public static final byte HELLO = 1;
  public static final byte PAYLOAD = 2;
  public static final byte CONTROL = 3;
  public static final byte REFUSAL = 4;
  public static final byte ANNOUNCEMENT = 7;
  public static final byte REQUEST = 8;

  /** The largest payload that any node accepts: 1 MiB. */
  public static final int MAX_PAYLOAD_BYTES = 1 << 20;

  /** The largest payload frame: the largest payload, and 4 KiB for the rest. */
  public static final int MAX_PAYLOAD_FRAME_BYTES = MAX_PAYLOAD_BYTES + 4_096;

  private static final int ID_BYTES = 32;

  /**
   * A message that a peer has announced.
   *
   * @param frameBytes the size of the payload frame, as the peer says
   */
  public record Announced(MessageId id, int frameBytes) {}

  /** A control frame without its body: kind, channel, and the body's tag and length. */
  public static final int CONTROL_OVERHEAD_BYTES = 1 + 6 + 4;

  /** A payload frame without header, content and signature: kind, tags and lengths. */
  private static final int PAYLOAD_OVERHEAD_BYTES = 9;

  // Without unknown fields: keeping hundreds of them would cost more than the rest of a frame.
  public static final Parser<Hello> HELLO_PARSER = DiscardUnknownFieldsParser.wrap(Hello.parser());
  public static final Parser<Control> CONTROL_PARSER =
      DiscardUnknownFieldsParser.wrap(Control.parser());
  private static final Parser<Announcement> ANNOUNCEMENT_PARSER =
      DiscardUnknownFieldsParser.wrap(Announcement.parser());
  private static final Parser<Request> REQUEST_PARSER =
      DiscardUnknownFieldsParser.wrap(Request.parser());
  static final Parser<Refusal> REFUSAL_PARSER = DiscardUnknownFieldsParser.wrap(Refusal.parser());

  private static final int NO_TEXT_FIELD = 0;

  private Frames() {}

  /**
   * The maximum for the signed bytes and the signature of a message together, if frames have at
   * most so many bytes: the rest is for tags and lengths, and for a relay's header.
   */
  public static int maxMessageBytes(int maxFrameBytes) {
    return maxFrameBytes - PAYLOAD_OVERHEAD_BYTES - RelayContext.MAX_HEADER_BYTES;
  }

  /** The largest frame with a payload of at most so many bytes. */
  public static int maxPayloadFrameBytes(int maxPayloadBytes) {
    return maxPayloadBytes + MAX_PAYLOAD_FRAME_BYTES - MAX_PAYLOAD_BYTES;
  }

  public static ByteString hello(Hello hello) {
    return encode(HELLO, hello);
  }

  public static ByteString payload(GossipMessage message, ByteString header) {
    return header.isEmpty() && !message.frame().isEmpty()
        ? message.frame()
        : payload(header, message.signedBytes(), message.signature());
  }

  static ByteString payload(ByteString header, ByteString content, ByteString signature) {
    // Without an object for the body, since this runs for every message.
    byte[] frame =
        new byte[1 + encodedSize(header) + encodedSize(content) + encodedSize(signature)];
    frame[0] = PAYLOAD;
    int at = put(Payload.HEADER_FIELD_NUMBER, header, frame, 1);
    at = put(Payload.CONTENT_FIELD_NUMBER, content, frame, at);
    put(Payload.SIGNATURE_FIELD_NUMBER, signature, frame, at);
    return UnsafeByteOperations.unsafeWrap(frame);
  }

  /** The array for a payload frame that ends with a content of a size, which is still to write. */
  static byte[] payloadOf(int contentBytes) {
    byte[] frame = new byte[1 + encodedSize(contentBytes)];
    frame[0] = PAYLOAD;
    if (contentBytes > 0) {
      putLength(Payload.CONTENT_FIELD_NUMBER, contentBytes, frame, 1);
    }
    return frame;
  }

  /** The size of {@link #payload}. */
  public static int payloadBytes(GossipMessage message, ByteString header) {
    return 1
        + encodedSize(header)
        + encodedSize(message.signedSize())
        + encodedSize(message.signature());
  }

  /** The size of a field with a number below 16; 0 if it is empty, since it is left out then. */
  static int encodedSize(ByteString value) {
    return encodedSize(value.size());
  }

  /** The same of a value of this size. */
  static int encodedSize(int size) {
    return size == 0 ? 0 : 1 + CodedOutputStream.computeUInt32SizeNoTag(size) + size;
  }

  /** Writes a field, unless it is empty; returns the index behind it. */
  static int put(int field, ByteString value, byte[] to, int start) {
    int size = value.size();
    if (size == 0) {
      return start;
    }
    int at = putLength(field, size, to, start);
    value.copyTo(to, at);
    return at + size;
  }

  private static int putLength(int field, int size, byte[] to, int start) {
    to[start] = (byte) (field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED);
    return putVarint(size, to, start + 1);
  }

  /** Writes a number; returns the index behind it. */
  static int putVarint(long value, byte[] to, int start) {
    int at = start;
    long left = value;
    while ((left & -0x80L) != 0) {
      to[at++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    to[at++] = (byte) left;
    return at;
  }

  public static ByteString control(int channel, ByteString body) {
    return encode(CONTROL, Control.newBuilder().setChannel(channel).setBody(body).build());
  }

  /** A frame that announces a payload frame of this size. */
  public static ByteString announcement(MessageId id, int frameBytes) {
    return encode(
        ANNOUNCEMENT,
        Announcement.newBuilder().setId(id.bytes()).setFrameBytes(frameBytes).build());
  }

  /**
   * Reads a frame made by {@link #announcement}.
   *
   * @throws InvalidProtocolBufferException if it is malformed
   */
  public static Announced announced(ByteString frame) throws InvalidProtocolBufferException {
    Announcement announcement = body(ANNOUNCEMENT_PARSER, frame);
    int bytes = announcement.getFrameBytes();
    if (bytes < 1 || bytes > MAX_PAYLOAD_FRAME_BYTES) {
      throw new MalformedException("no payload frame has " + bytes + " bytes");
    }
    return new Announced(id(announcement.getId()), bytes);
  }

  /** A frame that requests an announced message. */
  public static ByteString request(MessageId id) {
    return encode(REQUEST, Request.newBuilder().setId(id.bytes()).build());
  }

  /**
   * The id in a frame made by {@link #request}.
   *
   * @throws InvalidProtocolBufferException if it is malformed
   */
  public static MessageId requestedId(ByteString frame) throws InvalidProtocolBufferException {
    return id(body(REQUEST_PARSER, frame).getId());
  }

  private static MessageId id(ByteString bytes) throws MalformedException {
    if (bytes.size() != ID_BYTES) {
      throw new MalformedException("an id of " + bytes.size() + " bytes");
    }
    return new MessageId(bytes.toByteArray());
  }

  /**
   * A frame that names other addresses to try, before the link is closed: as many of them as fit,
   * the first ones first.
   *
   * @param maxBytes the largest frame that the link takes
   */
  public static ByteString refusal(List<PeerAddress> otherAddresses, int maxBytes) {
    Refusal.Builder refusal = Refusal.newBuilder();
    int bytes = 1;
    for (PeerAddress address : otherAddresses) {
      String text = address.toString();
      bytes += CodedOutputStream.computeStringSize(Refusal.OTHER_ADDRESSES_FIELD_NUMBER, text);
      if (bytes > maxBytes) {
        break;
      }
      refusal.addOtherAddresses(text);
    }
    return encode(REFUSAL, refusal.build());
  }

  /**
   * The addresses in a frame made by {@link #refusal}.
   *
   * @throws InvalidProtocolBufferException if it is malformed
   */
  public static List<PeerAddress> otherAddresses(ByteString frame)
      throws InvalidProtocolBufferException {
    List<String> texts = body(REFUSAL_PARSER, frame).getOtherAddressesList();
    if (texts.size() > MembershipContext.MAX_OTHER_ADDRESSES) {
      throw new MalformedException("too many addresses");
    }
    try {
      return texts.stream().map(PeerAddress::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new MalformedException("not an address");
    }
  }

  /**
   * Parses the body of a frame that is not a payload. Its bytes fields share memory with a copy of
   * the frame, whose own memory the transport may use again.
   */
  public static <T> T body(Parser<T> parser, ByteString frame)
      throws InvalidProtocolBufferException {
    ByteString bytes = UnsafeByteOperations.unsafeWrap(frame.substring(1).toByteArray());
    FieldScanner.requireWellFormed(bytes, NO_TEXT_FIELD);
    CodedInputStream input = bytes.newCodedInput();
    input.enableAliasing(true);
    T message = parser.parseFrom(input);
    input.checkLastTagWas(0);
    return message;
  }

  private static ByteString encode(byte kind, MessageLite body) {
    byte[] bytes = new byte[1 + body.getSerializedSize()];
    bytes[0] = kind;
    CodedOutputStream output = CodedOutputStream.newInstance(bytes, 1, bytes.length - 1);
    try {
      body.writeTo(output);
    } catch (IOException e) {
      throw new IllegalStateException("the array has the serialized size", e);
    }
    output.checkNoSpaceLeft();
    return UnsafeByteOperations.unsafeWrap(bytes);
  }
}
