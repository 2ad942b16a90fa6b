package dev.gossip.core.engine.addresses;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The chances of the addresses in one table. As in Bitcoin each bucket has the same chance however
 * many addresses are in it: an attacker who fills some buckets does not get more than those.
 */
final class AddressLottery {
  private final List<BookEntry> entries = new ArrayList<>();
  private final List<Double> weights = new ArrayList<>();
  private double sum;
  private double best;

  /**
   * @param eligible which addresses take part
   */
  AddressLottery(BucketTable table, Predicate<BookEntry> eligible, long nowMillis) {
    for (List<BookEntry> bucket : table.filled()) {
      int first = entries.size();
      for (BookEntry one : bucket) {
        if (eligible.test(one)) {
          entries.add(one);
        }
      }
      int count = entries.size() - first;
      for (int i = first; i < entries.size(); i++) {
        double chance = GiveUpRules.chance(entries.get(i), nowMillis);
        best = Math.max(best, chance);
        weights.add(chance / count);
        sum += chance / count;
      }
    }
  }

  /** The chance of the best address; 0 if there is none. */
  double best() {
    return best;
  }

  /** Draws one; null if there is none. */
  @Nullable BookEntry draw(RandomGenerator random) {
    if (entries.isEmpty()) {
      return null;
    }
    double left = random.nextDouble() * sum;
    int at = 0;
    while (at < entries.size() - 1 && left >= weights.get(at)) {
      left -= weights.get(at);
      at++;
    }
    return entries.get(at);
  }

  /**
   * Draws from one of two tables. They have equal chances, each lowered like that of its best
   * address: one with addresses that were all dialed a short while ago can wait.
   */
  static @Nullable BookEntry draw(
      AddressLottery one, AddressLottery other, RandomGenerator random) {
    if (one.best == 0 || other.best == 0) {
      return (one.best == 0 ? other : one).draw(random);
    }
    boolean isOne = random.nextDouble() * (one.best + other.best) < one.best;
    return (isOne ? one : other).draw(random);
  }
}
