package dev.gossip.udp.link;

import java.nio.ByteBuffer;

/** The layout of the datagrams of secure links, which {@code docs/wire-format.md} describes. */
final class SecureDatagrams {
  static final byte VERSION = 2;

  static final byte INIT = 1;
  static final byte RETRY = 2;
  static final byte ANSWER = 3;
  static final byte FINISH = 4;
  static final byte DATA = 5;
  static final byte PING = 6;
  static final byte PONG = 7;
  static final byte CLOSE = 8;
  static final byte RESET = 9;
  static final byte NOTE = 10;

  /** Magic number, version and type. */
  static final int HEAD_BYTES = 4;

  /** The tag of the AEAD. */
  static final int TAG_BYTES = 16;

  /** A ping's or pong's body. */
  static final int TOKEN_BYTES = 8;

  /** Offset of the dialer's connection id in an init. */
  static final int INIT_CONNECTION_ID_OFFSET = 8;

  static final int COOKIE_BYTES = 20;
  static final int COOKIE_OFFSET = 16;

  /** Offset of the Noise message 1 in an init. */
  static final int EPHEMERAL_OFFSET = 36;

  static final int INIT_BYTES = 68;
  static final int RETRY_BYTES = 32;
  static final int ANSWER_BYTES = 128;
  static final int FINISH_BYTES = 88;
  static final int RESET_BYTES = 12;
  static final int NOTE_BYTES = 13;

  /** The smallest sealed datagram: header and tag. */
  static final int MIN_SEALED_BYTES = Datagrams.HEADER_BYTES + TAG_BYTES;

  /** Offset of the Noise message in an answer and in a finish. */
  static final int MESSAGE_OFFSET = HEAD_BYTES + Long.BYTES;

  /** Noise_XX_25519_AESGCM_SHA256. */
  static final byte SUITE = 1;

  /** The pattern XX. 2 is reserved for IK. */
  static final byte PATTERN = 1;

  /** The first of one part; a later suite may need more. */
  static final byte PART = 1;

  /** The sender encrypts faster with AES-GCM than with ChaCha20-Poly1305. */
  static final int FAST_AES = 1;

  /** In a note: the suite, pattern or part of an init is unknown here. */
  static final byte UNKNOWN_SUITE = 1;

  /** In a note: the sender has no keys: its {@code security} is {@code none}. */
  static final byte PLAIN_HERE = 2;

  private SecureDatagrams() {}

  static void putHead(ByteBuffer to, byte type) {
    to.putShort(Datagrams.MAGIC).put(VERSION).put(type);
  }

  /** A note: why an init gets no answer. */
  static byte[] note(long connectionId, byte code) {
    ByteBuffer datagram = ByteBuffer.allocate(NOTE_BYTES);
    putHead(datagram, NOTE);
    return datagram.putLong(connectionId).put(code).array();
  }

  /** The part of a datagram from an offset to the end. */
  static byte[] tail(byte[] datagram, int offset) {
    byte[] tail = new byte[datagram.length - offset];
    System.arraycopy(datagram, offset, tail, 0, tail.length);
    return tail;
  }

  /** The connection id after the head. */
  static long connectionId(byte[] datagram) {
    return ByteBuffer.wrap(datagram).getLong(HEAD_BYTES);
  }
}
