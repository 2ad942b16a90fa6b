package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.node.NodeEvent;
import dev.gossip.udp.ManualNetwork.TestNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clocks that differ by more than messages may are noticed on both sides. */
@Timeout(30)
class ClockWarningsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualNetwork world = new ManualNetwork(6);

  private static List<NodeEvent.Warning> warnings(TestNode node) {
    return node.told(NodeEvent.Warning.class);
  }

  /** Two linked nodes, the second with a clock that differs. */
  private TestNode startWithOffset(long seconds) {
    world.start(1);
    TestNode off = world.start(2, 1);
    off.clockSkewMillis = seconds * 1_000;
    world.runFor(SECOND);
    assertThat(off.peers()).containsExactly(1);
    return off;
  }

  @ParameterizedTest
  @CsvSource({
    "120, 2 min 0 s ahead of, 2 min 0 s behind",
    "300, 5 min 0 s ahead of, 5 min 0 s behind",
    "-360, 6 min 0 s behind, 6 min 0 s ahead of",
    "-7203, 2 h 0 min 0 s behind, 2 h 0 min 0 s ahead of",
  })
  void bothSidesWarnOnceWhenALinkComesUp(long offset, String atOther, String atOff) {
    TestNode off = startWithOffset(offset);
    TestNode other = world.node(1);
    world.runFor(Duration.ofSeconds(50));

    assertThat(warnings(other))
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.what()).contains("127.0.0.1:2").contains(atOther + " this node's");
              assertThat(warning.remedy()).contains("set the clock").contains("20 s");
            });
    assertThat(warnings(off))
        .singleElement()
        .satisfies(warning -> assertThat(warning.what()).contains(atOff + " this node's"));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 15, -15})
  void clocksWithinTheSkewAreNotWarnedAbout(long offset) {
    TestNode off = startWithOffset(offset);
    off.publish("one");
    world.node(1).publish("two");
    world.runFor(Duration.ofMinutes(2));

    assertThat(warnings(off)).isEmpty();
    assertThat(warnings(world.node(1))).isEmpty();
    assertThat(off.delivered()).containsExactly("two");
    assertThat(world.node(1).delivered()).containsExactly("one");
  }

  @ParameterizedTest
  @CsvSource({"150, from-the-future, ahead of", "-400, expired, behind"})
  void aClockThatIsSetWhileLinkedIsWarnedAboutOnceAMinute(
      long offset, String reason, String direction) {
    TestNode off = startWithOffset(0);
    TestNode other = world.node(1);
    off.clockSkewMillis = offset * 1_000;
    for (int i = 0; i < 150; i++) {
      off.publish("message " + i);
      world.runFor(SECOND);
    }

    assertThat(other.metric("dropped." + reason)).isEqualTo(150);
    assertThat(warnings(other)).hasSize(3);
    assertThat(warnings(other).get(0).what())
        .contains("127.0.0.1:2")
        .contains(direction)
        .contains(reason);
  }

  @Test
  void manyPeersWithOtherClocksCannotFloodWarnings() {
    TestNode node = world.start(1);
    for (int port = 100; port < 150; port++) {
      world.start(port, Map.of(), List.of(), 1).clockSkewMillis = 600_000;
    }
    world.runFor(SECOND);

    assertThat(node.peers()).hasSize(50);
    assertThat(warnings(node)).hasSize(10);
  }
}
