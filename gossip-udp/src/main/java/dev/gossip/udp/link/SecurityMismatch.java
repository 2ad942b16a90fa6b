package dev.gossip.udp.link;

/** What a plain node is told, and reports, when the other end has secure links only. */
final class SecurityMismatch {
  /** Detail of the close; short, since the reply must not be larger than a connect. */
  static final String SECURE_HERE = "its security is noise";

  /** What the plain node reports. */
  static final String SECURE_THERE =
      "its security is noise and this node's is none; set gossip.transport.udp.security alike at"
          + " both";

  private SecurityMismatch() {}
}
