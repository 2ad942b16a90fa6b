package dev.gossip.core.engine.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.MessageId;
import dev.gossip.core.engine.Messages;
import dev.gossip.core.engine.RandomSeed;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EmbargoedDeliveriesTest {
  private static final int CAPACITY = 5;
  private static final int IDS = 12;

  private final EmbargoedDeliveries embargoed = new EmbargoedDeliveries(CAPACITY);

  @Test
  void deliveriesBehaveLikeAPlainSetWithACurrentMessage() {
    long seed = RandomSeed.draw();
    SplittableRandom random = new SplittableRandom(seed);
    Set<MessageId> model = new LinkedHashSet<>();
    MessageId current = null;
    for (int step = 0; step < 20_000; step++) {
      MessageId id = Messages.id(random.nextInt(IDS));
      switch (random.nextInt(4)) {
        case 0 -> {
          if (current == null && !model.contains(id)) {
            embargoed.begin(id, null);
            current = id;
          }
        }
        case 1 -> {
          assertThat(embargoed.release(id) != null)
              .as("seed %d, step %d", seed, step)
              .isEqualTo(id.equals(current) || model.contains(id));
          current = id.equals(current) ? null : current;
          model.remove(id);
        }
        case 2 -> {
          assertThat(embargoed.embargoCurrent())
              .as("seed %d, step %d", seed, step)
              .isEqualTo(evictedBy(current, model));
          current = null;
        }
        default -> {
          embargoed.discardCurrent();
          current = null;
        }
      }
      assertThat(embargoed.contains(id))
          .as("seed %d, step %d", seed, step)
          .isEqualTo(id.equals(current) || model.contains(id));
      assertThat(embargoed.size()).as("seed %d, step %d", seed, step).isEqualTo(model.size());
    }
  }

  private static @Nullable MessageId evictedBy(
      @Nullable MessageId current, Set<MessageId> embargoed) {
    if (current != null) {
      embargoed.add(current);
    }
    if (embargoed.size() <= CAPACITY) {
      return null;
    }
    MessageId oldest = embargoed.iterator().next();
    embargoed.remove(oldest);
    return oldest;
  }
}
