package dev.gossip.repair.sketch;

/**
 * Which symbols contain a short id, and its checksum. Both ends must compute the same, so the
 * arithmetic is exact: 64-bit integers that wrap around, and IEEE 754 binary64 operations that
 * round correctly (conversion, product, quotient, sum, square root, ceiling).
 *
 * <p>Each short id has a sequence of 64-bit numbers {@code mix(shortId, n)}. Number 0 gives the
 * checksum, number {@code i + 1} the jump from symbol {@code i}; so a jump needs no state besides
 * the index.
 */
final class Coding {
  private static final double TWO_POW_53 = 0x1p53;

  private Coding() {}

  /**
   * The next symbol after {@code index} that contains the short id; every short id is in symbol 0.
   *
   * <p>Symbol {@code n} contains a short id with the chance {@code 1/(1 + n/2) = 2/(n + 2)},
   * independently of the other symbols. So from a symbol {@code i} that contains it, the next one
   * is later than {@code j} with the chance
   *
   * <pre>
   *   product over n = i+1..j of n/(n + 2) = (i + 1)(i + 2) / ((j + 1)(j + 2)).
   * </pre>
   *
   * <p>For {@code u} uniform in (0, 1] the least {@code j} at which this is at most {@code u} has
   * the right distribution. With {@code (j + 1)(j + 2) = (j + 3/2)^2 - 1/4}, it is
   *
   * <pre>
   *   j = ceil(sqrt((i + 1)(i + 2)/u + 1/4) - 3/2),
   * </pre>
   *
   * <p>and {@code i + 1} if rounding, or u = 1, gives less.
   *
   * @return {@link Integer#MAX_VALUE} for all indices from there on
   */
  static int next(long shortId, int index) {
    // 53 bits: u = uniform / 2^53 is exact.
    double uniform = (double) ((mix(shortId, index + 1L) >>> 11) + 1);
    double product = (double) ((index + 1L) * (index + 2L));
    double next = Math.ceil(Math.sqrt(product * TWO_POW_53 / uniform + 0.25) - 1.5);
    return Math.max(index + 1, (int) next);
  }

  /**
   * A checksum that no exclusive or of short ids preserves. A symbol that holds several short ids
   * passes for one with a chance of 2^-32. A symbol is examined when it arrives and whenever a
   * short id is taken out of it, and only if its count is 1 or -1: fewer than 20 times for each
   * short id that the sets do not share. So among 1,000 such the chance of a wrong one is below 5
   * in a million, and that one is noticed: it contradicts other symbols, or nobody knows it.
   */
  static int checksum(long shortId) {
    return (int) (mix(shortId, 0) >>> 32);
  }

  /** SplitMix64 from the short id: the steps of its sequence, and variant 13 of Stafford. */
  private static long mix(long shortId, long n) {
    long z = shortId + n * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
