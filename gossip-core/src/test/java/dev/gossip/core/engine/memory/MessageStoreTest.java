package dev.gossip.core.engine.memory;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.core.engine.Messages;
import dev.gossip.core.engine.RandomSeed;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MessageStoreTest {
  private static final long END_NANOS = 1_000;
  private static final long PLENTY = 1L << 40;

  // The number of an entry is that of its id.
  private final Map<MessageStore, Map<MessageId, Place>> places = new HashMap<>();

  private record Place(int slot, int entry) {}

  private static MessageStore store(int maxMessages, long maxBytes) {
    return new MessageStore(maxMessages, maxBytes);
  }

  private int add(MessageStore store, GossipMessage message, long endNanos) {
    remove(store, message.id());
    Map<MessageId, Place> known = places.computeIfAbsent(store, none -> new HashMap<>());
    int entry = (int) message.id().word(3) & Integer.MAX_VALUE;
    known.put(message.id(), new Place(store.add(message, entry, endNanos), entry));
    return store.evictExcess();
  }

  private void remove(MessageStore store, MessageId id) {
    Place place = place(store, id);
    store.remove(place.slot(), place.entry());
  }

  private void release(MessageStore store, MessageId id) {
    Place place = place(store, id);
    store.release(place.slot(), place.entry());
  }

  private @Nullable GossipMessage find(MessageStore store, MessageId id) {
    Place place = place(store, id);
    return store.find(place.slot(), place.entry());
  }

  private Place place(MessageStore store, MessageId id) {
    return places
        .getOrDefault(store, Map.of())
        .getOrDefault(id, new Place(SeenCache.NONE, SeenCache.NONE));
  }

  @Test
  void addedMessageIsHeld() {
    MessageStore store = store(10, PLENTY);
    GossipMessage message = Messages.ofSize(1, 10, 0);

    assertThat(add(store, message, END_NANOS)).isZero();

    assertThat(find(store, Messages.id(1))).isSameAs(message);
    assertThat(find(store, Messages.id(2))).isNull();
  }

  @Test
  void messageLimitEvictsTheOldest() {
    MessageStore store = store(3, PLENTY);
    for (int i = 1; i <= 3; i++) {
      assertThat(add(store, Messages.ofSize(i, 10, 0), END_NANOS)).isZero();
    }

    assertThat(add(store, Messages.ofSize(4, 10, 0), END_NANOS)).isEqualTo(1);

    assertThat(store.size()).isEqualTo(3);
    assertThat(find(store, Messages.id(1))).isNull();
    assertThat(find(store, Messages.id(2))).isNotNull();
    assertThat(find(store, Messages.id(4))).isNotNull();
  }

  @Test
  void byteLimitEvictsAsManyAsNecessary() {
    MessageStore store = store(100, 10_000);
    int small = 0;
    while (add(store, Messages.ofSize(small, 500, 0), END_NANOS) == 0) {
      small++;
    }
    int before = store.size();

    int evicted = add(store, Messages.ofSize(1_000, 3_000, 0), END_NANOS);

    assertThat(evicted).isGreaterThan(1);
    assertThat(store.size()).isEqualTo(before + 1 - evicted);
    assertThat(find(store, Messages.id(1_000))).isNotNull();
    assertThat(find(store, Messages.id(small))).isNotNull();
  }

  @Test
  void signatureCountsTowardsTheByteLimit() {
    assertThat(countThatFit(store(1_000, 100_000), 500, 1_000))
        .isEqualTo(countThatFit(store(1_000, 100_000), 1_500, 0))
        .isLessThan(countThatFit(store(1_000, 100_000), 500, 0));
  }

  @Test
  void embargoedMessagesAreEvictedLast() {
    MessageStore store = store(3, PLENTY);
    for (int i = 1; i <= 3; i++) {
      add(store, Messages.ofSize(i, 10, 0), END_NANOS);
    }
    release(store, Messages.id(3));
    release(store, Messages.id(2));
    for (int i = 4; i <= 5; i++) {
      assertThat(add(store, Messages.ofSize(i, 10, 0), END_NANOS)).isEqualTo(1);
    }

    for (int i = 1; i <= 5; i++) {
      boolean isLeft = i != 2 && i != 3;
      assertThat(find(store, Messages.id(i)) != null).as("message %s", i).isEqualTo(isLeft);
    }
    add(store, Messages.ofSize(6, 10, 0), END_NANOS);
    assertThat(find(store, Messages.id(1))).as("the limit includes embargoed messages").isNull();
    assertThat(store.size()).isEqualTo(3);
  }

  @Test
  void emptyMessageCountsTowardsTheByteLimit() {
    assertThat(countThatFit(store(1_000_000, 100_000), 0, 0)).isBetween(1, 1_000);
  }

  @Test
  void newestMessageIsKeptEvenIfItExceedsTheByteLimit() {
    MessageStore store = store(10, 1_000);
    add(store, Messages.ofSize(1, 10, 0), END_NANOS);

    assertThat(add(store, Messages.ofSize(2, 5_000, 0), END_NANOS)).isEqualTo(1);

    assertThat(find(store, Messages.id(2))).isNotNull();
    assertThat(store.size()).isEqualTo(1);
  }

  @Test
  void messageAddedTwiceCountsOnce() {
    MessageStore store = store(10, 10_000);
    for (int i = 0; i < 100; i++) {
      assertThat(add(store, Messages.ofSize(1, 3_000, 0), END_NANOS)).isZero();
    }

    assertThat(store.size()).isEqualTo(1);
    assertThat(add(store, Messages.ofSize(2, 3_000, 0), END_NANOS)).isZero();
  }

  @Test
  void removingAnAbsentMessageDoesNothing() {
    MessageStore store = store(10, PLENTY);
    add(store, Messages.ofSize(1, 10, 0), END_NANOS);

    remove(store, Messages.id(2));
    remove(store, Messages.id(1));
    remove(store, Messages.id(1));

    assertThat(store.size()).isZero();
    assertThat(find(store, Messages.id(1))).isNull();
  }

  @Test
  void byteCountReturnsToZero() {
    long seed = RandomSeed.draw();
    SplittableRandom random = new SplittableRandom(seed);
    MessageStore store = store(40, 50_000);
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

  private int largestThatFitsWithAnEmptyOne(MessageStore store) {
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

  private int countThatFit(MessageStore store, int signedBytes, int signatureBytes) {
    int count = 0;
    while (add(store, Messages.ofSize(1_000_000 + count, signedBytes, signatureBytes), END_NANOS)
        == 0) {
      count++;
    }
    return count;
  }

  @Test
  void expiredMessagesAreRemoved() {
    MessageStore store = store(10, PLENTY);
    GossipMessage early = Messages.ofSize(1, 10, 0);
    GossipMessage late = Messages.ofSize(2, 10, 0);
    add(store, early, 1_000);
    add(store, late, 2_000);

    store.expire(1_000);
    assertThat(store.size()).isEqualTo(2);
    store.expire(1_001);

    assertThat(find(store, early.id())).isNull();
    assertThat(find(store, late.id())).isSameAs(late);
    add(store, Messages.ofSize(3, 10, 0), 1_500);
    store.expire(1_501);
    assertThat(store.size()).isEqualTo(1);
    add(store, Messages.ofSize(4, 10, 0), 2_000);
    release(store, late.id());
    store.expire(2_001);
    assertThat(store.size()).isZero();
  }

  /** Two lists in the order of eviction: what the store has to be like, in the simplest form. */
  private static final class Model {
    private final Map<MessageId, GossipMessage> released = new LinkedHashMap<>();
    private final Map<MessageId, GossipMessage> embargoed = new LinkedHashMap<>();
    private final Map<MessageId, Long> ends = new HashMap<>();

    void add(GossipMessage message, long end) {
      remove(message.id());
      embargoed.put(message.id(), message);
      ends.put(message.id(), end);
    }

    void remove(MessageId id) {
      released.remove(id);
      embargoed.remove(id);
    }

    void release(MessageId id) {
      GossipMessage message = embargoed.remove(id);
      if (message != null) {
        released.put(id, message);
      }
    }

    void evictOldest() {
      Map<MessageId, GossipMessage> list = released.isEmpty() ? embargoed : released;
      list.remove(list.keySet().iterator().next());
    }

    void removeIf(Predicate<MessageId> condition) {
      released.keySet().removeIf(condition);
      embargoed.keySet().removeIf(condition);
    }

    @Nullable GossipMessage find(MessageId id) {
      GossipMessage message = released.get(id);
      return message == null ? embargoed.get(id) : message;
    }

    long end(MessageId id) {
      return requireNonNull(ends.get(id));
    }

    int size() {
      return released.size() + embargoed.size();
    }
  }

  @Test
  void storeBehavesLikeTwoLists() {
    long seed = RandomSeed.draw();
    SplittableRandom random = new SplittableRandom(seed);
    MessageStore store = store(60, 60_000);
    Model model = new Model();
    long now = random.nextLong();
    for (int step = 0; step < 20_000; step++) {
      MessageId id = Messages.id(random.nextInt(200));
      switch (random.nextInt(10)) {
        case 0 -> {
          remove(store, id);
          model.remove(id);
        }
        case 1, 2, 3 -> {
          release(store, id);
          model.release(id);
        }
        case 4 -> {
          now += random.nextInt(20);
          long limit = now;
          store.expire(limit);
          model.removeIf(other -> model.end(other) - limit < 0);
        }
        case 5 -> {
          int kept = random.nextInt(20);
          store.keepOnly((entry, slot) -> entry % 20 != kept);
          model.removeIf(other -> ((int) other.word(3) & Integer.MAX_VALUE) % 20 == kept);
        }
        default -> {
          int number = random.nextInt(200);
          GossipMessage message = Messages.ofSize(number, random.nextInt(2_000), 0);
          long end = now + random.nextInt(300);
          model.add(message, end);
          for (int i = add(store, message, end); i > 0; i--) {
            model.evictOldest();
          }
        }
      }
      assertThat(store.size()).as("seed %d, step %d", seed, step).isEqualTo(model.size());
      assertThat(find(store, id)).as("seed %d, step %d", seed, step).isSameAs(model.find(id));
    }
    for (int number = 0; number < 200; number++) {
      MessageId id = Messages.id(number);
      assertThat(find(store, id)).as("seed %d", seed).isSameAs(model.find(id));
    }
  }
}
