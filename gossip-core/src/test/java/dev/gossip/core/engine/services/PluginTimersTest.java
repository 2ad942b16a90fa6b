package dev.gossip.core.engine.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.NodeContext;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.TestPlugins.AnyRelay;
import dev.gossip.core.engine.network.TestPlugins.Flood;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Timers of plugins that are due at once. */
@Timeout(30)
class PluginTimersTest {
  private final MemoryNetwork network = new MemoryNetwork(6);
  private int ticks;

  private void tick(NodeContext context, Duration delay) {
    ticks++;
    var unused = context.schedule(delay, "tick", () -> tick(context, delay));
  }

  private MemoryNode startTicking(Duration delay) {
    return network.start(
        1,
        Map.of(),
        List.of(
            new AnyRelay(
                context -> {
                  tick(context, delay);
                  return new Flood(context);
                })));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1_000_000_000})
  void timersThatAreAlwaysDueRunOnceInEachBatch(long delayNanos) {
    MemoryNode node = startTicking(Duration.ofNanos(delayNanos));
    for (int batches = 1; batches <= 3; batches++) {
      node.node.runTimers();
      assertThat(ticks).isEqualTo(1 + batches);
    }
  }

  static List<Duration> extremes() {
    return List.of(
        Duration.ofSeconds(Long.MIN_VALUE),
        Duration.ofNanos(Long.MIN_VALUE),
        Duration.ofNanos(Long.MAX_VALUE),
        Duration.ofSeconds(Long.MAX_VALUE));
  }

  @ParameterizedTest
  @MethodSource("extremes")
  void extremeDelayMeansAtOnceOrNever(Duration delay) {
    MemoryNode node =
        network.start(
            1,
            Map.of(),
            List.of(
                new AnyRelay(
                    context -> {
                      // When time has passed, so that no sum with it may overflow.
                      var unused =
                          context.schedule(
                              Duration.ofSeconds(1),
                              "first",
                              () -> context.schedule(delay, "second", () -> ticks++));
                      return new Flood(context);
                    })));
    network.runFor(Duration.ofMinutes(1));
    // As a driver does, whenever it has received something.
    node.node.runTimers();

    assertThat(ticks).isEqualTo(delay.isNegative() ? 1 : 0);
    assertThat(node.node.isStopped()).isFalse();
  }

  @Test
  void nodeWhoseTimersAreAlwaysDueCanBeClosed() {
    MemoryNode node = startTicking(Duration.ZERO);
    node.node.runTimers();
    node.node.close();

    assertThat(node.node.isStopped()).isTrue();
  }
}
