package dev.gossip.udp;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.gossip.udp.proto.Greeting;
import dev.gossip.udp.proto.Packet;
import java.nio.ByteBuffer;
import java.util.List;

/** Encodes and decodes datagrams independently of the transport, following {@code packet.proto}. */
final class DatagramCodec {
  static final int HEADER_BYTES = 20;
  static final byte CONNECT = 1;
  static final byte ACCEPT = 2;
  static final byte DATA = 3;
  static final byte PING = 4;
  static final byte PONG = 5;
  static final byte CLOSE = 6;
  static final byte RESET = 7;

  static final byte HELLO_FRAME = 1;
  static final byte PAYLOAD_FRAME = 2;
  static final byte CONTROL_FRAME = 3;

  private static final short MAGIC = 0x476f;
  private static final byte VERSION = 1;

  private DatagramCodec() {}

  static byte[] datagram(byte type, long connectionId, byte[] body) {
    return ByteBuffer.allocate(HEADER_BYTES + body.length)
        .putShort(MAGIC)
        .put(VERSION)
        .put(type)
        .putLong(connectionId)
        .putLong(1)
        .put(body)
        .array();
  }

  static byte[] connect(ByteString nodeId, long connectionId) {
    Greeting greeting =
        Greeting.newBuilder().setNodeId(nodeId).setConnectionId(connectionId).build();
    return datagram(CONNECT, 0, greeting.toByteArray());
  }

  static byte[] accept(ByteString nodeId, long ownConnectionId, long connectionId) {
    Greeting greeting =
        Greeting.newBuilder().setNodeId(nodeId).setConnectionId(ownConnectionId).build();
    return datagram(ACCEPT, connectionId, greeting.toByteArray());
  }

  static byte[] data(long connectionId, List<ByteString> frames) {
    Packet packet = Packet.newBuilder().addAllFrames(frames).build();
    return datagram(DATA, connectionId, packet.toByteArray());
  }

  static byte[] ping(long connectionId) {
    return datagram(PING, connectionId, new byte[0]);
  }

  static ByteString frame(byte kind, MessageLite body) {
    return ByteString.copyFrom(new byte[] {kind}).concat(body.toByteString());
  }

  /** Whether the datagram has a full header with the expected magic and version. */
  static boolean hasHeader(byte[] datagram) {
    return datagram.length >= HEADER_BYTES
        && ByteBuffer.wrap(datagram).getShort() == MAGIC
        && datagram[2] == VERSION;
  }

  static byte type(byte[] datagram) {
    return datagram[3];
  }

  static long connectionId(byte[] datagram) {
    return ByteBuffer.wrap(datagram).getLong(4);
  }

  /** Overwrites the connection id of a datagram. */
  static void setConnectionId(byte[] datagram, long connectionId) {
    ByteBuffer.wrap(datagram).putLong(4, connectionId);
  }

  /** The frames of a data datagram; none if it is malformed. */
  static List<ByteString> frames(byte[] datagram) {
    try {
      return Packet.parseFrom(body(datagram)).getFramesList();
    } catch (InvalidProtocolBufferException e) {
      return List.of();
    }
  }

  static Greeting greeting(byte[] datagram) throws InvalidProtocolBufferException {
    return Greeting.parseFrom(body(datagram));
  }

  private static ByteString body(byte[] datagram) {
    return ByteString.copyFrom(datagram, HEADER_BYTES, datagram.length - HEADER_BYTES);
  }
}
