package dev.gossip.udp.datagram;

/** The datagrams of a link that is up, with their codes in both versions of the format. */
public enum PacketType {
  DATA(Datagrams.DATA, SecureDatagrams.DATA),
  PING(Datagrams.PING, SecureDatagrams.PING),
  PONG(Datagrams.PONG, SecureDatagrams.PONG),
  CLOSE(Datagrams.CLOSE, SecureDatagrams.CLOSE);

  /** The type in the header of a plain link. */
  public final byte plain;

  /** The type in the header of a secure link. */
  public final byte secure;

  PacketType(byte plain, byte secure) {
    this.plain = plain;
    this.secure = secure;
  }
}
