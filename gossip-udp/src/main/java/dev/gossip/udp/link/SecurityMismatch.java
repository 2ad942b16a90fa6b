package dev.gossip.udp.link;

/** The texts for a dial from a plain node to one that has secure links only. */
public final class SecurityMismatch {
  /** Detail of the close; short, since the reply must not be larger than a connect. */
  public static final String SECURE_HERE = "its security is noise";

  /** What the plain node reports. */
  public static final String SECURE_THERE =
      "its security is noise and this node's is none; set gossip.transport.udp.security alike at"
          + " both";

  private SecurityMismatch() {}
}
