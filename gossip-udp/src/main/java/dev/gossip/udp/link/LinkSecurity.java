package dev.gossip.udp.link;

/** Whether links are protected. */
public enum LinkSecurity {
  /** Links are encrypted with keys of the Noise pattern XX, and ids are proven. */
  NOISE,
  /** Links are neither encrypted nor authenticated. */
  NONE
}
