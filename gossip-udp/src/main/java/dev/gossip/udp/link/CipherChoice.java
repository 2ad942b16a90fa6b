package dev.gossip.udp.link;

/** The cipher that a node prefers for secure links. */
public enum CipherChoice {
  /**
   * By what the processor is fast at. The driver knows that, see {@link LinkSettings#forMachine};
   * without a driver, as in simulations, it is AES, so that runs do not depend on the machine.
   */
  AUTO,

  /** AES-256-GCM. */
  AES,

  /** ChaCha20-Poly1305. */
  CHACHA20;

  /** Whether the node says that it prefers AES. AES is used if both ends do. */
  public boolean prefersAes() {
    return this != CHACHA20;
  }
}
