package dev.gossip.cli.capture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Blocks of a capture in the format pcapng. */
record PcapngBlocks(ByteOrder order) {

  byte[] section() {
    ByteBuffer body = ByteBuffer.allocate(16).order(order);
    body.putInt(0x1a2b3c4d).putShort((short) 1).putShort((short) 0).putLong(-1);
    return other(Pcapng.SECTION, body.array());
  }

  byte[] networkInterface(int linkType) {
    ByteBuffer body = ByteBuffer.allocate(8).order(order);
    return other(1, body.putShort((short) linkType).putShort((short) 0).putInt(0).array());
  }

  /** An enhanced packet with a comment, and maybe a hash. */
  byte[] packet(byte[] packet, byte[] comment, boolean hash) {
    ByteBuffer body = ByteBuffer.allocate(20 + padded(packet.length) + 40).order(order);
    body.putInt(0).putLong(7).putInt(packet.length).putInt(packet.length).put(packet);
    body.position(20 + padded(packet.length));
    if (hash) {
      body.putShort((short) 3).putShort((short) 5).putLong(0);
    }
    if (comment.length > 0) {
      body.putShort((short) 1).putShort((short) comment.length);
      body.put(body.position(), comment).position(body.position() + padded(comment.length));
      body.putInt(0);
    }
    return other(6, body);
  }

  byte[] oldPacket(byte[] packet) {
    ByteBuffer body = ByteBuffer.allocate(20 + padded(packet.length)).order(order);
    body.putShort((short) 0).putShort((short) 0).putLong(7);
    body.putInt(packet.length).putInt(packet.length).put(packet);
    return other(2, body.array());
  }

  byte[] simplePacket(byte[] packet) {
    ByteBuffer body = ByteBuffer.allocate(4 + padded(packet.length)).order(order);
    return other(3, body.putInt(packet.length).put(packet).array());
  }

  private byte[] other(int type, ByteBuffer body) {
    byte[] bytes = new byte[body.position()];
    body.get(0, bytes);
    return other(type, bytes);
  }

  byte[] other(int type, byte[] body) {
    int length = 12 + padded(body.length);
    ByteBuffer block = ByteBuffer.allocate(length).order(order);
    block.putInt(type).putInt(length).put(body).putInt(length - 4, length);
    return block.array();
  }

  private static int padded(int length) {
    return (length + 3) / 4 * 4;
  }
}
