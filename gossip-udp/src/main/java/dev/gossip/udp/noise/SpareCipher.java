package dev.gossip.udp.noise;

import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * The cipher that the sessions of a node share while they rest. A cipher takes some 800 bytes, and
 * each direction of a session would have one for a ping every few seconds. It is initialised for
 * each packet in any case, here with another key as well. For one thread.
 */
public final class SpareCipher {
  private @Nullable TrafficCipher suite;
  private @Nullable Cipher cipher;

  /** Hands out the spare one if it fits, else a new one. */
  Cipher take(TrafficCipher wanted) {
    Cipher spare = cipher;
    if (spare == null || suite != wanted) {
      return wanted.newCipher();
    }
    cipher = null;
    return spare;
  }

  /** Keeps a cipher that is not used any more. It still has a key. */
  void give(TrafficCipher of, Cipher unused) {
    suite = of;
    cipher = unused;
  }

  /** Keeps none, since a key that it may have is to be forgotten. */
  void forget() {
    cipher = null;
  }
}
