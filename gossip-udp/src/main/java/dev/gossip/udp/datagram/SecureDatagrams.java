package dev.gossip.udp.datagram;

import java.nio.ByteBuffer;

/** The layout of the datagrams of secure links, which {@code docs/wire-format.md} describes. */
public final class SecureDatagrams {
  public static final byte VERSION = 2;

  public static final byte INIT = 1;
  public static final byte RETRY = 2;
  public static final byte ANSWER = 3;
  public static final byte FINISH = 4;
  public static final byte DATA = 5;
  public static final byte PING = 6;
  public static final byte PONG = 7;
  public static final byte CLOSE = 8;
  public static final byte RESET = 9;
  public static final byte NOTE = 10;

  /** Magic number, version and type. */
  public static final int HEAD_BYTES = 4;

  /** The tag of the AEAD. */
  public static final int TAG_BYTES = 16;

  /** A ping's or pong's body. */
  public static final int TOKEN_BYTES = 8;

  /** Offset of the dialer's connection id in an init. */
  public static final int INIT_CONNECTION_ID_OFFSET = 8;

  public static final int COOKIE_BYTES = 20;
  public static final int COOKIE_OFFSET = 16;

  /** Offset of the Noise message 1 in an init. */
  public static final int EPHEMERAL_OFFSET = 36;

  public static final int INIT_BYTES = 68;
  public static final int RETRY_BYTES = 32;
  public static final int ANSWER_BYTES = 128;
  public static final int FINISH_BYTES = 88;
  public static final int RESET_BYTES = 12;
  public static final int NOTE_BYTES = 13;

  /** The smallest sealed datagram: header and tag. */
  public static final int MIN_SEALED_BYTES = Datagrams.HEADER_BYTES + TAG_BYTES;

  /** Offset of the Noise message in an answer and in a finish. */
  public static final int MESSAGE_OFFSET = HEAD_BYTES + Long.BYTES;

  /** Noise_XX_25519_AESGCM_SHA256. */
  public static final byte SUITE = 1;

  /** The pattern XX. 2 is reserved for IK. */
  public static final byte PATTERN = 1;

  /** The first of one part; a later suite may need more. */
  public static final byte PART = 1;

  /** The sender encrypts faster with AES-GCM than with ChaCha20-Poly1305. */
  public static final int FAST_AES = 1;

  /** In a note: the suite, pattern or part of an init is unknown here. */
  public static final byte UNKNOWN_SUITE = 1;

  /** In a note: the sender has no keys: its {@code security} is {@code none}. */
  public static final byte PLAIN_HERE = 2;

  private SecureDatagrams() {}

  public static void putHead(ByteBuffer to, byte type) {
    to.putShort(Datagrams.MAGIC).put(VERSION).put(type);
  }

  /** A note: why an init gets no answer. */
  public static byte[] note(long connectionId, byte code) {
    ByteBuffer datagram = ByteBuffer.allocate(NOTE_BYTES);
    putHead(datagram, NOTE);
    return datagram.putLong(connectionId).put(code).array();
  }

  /** The part of a datagram from an offset to the end. */
  public static byte[] tail(byte[] datagram, int offset) {
    byte[] tail = new byte[datagram.length - offset];
    System.arraycopy(datagram, offset, tail, 0, tail.length);
    return tail;
  }

  /** The connection id after the head. */
  public static long connectionId(byte[] datagram) {
    return ByteBuffer.wrap(datagram).getLong(HEAD_BYTES);
  }
}
