package dev.gossip.core.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clocks that differ by more than the allowed skew are reported at both ends. */
@Timeout(30)
class ClockWarningsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final MemoryNetwork network = new MemoryNetwork(6);

  private static List<NodeEvent.Warning> warnings(MemoryNode node) {
    return node.eventsOf(NodeEvent.Warning.class);
  }

  /** Starts two linked nodes and returns the second, whose clock is off by some seconds. */
  private MemoryNode startWithOffset(long seconds) {
    network.start(1);
    MemoryNode off = network.start(2, 1);
    off.clockSkewMillis = seconds * 1_000;
    network.runFor(SECOND);
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
  void bothEndsWarnOnceWhenALinkComesUp(long offset, String atOther, String atOff) {
    MemoryNode off = startWithOffset(offset);
    MemoryNode other = network.node(1);
    network.runFor(Duration.ofSeconds(50));

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
  void clocksWithinTheAllowedSkewAreNotWarnedAbout(long offset) {
    MemoryNode off = startWithOffset(offset);
    off.publish("one");
    network.node(1).publish("two");
    network.runFor(Duration.ofMinutes(2));

    assertThat(warnings(off)).isEmpty();
    assertThat(warnings(network.node(1))).isEmpty();
    assertThat(off.delivered()).containsExactly("two");
    assertThat(network.node(1).delivered()).containsExactly("one");
  }

  @ParameterizedTest
  @CsvSource({"150, from-the-future, ahead of", "-400, expired, behind"})
  void clockChangedWhileLinkedIsWarnedAboutOnceAMinute(
      long offset, String reason, String direction) {
    MemoryNode off = startWithOffset(0);
    MemoryNode other = network.node(1);
    off.clockSkewMillis = offset * 1_000;
    for (int i = 0; i < 150; i++) {
      off.publish("message " + i);
      network.runFor(SECOND);
    }

    assertThat(other.metric("dropped." + reason)).isEqualTo(150);
    assertThat(warnings(other)).hasSize(3);
    assertThat(warnings(other).get(0).what())
        .contains("127.0.0.1:2")
        .contains(direction)
        .contains(reason);
  }

  @Test
  void clockWarningsAboutManyPeersAreLimited() {
    MemoryNode node = network.start(1);
    for (int port = 100; port < 150; port++) {
      network.start(port, Map.of(), List.of(), 1).clockSkewMillis = 600_000;
    }
    network.runFor(SECOND);

    assertThat(node.peers()).hasSize(50);
    assertThat(warnings(node)).hasSize(10);
  }
}
