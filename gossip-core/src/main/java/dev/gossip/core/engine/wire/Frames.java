package dev.gossip.core.engine.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.membership.MembershipContext;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.core.proto.Content;
import dev.gossip.core.proto.Control;
import dev.gossip.core.proto.Hello;
import dev.gossip.core.proto.Payload;
import dev.gossip.core.proto.Refusal;
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

  /** A control frame without its body: kind, channel, and the body's tag and length. */
  public static final int CONTROL_OVERHEAD_BYTES = 1 + 6 + 4;

  /** A payload frame without header, content and signature: kind, tags and lengths. */
  private static final int PAYLOAD_OVERHEAD_BYTES = 9;

  // Without unknown fields: keeping hundreds of them would cost more than the rest of a frame.
  public static final Parser<Hello> HELLO_PARSER = DiscardUnknownFieldsParser.wrap(Hello.parser());
  public static final Parser<Payload> PAYLOAD_PARSER =
      DiscardUnknownFieldsParser.wrap(Payload.parser());
  public static final Parser<Control> CONTROL_PARSER =
      DiscardUnknownFieldsParser.wrap(Control.parser());
  static final Parser<Refusal> REFUSAL_PARSER = DiscardUnknownFieldsParser.wrap(Refusal.parser());
  static final Parser<Content> CONTENT_PARSER = DiscardUnknownFieldsParser.wrap(Content.parser());

  private static final int NO_TEXT_FIELD = 0;

  private Frames() {}

  /**
   * The maximum for the signed bytes and the signature of a message together, if frames have at most
   * so many bytes: the rest is for tags and lengths, and for a relay's header.
   */
  public static int maxMessageBytes(int maxFrameBytes) {
    return maxFrameBytes - PAYLOAD_OVERHEAD_BYTES - RelayContext.MAX_HEADER_BYTES;
  }

  public static ByteString hello(Hello hello) {
    return encode(HELLO, hello);
  }

  public static ByteString payload(GossipMessage message, ByteString header) {
    return encode(
        PAYLOAD,
        Payload.newBuilder()
            .setHeader(header)
            .setContent(message.signedBytes())
            .setSignature(message.signature())
            .build());
  }

  public static ByteString control(int channel, ByteString body) {
    return encode(CONTROL, Control.newBuilder().setChannel(channel).setBody(body).build());
  }

  /** A frame that names other addresses to try, before the link is closed. */
  public static ByteString refusal(List<PeerAddress> otherAddresses) {
    Refusal.Builder refusal = Refusal.newBuilder();
    otherAddresses.forEach(address -> refusal.addOtherAddresses(address.toString()));
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

  /** Parses the body of a frame without copying its bytes fields. */
  public static <T> T body(Parser<T> parser, ByteString frame)
      throws InvalidProtocolBufferException {
    return parse(parser, frame.substring(1), NO_TEXT_FIELD);
  }

  static Content content(ByteString bytes) throws InvalidProtocolBufferException {
    return parse(CONTENT_PARSER, bytes, Content.TOPIC_FIELD_NUMBER);
  }

  /**
   * Parses without copying bytes fields: they share memory with the input, which is immutable.
   *
   * @param textField a field that must be UTF-8; 0 for none
   */
  private static <T> T parse(Parser<T> parser, ByteString bytes, int textField)
      throws InvalidProtocolBufferException {
    FieldScanner.requireWellFormed(bytes, textField);
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
