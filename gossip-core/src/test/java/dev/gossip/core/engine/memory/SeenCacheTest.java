package dev.gossip.core.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.MessageId;
import dev.gossip.core.engine.Messages;
import dev.gossip.core.engine.RandomSeed;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenCacheTest {
  private static final long SECOND = 1_000_000_000;
  private static final long SALT = 0x9e3779b97f4a7c15L;

  private static SeenCache cache(int capacity) {
    return new SeenCache(capacity, 0, SALT);
  }

  private static int add(SeenCache cache, long number, long endSeconds) {
    return cache.add(Messages.id(number), endSeconds * SECOND, endSeconds);
  }

  private static boolean has(SeenCache cache, long number) {
    return cache.contains(Messages.id(number));
  }

  @Test
  void addedIdIsContained() {
    SeenCache cache = cache(2);

    assertThat(add(cache, 1, 10)).isZero();

    assertThat(has(cache, 1)).isTrue();
    assertThat(has(cache, 2)).isFalse();
    assertThat(cache.size()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -5_000_000_000L, Long.MAX_VALUE - 1_000})
  void idsExpireAtTheirEndAndNotBefore(long origin) {
    SeenCache cache = new SeenCache(2, origin, SALT);
    cache.add(Messages.id(1), origin + 10 * SECOND, 0);
    cache.add(Messages.id(2), origin + 20 * SECOND, 0);

    cache.expire(origin + 10 * SECOND);
    assertThat(cache.size()).isEqualTo(2);
    cache.expire(origin + 11 * SECOND);
    assertThat(has(cache, 1)).isFalse();
    assertThat(has(cache, 2)).isTrue();

    cache.expire(origin + 21 * SECOND);

    assertThat(cache.size()).isZero();
  }

  @Test
  void fullCacheEvictsTheOldestIdRegardlessOfItsEnd() {
    SeenCache cache = cache(3);
    add(cache, 1, 30);
    add(cache, 2, 10);
    add(cache, 3, 20);

    assertThat(add(cache, 4, 5)).isEqualTo(1);

    assertThat(cache.size()).isEqualTo(3);
    assertThat(has(cache, 1)).isFalse();
    assertThat(has(cache, 4)).isTrue();
  }

  @Test
  void lostUntilIsTheCreationTimeOfTheLatestEvictedId() {
    SeenCache cache = cache(32);
    // The ids do not expire; they are evicted in buckets of two.
    for (int i = 0; i < 32; i++) {
      cache.add(Messages.id(i), 3_600 * SECOND, 100 + i);
    }
    assertThat(cache.evictedUntilMillis()).isEqualTo(Long.MIN_VALUE);

    cache.add(Messages.id(32), 10 * SECOND, 5_000);
    assertThat(cache.evictedUntilMillis()).isEqualTo(101);
    cache.add(Messages.id(33), 10 * SECOND, 5_001);
    assertThat(cache.evictedUntilMillis()).as("no eviction was necessary").isEqualTo(101);
    cache.add(Messages.id(34), 10 * SECOND, 5_002);
    assertThat(cache.evictedUntilMillis()).isEqualTo(103);
  }

  @Test
  void expiredIdsAreNotLost() {
    SeenCache cache = cache(32);
    for (int i = 0; i < 320; i++) {
      cache.add(Messages.id(i), i * SECOND, i);
      cache.expire((i - 20) * SECOND);
    }

    assertThat(cache.evictedUntilMillis()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void lostUntilOfALongLivedIdIsNeverTooEarly() {
    SeenCache cache = cache(16);
    cache.add(Messages.id(0), 100_000 * SECOND, 7);
    for (int i = 1; i < 1_000; i++) {
      cache.add(Messages.id(i), i * SECOND, i);
      cache.expire((i + 2) * SECOND);
    }
    for (int i = 0; i < 16; i++) {
      cache.add(Messages.id(2_000 + i), 200_000 * SECOND, 2_000 + i);
    }

    assertThat(has(cache, 0)).isFalse();
    assertThat(cache.evictedUntilMillis()).isBetween(7L, 2_000L);
  }

  @Test
  void addingTwiceChangesNothing() {
    SeenCache cache = cache(2);
    add(cache, 1, 10);
    add(cache, 2, 10);

    assertThat(add(cache, 1, 20)).isZero();

    assertThat(cache.size()).isEqualTo(2);
    cache.expire(11 * SECOND);
    assertThat(cache.size()).isZero();
  }

  @Test
  void removedIdTakesNoSpaceAndCanBeAddedAgain() {
    SeenCache cache = cache(2);
    // A peer can cause this without limit, so anything left behind would fill the memory.
    add(cache, 1, 10);
    cache.remove(Messages.id(1));
    cache.remove(Messages.id(2));
    assertThat(cache.size()).isZero();

    add(cache, 1, 20);
    cache.expire(11 * SECOND);

    assertThat(has(cache, 1)).isTrue();
  }

  @Test
  void idsWithTheSameSlotAreDistinguishedInAnyRemovalOrder() {
    // With one salt, ids that differ only in their first bytes start probing at the same slot.
    SeenCache cache = cache(100);
    for (int first = 0; first < 8; first++) {
      cache.add(sameSlot(first), (10 + first % 2) * SECOND, 0);
    }
    cache.remove(sameSlot(0));
    cache.remove(sameSlot(5));
    cache.expire(11 * SECOND);

    for (int first = 0; first < 8; first++) {
      assertThat(cache.contains(sameSlot(first)))
          .as("id %s", first)
          .isEqualTo(first % 2 == 1 && first != 5);
    }
  }

  @Test
  void manyIdsWithTheSameHashAreDistinguished() {
    SeenCache cache = cache(10_000);
    for (int i = 0; i < 3_000; i++) {
      cache.add(sameSlot(i), (10 + i % 3) * SECOND, 0);
    }
    cache.expire(11 * SECOND);

    for (int i = 0; i < 3_000; i++) {
      assertThat(cache.contains(sameSlot(i))).as("id %s", i).isEqualTo(i % 3 != 0);
    }
  }

  @Test
  void queryForAnAbsentIdIsNotRemembered() {
    SeenCache cache = cache(10);
    MessageId id = Messages.id(1);

    assertThat(cache.contains(id)).isFalse();
    add(cache, 1, 10);
    assertThat(cache.contains(id)).isTrue();
    cache.remove(Messages.id(1));
    assertThat(cache.contains(id)).isFalse();
  }

  @Test
  void entryHasNoStoredMessageAtFirst() {
    SeenCache cache = cache(10);
    add(cache, 1, 10);
    cache.setStoreSlot(cache.find(Messages.id(1)), 7);
    cache.remove(Messages.id(1));
    add(cache, 1, 10);

    assertThat(cache.storeSlot(cache.find(Messages.id(1)))).isEqualTo(SeenCache.NONE);
  }

  private static MessageId sameSlot(int first) {
    return new MessageId(ByteBuffer.allocate(32).putInt(first).array());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 50, 1_000, 10_000})
  void cacheBehavesLikeAPlainMap(int capacity) {
    long seed = RandomSeed.draw();
    SplittableRandom random = new SplittableRandom(seed);
    long origin = random.nextLong();
    SeenCache cache = new SeenCache(capacity, origin, random.nextLong());
    Map<MessageId, Entry> model = new HashMap<>();
    Map<MessageId, Integer> slots = new HashMap<>();
    long now = 0;
    for (int step = 0; step < Math.max(20_000, 6 * capacity); step++) {
      String where = "seed " + seed + ", step " + step;
      int number = random.nextInt(3 * capacity);
      MessageId id = Messages.id(number);
      int choice = random.nextInt(40);
      if (choice < 30) {
        long end = now + random.nextInt(30);
        int evicted = cache.add(id, origin + end * SECOND, step);
        int slot = random.nextBoolean() ? number : SeenCache.NONE;
        slots.put(id, slot);
        cache.setStoreSlot(cache.find(id), slot);
        if (evicted > 0) {
          removeEvicted(model, cache, evicted, where);
        }
        model.putIfAbsent(id, new Entry(step, end));
      } else if (choice < 39) {
        cache.remove(id);
        model.remove(id);
      } else {
        now += random.nextInt(4);
        cache.expire(origin + now * SECOND);
        long limit = now;
        model.values().removeIf(entry -> entry.end() < limit);
      }
      assertThat(cache.size()).as(where).isLessThanOrEqualTo(capacity).isEqualTo(model.size());
      assertThat(cache.contains(id)).as(where).isEqualTo(model.containsKey(id));
    }
    for (MessageId id : model.keySet()) {
      assertThat(cache.contains(id)).as("seed " + seed).isTrue();
      assertThat(cache.storeSlot(cache.find(id))).as("seed " + seed).isEqualTo(slots.get(id));
    }
  }

  /** Any ids of a bucket may have been evicted, but no older id may remain. */
  private static void removeEvicted(
      Map<MessageId, Entry> model, SeenCache cache, int evicted, String where) {
    int before = model.size();
    long latestEvicted =
        model.entrySet().stream()
            .filter(entry -> !cache.contains(entry.getKey()))
            .mapToLong(entry -> entry.getValue().birth())
            .max()
            .orElse(Long.MIN_VALUE);
    model.keySet().removeIf(id -> !cache.contains(id));
    assertThat(before - model.size()).as(where).isEqualTo(evicted);
    assertThat(model.values()).as(where).allMatch(entry -> entry.birth() > latestEvicted);
  }

  private record Entry(long birth, long end) {}
}
