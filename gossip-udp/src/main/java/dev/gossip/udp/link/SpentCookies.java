package dev.gossip.udp.link;

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

  /** Whether the valid cookie of an init has paid for an agreement already. */
  boolean contains(byte[] init) {
    return setOf(init).contains(key(init));
  }

  /** Remembers the valid cookie of an init; returns false if there are too many. */
  boolean add(byte[] init) {
    Set<Long> spent = setOf(init);
    if (spent.size() >= MAX_PER_SECRET) {
      return false;
    }
    spent.add(key(init));
    return true;
  }

  private static long key(byte[] init) {
    return ByteBuffer.wrap(init).getLong(SecureDatagrams.COOKIE_OFFSET + Integer.BYTES);
  }

  /** Secrets are numbered one by one, and only cookies of the latest two are valid. */
  private Set<Long> setOf(byte[] init) {
    int secret = ByteBuffer.wrap(init).getInt(SecureDatagrams.COOKIE_OFFSET);
    int ahead = secret - currentSecret;
    if (ahead == -1) {
      return previous;
    }
    if (ahead != 0) {
      previous = ahead == 1 ? current : new HashSet<>();
      current = new HashSet<>();
      currentSecret = secret;
    }
    return current;
  }
}
