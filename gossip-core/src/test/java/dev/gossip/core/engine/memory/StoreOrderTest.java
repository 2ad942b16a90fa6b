package dev.gossip.core.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.core.engine.Messages;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class StoreOrderTest {
  private static final long END_NANOS = 1_000;
  private static final long PLENTY = 1L << 40;

  private final Map<MessageId, GossipMessage> held = new HashMap<>();

  private StoreOrder store(int maxMessages, long maxBytes) {
    return new StoreOrder(maxMessages, maxBytes, held::remove);
  }

  private int add(StoreOrder store, GossipMessage message, long endNanos) {
    held.put(message.id(), message);
    return store.add(message, endNanos);
  }

  private void remove(StoreOrder store, MessageId id) {
    held.remove(id);
    store.remove(id);
  }

  @Test
  void addedMessageIsHeld() {
    StoreOrder store = store(10, PLENTY);
    GossipMessage message = Messages.ofSize(1, 10, 0);

    assertThat(add(store, message, END_NANOS)).isZero();

    assertThat(held.get(Messages.id(1))).isSameAs(message);
    assertThat(held.get(Messages.id(2))).isNull();
  }

  @Test
  void messageLimitEvictsTheOldest() {
    StoreOrder store = store(3, PLENTY);
    for (int i = 1; i <= 3; i++) {
      assertThat(add(store, Messages.ofSize(i, 10, 0), END_NANOS)).isZero();
    }

    assertThat(add(store, Messages.ofSize(4, 10, 0), END_NANOS)).isEqualTo(1);

    assertThat(store.size()).isEqualTo(3);
    assertThat(held.get(Messages.id(1))).isNull();
    assertThat(held.get(Messages.id(2))).isNotNull();
    assertThat(held.get(Messages.id(4))).isNotNull();
  }

  @Test
  void byteLimitEvictsAsManyAsNecessary() {
    StoreOrder store = store(100, 10_000);
    int small = 0;
    while (add(store, Messages.ofSize(small, 500, 0), END_NANOS) == 0) {
      small++;
    }
    int before = store.size();

    int evicted = add(store, Messages.ofSize(1_000, 3_000, 0), END_NANOS);

    assertThat(evicted).isGreaterThan(1);
    assertThat(store.size()).isEqualTo(before + 1 - evicted);
    assertThat(held.get(Messages.id(1_000))).isNotNull();
    assertThat(held.get(Messages.id(small))).isNotNull();
  }

  @Test
  void signatureCountsTowardsTheByteLimit() {
    assertThat(countThatFit(store(1_000, 100_000), 500, 1_000))
        .isEqualTo(countThatFit(store(1_000, 100_000), 1_500, 0))
        .isLessThan(countThatFit(store(1_000, 100_000), 500, 0));
  }

  @Test
  void embargoedMessagesAreEvictedLast() {
    StoreOrder store = store(3, PLENTY);
    for (int i = 1; i <= 3; i++) {
      add(store, Messages.ofSize(i, 10, 0), END_NANOS);
    }
    store.release(Messages.id(3));
    store.release(Messages.id(2));
    for (int i = 4; i <= 5; i++) {
      assertThat(add(store, Messages.ofSize(i, 10, 0), END_NANOS)).isEqualTo(1);
    }

    assertThat(held.keySet())
        .containsExactlyInAnyOrder(Messages.id(1), Messages.id(4), Messages.id(5));
    add(store, Messages.ofSize(6, 10, 0), END_NANOS);
    assertThat(held.get(Messages.id(1))).as("the limit includes embargoed messages").isNull();
    assertThat(store.size()).isEqualTo(3);
  }

  @Test
  void emptyMessageCountsTowardsTheByteLimit() {
    assertThat(countThatFit(store(1_000_000, 100_000), 0, 0)).isBetween(1, 1_000);
  }

  @Test
  void newestMessageIsKeptEvenIfItExceedsTheByteLimit() {
    StoreOrder store = store(10, 1_000);
    add(store, Messages.ofSize(1, 10, 0), END_NANOS);

    assertThat(add(store, Messages.ofSize(2, 5_000, 0), END_NANOS)).isEqualTo(1);

    assertThat(held.get(Messages.id(2))).isNotNull();
    assertThat(store.size()).isEqualTo(1);
  }

  @Test
  void messageAddedTwiceCountsOnce() {
    StoreOrder store = store(10, 10_000);
    for (int i = 0; i < 100; i++) {
      assertThat(add(store, Messages.ofSize(1, 3_000, 0), END_NANOS)).isZero();
    }

    assertThat(store.size()).isEqualTo(1);
    assertThat(add(store, Messages.ofSize(2, 3_000, 0), END_NANOS)).isZero();
  }

  @Test
  void removingAnAbsentMessageDoesNothing() {
    StoreOrder store = store(10, PLENTY);
    add(store, Messages.ofSize(1, 10, 0), END_NANOS);

    remove(store, Messages.id(2));
    remove(store, Messages.id(1));
    remove(store, Messages.id(1));

    assertThat(store.size()).isZero();
    assertThat(held.get(Messages.id(1))).isNull();
  }

  @Test
  void byteCountReturnsToZero() {
    long seed = ThreadLocalRandom.current().nextLong();
    SplittableRandom random = new SplittableRandom(seed);
    StoreOrder store = store(40, 50_000);
    Deque<GossipMessage> model = new ArrayDeque<>();
    for (int i = 0; i < 5_000; i++) {
      if (random.nextInt(3) == 0 && !model.isEmpty()) {
        remove(store, model.removeLast().id());
      } else {
        GossipMessage message = Messages.ofSize(i, random.nextInt(3_000), random.nextInt(100));
        model.addLast(message);
        for (int evicted = add(store, message, END_NANOS); evicted > 0; evicted--) {
          model.removeFirst();
        }
      }
      assertThat(store.size()).as("seed %d", seed).isLessThanOrEqualTo(40).isEqualTo(model.size());
      assertThat(encodedBytes(model)).as("seed %d", seed).isLessThanOrEqualTo(50_000);
    }
    model.forEach(message -> remove(store, message.id()));

    // Bytes that were not released, or released twice, would change the largest size that fits.
    assertThat(store.size()).as("seed %d", seed).isZero();
    assertThat(largestThatFitsWithAnEmptyOne(store))
        .as("seed %d", seed)
        .isEqualTo(largestThatFitsWithAnEmptyOne(store(40, 50_000)));
  }

  private int largestThatFitsWithAnEmptyOne(StoreOrder store) {
    for (int size = 50_000; size >= 0; size--) {
      add(store, Messages.ofSize(1_000_000, 0, 0), END_NANOS);
      int evicted = add(store, Messages.ofSize(1_000_001, size, 0), END_NANOS);
      remove(store, Messages.id(1_000_000));
      remove(store, Messages.id(1_000_001));
      if (evicted == 0) {
        return size;
      }
    }
    return -1;
  }

  private static long encodedBytes(Deque<GossipMessage> messages) {
    return messages.stream()
        .mapToLong(message -> (long) message.signedBytes().size() + message.signature().size())
        .sum();
  }

  private int countThatFit(StoreOrder store, int signedBytes, int signatureBytes) {
    int count = 0;
    while (add(store, Messages.ofSize(1_000_000 + count, signedBytes, signatureBytes), END_NANOS)
        == 0) {
      count++;
    }
    return count;
  }

  @Test
  void expiredMessagesAreRemoved() {
    StoreOrder store = store(10, PLENTY);
    GossipMessage early = Messages.ofSize(1, 10, 0);
    GossipMessage late = Messages.ofSize(2, 10, 0);
    add(store, early, 1_000);
    add(store, late, 2_000);

    store.expire(1_000);
    assertThat(store.size()).isEqualTo(2);
    store.expire(1_001);

    assertThat(held.get(early.id())).isNull();
    assertThat(held.get(late.id())).isSameAs(late);
    add(store, Messages.ofSize(3, 10, 0), 1_500);
    store.expire(1_501);
    assertThat(store.size()).isEqualTo(1);
    add(store, Messages.ofSize(4, 10, 0), 2_000);
    store.release(late.id());
    store.expire(2_001);
    assertThat(store.size()).isZero();
  }
}
