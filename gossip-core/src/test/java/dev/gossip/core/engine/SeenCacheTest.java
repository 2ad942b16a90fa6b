package dev.gossip.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.MessageId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenCacheTest {
  private static final long SECOND = 1_000_000_000;
  private static final int CAPACITY = 50;

  private final List<MessageId> gone = new ArrayList<>();

  @Test
  void containsWhatWasAdded() {
    SeenCache cache = new SeenCache(2, 0);

    add(cache, 1, 10);

    assertThat(cache.contains(Messages.id(1))).isTrue();
    assertThat(cache.contains(Messages.id(2))).isFalse();
    assertThat(cache.size()).isEqualTo(1);
    assertThat(cache.isIdle()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -5_000_000_000L, Long.MAX_VALUE - 1_000})
  void forgetsWhenTheTimeIsUpAndNotBefore(long origin) {
    SeenCache cache = new SeenCache(2, origin);
    cache.add(Messages.id(1), origin + 10 * SECOND, gone::add);
    cache.add(Messages.id(2), origin + 20 * SECOND, gone::add);

    cache.expire(origin + 10 * SECOND, gone::add);
    assertThat(gone).isEmpty();
    cache.expire(origin + 11 * SECOND, gone::add);
    assertThat(gone).containsExactly(Messages.id(1));
    assertThat(cache.contains(Messages.id(1))).isFalse();
    assertThat(cache.contains(Messages.id(2))).isTrue();
    assertThat(cache.isIdle()).isFalse();

    cache.expire(origin + 21 * SECOND, gone::add);

    assertThat(gone).containsExactly(Messages.id(1), Messages.id(2));
    assertThat(cache.size()).isZero();
    assertThat(cache.isIdle()).isTrue();
  }

  @Test
  void aFullCacheLetsGoOfWhatIsNearestToItsEnd() {
    SeenCache cache = new SeenCache(3, 0);
    add(cache, 1, 30);
    add(cache, 2, 10);
    add(cache, 3, 20);
    assertThat(gone).isEmpty();

    add(cache, 4, 40);

    assertThat(gone).containsExactly(Messages.id(2));
    assertThat(cache.size()).isEqualTo(3);
    assertThat(cache.contains(Messages.id(2))).isFalse();
    assertThat(cache.contains(Messages.id(4))).isTrue();
  }

  @Test
  void theNewestStaysEvenIfItIsNearestToItsEnd() {
    SeenCache cache = new SeenCache(2, 0);
    add(cache, 1, 30);
    add(cache, 2, 20);

    add(cache, 3, 10);

    assertThat(gone).containsExactly(Messages.id(2));
    assertThat(cache.contains(Messages.id(3))).isTrue();
  }

  @Test
  void addingTwiceChangesNothing() {
    SeenCache cache = new SeenCache(2, 0);
    add(cache, 1, 10);
    add(cache, 2, 10);

    add(cache, 1, 20);

    assertThat(gone).isEmpty();
    assertThat(cache.size()).isEqualTo(2);
    cache.expire(11 * SECOND, gone::add);
    assertThat(gone).containsExactlyInAnyOrder(Messages.id(1), Messages.id(2));
  }

  @Test
  void whatIsRemovedLeavesNothingBehind() {
    SeenCache cache = new SeenCache(2, 0);
    // A neighbour can cause this as often as it likes, so even a trace would fill the memory.
    add(cache, 1, 10);
    cache.remove(Messages.id(1));
    cache.remove(Messages.id(2));

    assertThat(cache.contains(Messages.id(1))).isFalse();
    assertThat(cache.size()).isZero();
    assertThat(cache.isIdle()).isTrue();
    assertThat(gone).isEmpty();
  }

  @Test
  void whatIsRemovedCanBeAddedAgainWithAnotherEnd() {
    SeenCache cache = new SeenCache(2, 0);
    add(cache, 1, 10);
    add(cache, 2, 10);
    cache.remove(Messages.id(1));

    add(cache, 1, 20);

    cache.expire(11 * SECOND, gone::add);
    assertThat(gone).containsExactly(Messages.id(2));
    assertThat(cache.contains(Messages.id(1))).isTrue();
    cache.expire(21 * SECOND, gone::add);
    assertThat(gone).containsExactly(Messages.id(2), Messages.id(1));
  }

  @Test
  void whatIsRemovedIsNotEvictedLater() {
    SeenCache cache = new SeenCache(2, 0);
    add(cache, 1, 10);
    add(cache, 2, 20);
    cache.remove(Messages.id(1));
    add(cache, 3, 30);

    add(cache, 4, 40);

    assertThat(gone).containsExactly(Messages.id(2));
  }

  @Test
  void whoIsToldMayRemoveTheSameIdAgain() {
    SeenCache cache = new SeenCache(1, 0);
    add(cache, 1, 10);

    cache.add(Messages.id(2), 10 * SECOND, cache::remove);
    assertThat(cache.size()).isEqualTo(1);
    cache.expire(11 * SECOND, cache::remove);

    assertThat(cache.isIdle()).isTrue();
  }

  @Test
  void holdsItsBoundAndBehavesLikeAPlainMapWhateverHappens() {
    long seed = ThreadLocalRandom.current().nextLong();
    SplittableRandom random = new SplittableRandom(seed);
    long origin = random.nextLong();
    SeenCache cache = new SeenCache(CAPACITY, origin);
    Map<MessageId, Long> model = new HashMap<>();
    long nowSeconds = 0;
    for (int step = 0; step < 20_000; step++) {
      String where = "seed " + seed + ", step " + step;
      MessageId id = Messages.id(random.nextInt(200));
      int choice = random.nextInt(20);
      if (choice < 14) {
        long end = nowSeconds + random.nextInt(30);
        boolean isNew = !model.containsKey(id);
        cache.add(id, origin + end * SECOND, victim -> evict(model, victim, where));
        if (isNew) {
          model.put(id, end);
        }
      } else if (choice < 19) {
        cache.remove(id);
        model.remove(id);
      } else {
        nowSeconds += random.nextInt(4);
        long now = nowSeconds;
        cache.expire(origin + now * SECOND, expired -> expire(model, expired, now, where));
        assertThat(model.values()).as(where).allMatch(end -> end >= now);
      }
      assertThat(cache.size()).as(where).isLessThanOrEqualTo(CAPACITY).isEqualTo(model.size());
      assertThat(cache.contains(id)).as(where).isEqualTo(model.containsKey(id));
      assertThat(cache.isIdle()).as(where).isEqualTo(model.isEmpty());
    }
  }

  private static void evict(Map<MessageId, Long> model, MessageId victim, String where) {
    assertThat(model).as("evicts only when full: " + where).hasSize(CAPACITY);
    Long end = model.remove(victim);
    assertThat(end).as("evicts what it has: " + where).isNotNull();
    assertThat(model.values()).as("evicts the earliest: " + where).allMatch(other -> other >= end);
  }

  private static void expire(
      Map<MessageId, Long> model, MessageId expired, long nowSeconds, String where) {
    assertThat(model.remove(expired)).as("expires what has ended: " + where).isLessThan(nowSeconds);
  }

  private void add(SeenCache cache, long number, long endSeconds) {
    cache.add(Messages.id(number), endSeconds * SECOND, gone::add);
  }
}
