package dev.gossip.api.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** Random draws that strategies have in common. The same draws on every machine and JDK. */
public final class Draws {
  private Draws() {}

  /**
   * An exponentially distributed time. What waits so long does not tell when it began to wait: at
   * every moment the rest has the same distribution.
   *
   * @param mean of the distribution
   */
  public static Duration exponential(RandomGenerator random, Duration mean) {
    // 1 - u is never 0. StrictMath, because the last bit of Math.log1p may differ by machine.
    return scaled(mean, -StrictMath.log1p(-random.nextDouble()));
  }

  /**
   * An exponentially distributed time, given that it is below a limit. Not the limit where the draw
   * is above it: that would make many wait for exactly so long.
   *
   * @param mean of the distribution without a limit
   */
  public static Duration exponentialBelow(RandomGenerator random, Duration mean, Duration limit) {
    double shareBelow = -StrictMath.expm1(-(double) limit.toNanos() / mean.toNanos());
    return scaled(mean, -StrictMath.log1p(-random.nextDouble() * shareBelow));
  }

  /**
   * Some elements of a list, each subset as likely as any other, in random order.
   *
   * @param count how many; all when there are fewer
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
