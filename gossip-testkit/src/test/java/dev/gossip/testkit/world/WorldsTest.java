package dev.gossip.testkit.world;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.RunFailure;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.udp.UdpPlugin;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guarantees of worlds: failures, quiet, timeouts, and resources. */
@Timeout(60)
class WorldsTest {
  private static final long DEADLINE_NANOS = Duration.ofSeconds(10).toNanos();

  private static Set<Thread> gossipThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .filter(thread -> thread.getName().startsWith("gossip-"))
        .filter(thread -> !thread.getName().startsWith("gossip-names-"))
        .collect(toSet());
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATION", "LOOPBACK"})
  void pluginBugThatStopsANodeFailsTheRunAndNamesTheNode(WorldKind kind) {
    try (World world = kind.start(NetworkPlan.seeded(3).with(TestRelays.fragile()).build())) {
      MessageId id = world.publish(3, "hello");
      world.awaitEverywhere(id);

      assertThatThrownBy(
              () -> {
                world.publish(3, "boo");
                world.awaitQuiet();
              })
          .isInstanceOf(RunFailure.class)
          .hasMessageContainingAll("node 1 stopped: ", "relay.fragile", "frightened", "seed 3");
    }
  }

  @Test
  void failureAfterTheLastWaitIsThrownOnceAtTheEnd() {
    NetworkPlan plan = NetworkPlan.seeded(3).with(TestRelays.fragile()).build();
    try (World world = WorldKind.LOOPBACK.start(plan)) {
      long beganNanos = System.nanoTime();
      assertThatThrownBy(
              () -> {
                world.publish(3, "boo");
                while (System.nanoTime() - beganNanos < DEADLINE_NANOS) {
                  world.faultCounts();
                  LockSupport.parkNanos(1_000_000);
                }
              })
          .isInstanceOf(RunFailure.class)
          .hasMessageContaining("node 1 stopped: ");

      assertThat(world.faultCounts()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATION", "LOOPBACK"})
  void quietMeansThatNoRelayTimerIsPending(WorldKind kind) {
    NetworkPlan plan =
        NetworkPlan.seeded(3).nodes(5).topology("line").with(TestRelays.slow()).build();
    try (World world = kind.start(plan)) {
      MessageId id = world.publish(0, "hello");
      world.awaitQuiet();

      assertThat(world.message(id).deliveries()).isEqualTo(4);
      assertThat(world.message(id).latency(4).orElseThrow()).isGreaterThan(Duration.ofMillis(1200));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATION", "LOOPBACK"})
  void quietMeansThatNoNodeIsBusy(WorldKind kind) {
    NetworkPlan plan =
        NetworkPlan.seeded(3).nodes(5).topology("line").with(TestRelays.blocking()).build();
    try (World world = kind.start(plan)) {
      // Against the order in which nodes are polled; else each poll would wait for the next node.
      MessageId id = world.publish(4, "hello");
      world.awaitQuiet();

      assertThat(world.message(id).deliveries()).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATION", "LOOPBACK"})
  void messagePublishedBeforeACrashHasLeftTheNode(WorldKind kind) {
    try (World world = kind.start(NetworkPlan.seeded(3).with(TestRelays.blocking()).build())) {
      MessageId id = world.publish(3, "last words");
      world.crash(3);
      world.awaitEverywhere(id);

      assertThat(world.message(id).deliveries()).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATION", "LOOPBACK"})
  void timeoutNamesTheConditionAndTheWorld(WorldKind kind) {
    NetworkPlan plan = NetworkPlan.seeded(3).build();
    try (World world = kind.start(plan, Duration.ofSeconds(3))) {
      world.crash(1);
      MessageId id = world.publish(0, "hello");

      assertThatThrownBy(() -> world.awaitEverywhere(id))
          .isExactlyInstanceOf(AssertionError.class)
          .hasMessageStartingWith(
              "timed out after 3s waiting for message "
                  + id
                  + " to reach every running honest node; it missed [3, 4] ("
                  + kind
                  + ", seed 3, 6 nodes, 6 links");
    }
  }

  @Test
  void timeoutOfLinksSaysHowManyAreMissingAndWhy() {
    NetworkPlan plan =
        NetworkPlan.seeded(1)
            .variant(
                node -> node == 5, other -> other.set("gossip.transport.udp.security", "noise"))
            .build();

    assertThatThrownBy(() -> WorldKind.SIMULATION.start(plan, Duration.ofSeconds(3)))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(
            "timed out after 3s waiting for all links to be up, and no other; links not up: 2,"
                + " because: its security is noise and this node's is none;");
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATION", "LOOPBACK"})
  void unpublishedMessageIsUnknown(WorldKind kind) {
    MessageId id = new MessageId(new byte[32]);
    try (World world = kind.start(NetworkPlan.seeded(3).build())) {
      assertThatThrownBy(() -> world.message(id))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("message " + id + " was not published in this world (" + kind);
    }
  }

  @Test
  void closedLoopbackWorldLeavesNoThreadAndNoPort() throws Exception {
    Set<Thread> before = gossipThreads();
    World world = WorldKind.LOOPBACK.start(NetworkPlan.seeded(3).build());
    MessageId id = world.publish(0, "hello");
    world.awaitEverywhere(id);
    Set<Integer> ports =
        gossipThreads().stream()
            .filter(thread -> !before.contains(thread))
            .map(thread -> thread.getName().replaceAll(".*:", ""))
            .map(Integer::valueOf)
            .collect(toSet());
    assertThat(ports).hasSize(6);
    world.crash(2);
    world.close();
    world.close();

    assertThat(gossipThreads()).isEqualTo(before);
    for (int port : ports) {
      new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)).close();
    }
  }

  @Test
  void loopbackWorldThatCannotStartLeavesNoThread() {
    Set<Thread> before = gossipThreads();
    AtomicInteger created = new AtomicInteger();
    NetworkPlan plan =
        NetworkPlan.seeded(3)
            .with(
                TestRelays.plugin(
                    "relay.short-lived",
                    context -> {
                      if (created.incrementAndGet() == 4) {
                        throw new IllegalStateException("no more");
                      }
                      return TestRelays.flooding(context);
                    }))
            .build();

    assertThatThrownBy(() -> WorldKind.LOOPBACK.start(plan))
        .hasMessageContainingAll("relay.short-lived", "no more");
    assertThat(created).hasValue(4);
    assertThat(gossipThreads()).isEqualTo(before);
  }

  @Test
  void customTransportPluginIsUsedOverLoopback() {
    NetworkPlan plan =
        NetworkPlan.seeded(3)
            .with(new UdpPlugin())
            .set("gossip.transport.udp.max-links", "1")
            .build();

    // Node 0 has three links: nodes that it dials are never refused, but others are.
    assertThatThrownBy(() -> WorldKind.LOOPBACK.start(plan, Duration.ofSeconds(1)))
        .hasMessageContaining("is linked to");
  }
}
