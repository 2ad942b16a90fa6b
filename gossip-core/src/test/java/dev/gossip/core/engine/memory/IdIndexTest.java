package dev.gossip.core.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.MessageId;
import dev.gossip.core.engine.Messages;
import dev.gossip.core.engine.RandomSeed;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdIndexTest {
  private static final long SALT = 0x9e3779b97f4a7c15L;
  private static final int PART = 16;

  private final IdEntries entries = new IdEntries();

  private int add(IdIndex index, MessageId id) {
    int entry = entries.add(id, 1, 0);
    index.add(entry);
    return entry;
  }

  private void remove(IdIndex index, int entry) {
    index.remove(entry);
    entries.remove(entry);
    if (entries.size() == 0) {
      index.clear();
    }
  }

  @Test
  void emptyIndexFindsNothing() {
    assertThat(new IdIndex(entries, SALT).find(Messages.id(1))).isEqualTo(IdEntries.NONE);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 64, 1 << 15})
  void indexBehavesLikeAPlainMapWhileItGrowsAndShrinks(int maxSlots) {
    long seed = RandomSeed.draw();
    SplittableRandom random = new SplittableRandom(seed);
    IdIndex index = new IdIndex(entries, random.nextLong() | 1, maxSlots);
    Map<MessageId, Integer> model = new HashMap<>();
    List<MessageId> known = new ArrayList<>();
    for (int step = 0; step < 60_000; step++) {
      boolean shrinks = step / 15_000 % 2 == 1;
      if (random.nextInt(10) < (shrinks ? 2 : 8) || known.isEmpty()) {
        MessageId id = id(random.nextLong(), random.nextLong());
        model.put(id, add(index, id));
        known.add(id);
      } else {
        int place = random.nextInt(known.size());
        MessageId id = known.get(place);
        known.set(place, known.get(known.size() - 1));
        known.remove(known.size() - 1);
        remove(index, model.remove(id));
        assertThat(index.find(id)).as("seed %d", seed).isEqualTo(IdEntries.NONE);
      }
    }
    model.forEach((id, entry) -> assertThat(index.find(id)).as("seed %d", seed).isEqualTo(entry));
    assertThat(entries.size()).as("seed %d", seed).isEqualTo(model.size());
  }

  @Test
  void partsOfIdsWithTheSameHashGrow() {
    IdIndex index = new IdIndex(entries, SALT, PART);
    List<Integer> added = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      added.add(add(index, id(i, 7)));
      added.add(add(index, id(i, 1_000 + i)));
    }

    for (int i = 0; i < 200; i++) {
      assertThat(index.find(id(i, 7))).isEqualTo(added.get(2 * i));
      assertThat(index.find(id(i, 1_000 + i))).isEqualTo(added.get(2 * i + 1));
    }
    added.forEach(entry -> remove(index, entry));
    assertThat(index.find(id(0, 7))).isEqualTo(IdEntries.NONE);
  }

  /** Ids with the same last word have the same hash. */
  private static MessageId id(long first, long last) {
    return new MessageId(ByteBuffer.allocate(32).putLong(first).putLong(24, last).array());
  }
}
