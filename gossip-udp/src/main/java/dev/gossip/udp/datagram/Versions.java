package dev.gossip.udp.datagram;

/** Says that two nodes speak different versions. */
public final class Versions {
  private Versions() {}

  public static String differ(byte theirs, byte own) {
    return "it speaks version "
        + Byte.toUnsignedInt(theirs)
        + " of the datagram format, this node version "
        + own
        + "; run the same version of the software at both";
  }
}
