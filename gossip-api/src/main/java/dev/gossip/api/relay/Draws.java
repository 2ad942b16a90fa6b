package dev.gossip.api.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Random draws for strategies. With the same random numbers, the results are the same on every
 * machine and JDK.
 */
public final class Draws {
  private Draws() {}

  /**
   * Draws an exponentially distributed time. Such a delay is memoryless: its end reveals nothing
   * about its start, because the remaining time has the same distribution at every moment.
   *
   * @param mean of the distribution
   */
  public static Duration exponential(RandomGenerator random, Duration mean) {
    // 1 - u is never 0. StrictMath, because the last bit of Math.log1p may differ by machine.
    return scaled(mean, -StrictMath.log1p(-random.nextDouble()));
  }

  /**
   * Draws an exponentially distributed time, conditioned on being below a limit. Longer draws are
   * not cut to the limit, because then many waits would have exactly that length.
   *
   * @param mean of the distribution without the limit
   * @param limit above zero; the result is below it
   */
  public static Duration truncatedExponential(
      RandomGenerator random, Duration mean, Duration limit) {
    double shareBelow = -StrictMath.expm1(-(double) limit.toNanos() / mean.toNanos());
    return scaled(mean, -StrictMath.log1p(-random.nextDouble() * shareBelow));
  }

  /**
   * Draws elements of a list without replacement, in random order. Every subset is equally likely.
   *
   * @param count how many; all elements if the list has fewer
   */
  public static <T> List<T> sample(RandomGenerator random, List<T> list, int count) {
    List<T> rest = new ArrayList<>(list);
    int size = Math.min(count, rest.size());
    for (int i = 0; i < size; i++) {
      Collections.swap(rest, i, i + random.nextInt(rest.size() - i));
    }
    return List.copyOf(rest.subList(0, size));
  }

  private static Duration scaled(Duration mean, double factor) {
    return Duration.ofNanos((long) (mean.toNanos() * factor));
  }
}
