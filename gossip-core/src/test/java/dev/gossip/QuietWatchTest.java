package dev.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.node.Metric;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a watch says that nodes are quiet, in a time that the test sets. */
class QuietWatchTest {
  private final Map<Metric, Long> counters = new EnumMap<>(Metric.class);
  private QuietWatch watch = new QuietWatch(Duration.ofMillis(50));
  private long nowMillis;

  private boolean isQuietAfter(long millis) {
    nowMillis += millis;
    ToLongFunction<Metric> node = metric -> counters.getOrDefault(metric, 0L);
    return watch.poll(Map.of("node 3", node), Duration.ofMillis(nowMillis).toNanos());
  }

  private void becomeQuiet() {
    for (int poll = 0; poll < 4; poll++) {
      assertThat(isQuietAfter(100)).as("quiet at poll %s", poll).isFalse();
    }
    assertThat(isQuietAfter(100)).isTrue();
  }

  @Test
  void nodesAreQuietAfterFourPollsThatFindTheSame() {
    becomeQuiet();
    assertThat(watch.activity()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1_000_000_000_000L, 0, 1_000_000_000_000L})
  void noNodesAreQuietAsSoonAsOthersForAnyClockOrigin(long originNanos) {
    for (int poll = 0; poll < 4; poll++) {
      assertThat(watch.poll(Map.of(), originNanos + poll * 100_000_000L))
          .as("quiet at poll %s", poll)
          .isFalse();
    }
    assertThat(watch.poll(Map.of(), originNanos + 400_000_000L)).isTrue();
  }

  @Test
  void firstPollSaysThatThereIsNothingToCompareWith() {
    assertThat(isQuietAfter(100)).isFalse();
    assertThat(watch.activity()).isEqualTo("there is no earlier poll to compare with");
  }

  @Test
  void manyQuickPollsAreNotEnough() {
    for (int poll = 0; poll < 50; poll++) {
      assertThat(isQuietAfter(1)).as("quiet at poll %s", poll).isFalse();
    }
    assertThat(isQuietAfter(1)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "PAYLOAD_FRAMES_SENT",
        "PAYLOAD_FRAMES_RECEIVED",
        "CONTROL_FRAMES_SENT",
        "CONTROL_FRAMES_RECEIVED",
        "MESSAGES_DELIVERED"
      })
  void counterThatChangesEndsTheQuiet(Metric counter) {
    becomeQuiet();
    counters.put(counter, 1L);

    assertThat(isQuietAfter(100)).isFalse();
    assertThat(watch.activity()).isEqualTo("node 3 still exchanges frames or delivers messages");
    for (int poll = 0; poll < 3; poll++) {
      assertThat(isQuietAfter(100)).isFalse();
    }
    assertThat(isQuietAfter(100)).isTrue();
  }

  @Test
  void countersOfDatagramsDoNotCount() {
    becomeQuiet();
    counters.put(Metric.DATAGRAMS_SENT, 1L);

    assertThat(isQuietAfter(100)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"HELD_BACK", "PENDING_CHECKS", "RELAY_TIMERS"})
  void pendingWorkEndsTheQuietAndNamesTheNode(Metric gauge) {
    becomeQuiet();
    counters.put(gauge, 1L);

    for (int poll = 0; poll < 10; poll++) {
      assertThat(isQuietAfter(100)).isFalse();
    }
    assertThat(watch.activity()).startsWith("node 3 ");
  }

  @Test
  void timersMayBeIgnored() {
    watch = new QuietWatch(Duration.ofMillis(50)).ignoringTimers();
    counters.put(Metric.RELAY_TIMERS, 1L);

    becomeQuiet();
  }

  @Test
  void otherFiguresCountToo() {
    AtomicLong drops = new AtomicLong();
    watch = new QuietWatch(Duration.ofMillis(50)).alsoUnchanged(drops::get);
    becomeQuiet();
    drops.set(1);

    assertThat(isQuietAfter(100)).isFalse();
    assertThat(watch.activity()).isEqualTo("other figures still change");
  }
}
