package dev.gossip.udp.link;

import dev.gossip.udp.noise.FastAes;

/** The cipher that a node prefers for secure links. */
public enum CipherChoice {
  /** By what the processor is fast at. */
  AUTO,
  /** AES-256-GCM. */
  AES,
  /** ChaCha20-Poly1305. */
  CHACHA20;

  /** Whether the node says that it prefers AES. AES is used if both ends do. */
  boolean prefersAes() {
    return switch (this) {
      case AUTO -> FastAes.here();
      case AES -> true;
      case CHACHA20 -> false;
    };
  }
}
