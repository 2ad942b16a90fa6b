package dev.gossip.udp.secure;

import dev.gossip.udp.datagram.SecureDatagrams;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/**
 * The cookies that have paid for a key agreement. A cookie belongs to one address and one init, so
 * anyone who repeats an init that passed, with its cookie, gets nothing more. They are remembered
 * by secret, for as long as {@code Cookies} takes cookies of that secret.
 */
final class SpentCookies {
  /**
   * More than the budget of agreements allows in the 180 s in which inits with cookies of one
   * secret come. About 60 bytes each.
   */
  static final int MAX_PER_SECRET = 40_000;

  // The 64 bits of each come from a keyed hash, so nobody can choose two that are equal.
  private Set<Long> current = new HashSet<>();
  private Set<Long> previous = new HashSet<>();
  private int currentSecret;
  private boolean knowsSecret;

  /**
   * Whether the cookie of an init has paid for an agreement already. Those of a secret that is
   * forgotten may all have done so.
   */
  boolean contains(byte[] init) {
    int ahead = ahead(init);
    if (ahead > 0) {
      return false;
    }
    return ahead < -1 || (ahead == 0 ? current : previous).contains(key(init));
  }

  /**
   * Remembers the cookie of an init; returns false if there are too many, or if its secret is
   * forgotten.
   */
  boolean add(byte[] init) {
    int ahead = ahead(init);
    if (ahead > 0) {
      previous = ahead == 1 && knowsSecret ? current : new HashSet<>();
      current = new HashSet<>();
      currentSecret += ahead;
      knowsSecret = true;
    }
    Set<Long> spent = ahead == -1 ? previous : current;
    if (ahead < -1 || spent.size() >= MAX_PER_SECRET) {
      return false;
    }
    spent.add(key(init));
    return true;
  }

  private static long key(byte[] init) {
    return ByteBuffer.wrap(init).getLong(SecureDatagrams.COOKIE_OFFSET + Integer.BYTES);
  }

  /**
   * How many secrets after the latest known one the one of an init was made. Secrets are numbered
   * one by one, from any number, and only cookies of the latest two are valid.
   */
  private int ahead(byte[] init) {
    int secret = ByteBuffer.wrap(init).getInt(SecureDatagrams.COOKIE_OFFSET);
    if (!knowsSecret) {
      // Valid ones only come here, so the first one shows where the numbers are.
      currentSecret = secret - 1;
    }
    return secret - currentSecret;
  }
}
