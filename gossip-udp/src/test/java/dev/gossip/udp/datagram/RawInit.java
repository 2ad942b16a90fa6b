package dev.gossip.udp.datagram;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Inits that are made by hand, with keys whose secrets nobody has. */
public final class RawInit {
  private RawInit() {}

  /** A valid init without a cookie. */
  public static byte[] of(SplittableRandom random) {
    byte[] key = new byte[32];
    random.nextBytes(key);
    key[31] &= 0x7f;
    ByteBuffer init = ByteBuffer.allocate(SecureDatagrams.INIT_BYTES);
    SecureDatagrams.putHead(init, SecureDatagrams.INIT);
    init.put(SecureDatagrams.SUITE).put(SecureDatagrams.PATTERN).put(SecureDatagrams.PART);
    init.put((byte) SecureDatagrams.FAST_AES).putLong(1 + random.nextLong(Long.MAX_VALUE));
    return init.position(SecureDatagrams.EPHEMERAL_OFFSET).put(key).array();
  }

  /** An init with the cookie of a retry. */
  public static byte[] withCookie(byte[] init, byte[] retry) {
    byte[] copy = init.clone();
    System.arraycopy(
        retry,
        SecureDatagrams.MESSAGE_OFFSET,
        copy,
        SecureDatagrams.COOKIE_OFFSET,
        SecureDatagrams.COOKIE_BYTES);
    return copy;
  }

  /** A datagram without a valid body. */
  public static byte[] datagram(byte version, byte type, int bytes, SplittableRandom random) {
    byte[] datagram = new byte[bytes];
    random.nextBytes(datagram);
    ByteBuffer.wrap(datagram).putShort(Datagrams.MAGIC).put(version).put(type);
    return datagram;
  }
}
