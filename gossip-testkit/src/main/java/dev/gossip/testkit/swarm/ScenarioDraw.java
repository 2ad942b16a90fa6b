package dev.gossip.testkit.swarm;

import dev.gossip.core.config.NodeSettings;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.simulation.LinkProtection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Draws a random scenario. Each kind of fault is off in most scenarios. So all combinations occur,
 * and no kind of fault hides a bug that another one would reveal.
 */
final class ScenarioDraw {
  private static final double FAULT_KIND_ON = 0.35;

  /** The share of scenarios without any fault that may lose a message. */
  private static final double LOSSLESS = 0.15;

  /** Longer than datagrams without a message; see {@link ScenarioBuilder#corrupt}. */
  private static final int MIN_BYTES_WITH_CORRUPTION = 150;

  // What paths carry, whatever a transport sends: it must not send more than the least before it
  // knows that a path carries it. RFC 9000, section 14; RFC 8200, section 5; IEEE 802.3.
  private static final int MIN_PATH_BYTES = 1200;
  private static final int IPV6_BYTES = 1280;
  private static final int ETHERNET_BYTES = 1500;

  private static final int MAX_PAYLOAD_BYTES = NodeSettings.MAX_PAYLOAD_BYTES.defaultValue();

  private final long seed;
  private final RandomGenerator random;
  private final ScenarioBuilder builder;
  private final Map<FaultKind, Boolean> on = new EnumMap<>(FaultKind.class);
  private final int nodes;
  private final int chaosMillis;

  ScenarioDraw(long seed) {
    this.seed = seed;
    random = RandomStreams.seeded(seed).stream("swarm scenario");
    builder = SwarmScenario.builder(seed);
    nodes = drawNodes();
    chaosMillis = between(3_000, 30_000);
    boolean lossless = chance(LOSSLESS);
    for (FaultKind kind : FaultKind.values()) {
      on.put(kind, chance(FAULT_KIND_ON) && !(lossless && kind.losesMessages()));
    }
  }

  SwarmScenario draw() {
    builder.nodes(nodes).topology(topology()).latency(latency());
    LinkProtection.settings(seed).forEach(builder::set);
    if (chance(0.15)) {
      // Enough for the largest burst of a relay, so that nothing is lost in the quiet phase.
      builder.bandwidth(between(50_000, 1_000_000), between(128, 512) << 10);
    }
    if (chance(0.3)) {
      builder.mtu(pick(MIN_PATH_BYTES, IPV6_BYTES, ETHERNET_BYTES));
    }
    for (FaultKind kind : FaultKind.values()) {
      if (isEnabled(kind)) {
        for (int count = between(1, 3); count > 0; count--) {
          builder.add(fault(kind));
        }
      }
    }
    int messages = messages();
    if (chance(0.2)) {
      builder.set("gossip.store-messages", Integer.toString(between(16, 48)));
    }
    if (chance(0.2)) {
      // All ids have to fit: a message whose id was evicted may legitimately be delivered again.
      builder.set("gossip.seen-ids", Integer.toString(Math.max(16, messages)));
    }
    if (chance(0.1)) {
      builder.set("gossip.lifetime", "1m");
    }
    return builder.build();
  }

  // ---- the network ---------------------------------------------------------------------------

  private int drawNodes() {
    double size = random.nextDouble();
    if (size < 0.1) {
      return 6;
    } else if (size < 0.5) {
      return between(2, 8);
    } else if (size < 0.9) {
      return between(9, 20);
    }
    return size < 0.99 ? between(21, 40) : 100;
  }

  private String topology() {
    if (nodes == 6 && chance(0.2)) {
      return "six";
    }
    for (; ; ) {
      String drawn = anyTopology();
      if (Simplifications.exists(drawn, nodes)) {
        return drawn;
      }
    }
  }

  private String anyTopology() {
    return switch (between(1, 12)) {
      case 1 -> "six";
      case 2 -> "line";
      case 3 -> "ring";
      case 4 -> "star";
      case 5 -> "tree:" + between(1, 4);
      case 6 -> "grid";
      case 7 -> nodes <= 12 ? "complete" : "star";
      case 8 -> "random-regular:" + between(2, 8);
      case 9 -> "erdos-renyi:" + decimal(Math.min(1.0, between(1, 6) / (nodes - 1.0)));
      case 10 -> "barabasi-albert:" + between(1, 3);
      case 11 -> "watts-strogatz:" + 2 * between(1, 3) + ":" + decimal(between(0, 5) / 10.0);
      default -> "random-outbound:" + between(1, 4);
    };
  }

  private String latency() {
    return switch (between(1, 10)) {
      // Not zero: time would never advance if two nodes answered each other endlessly.
      case 1 -> "constant:1ms";
      case 2, 3 -> "constant:" + between(1, 200) + "ms";
      case 4, 5, 6 -> "lognormal:" + between(5, 100) + "ms:" + decimal(between(1, 8) / 10.0);
      default -> {
        int min = between(0, 100);
        yield "uniform:" + min + "ms-" + (min + between(1, 150)) + "ms";
      }
    };
  }

  // ---- faults --------------------------------------------------------------------------------

  private boolean isEnabled(FaultKind kind) {
    return on.getOrDefault(kind, false);
  }

  private SwarmFault fault(FaultKind kind) {
    int begin = chance(0.2) ? 0 : between(0, chaosMillis - 1);
    Duration from = millis(begin);
    // Long faults are likely to last longer than the 6 s after which a silent peer counts as down.
    Duration until = millis(between(begin + 1, chance(0.5) ? chaosMillis + 5_000 : chaosMillis));
    return switch (kind) {
      case LOSS -> new PacketFault(kind, share(0.7), Duration.ZERO, from, until);
      case CORRUPTION -> new PacketFault(kind, share(0.5), Duration.ZERO, from, until);
      case DUPLICATION, REORDERING ->
          new PacketFault(kind, share(1), millis(between(1, 1_000)), from, until);
      case PARTITION, CUT -> new PartitionFault(kind, someNodes(nodes / 2), from, until);
      case CRASH, CRASH_KEEPING_STATE, PAUSE -> new NodeFault(kind, anyNode(), from, until);
      case CLOCK -> clockFault(from, until);
      case CHURN ->
          new ChurnFault(
              someNodes(nodes),
              millis(between(500, 10_000)),
              millis(between(100, 10_000)),
              from,
              until);
    };
  }

  private ClockFault clockFault(Duration from, Duration until) {
    Duration offset =
        switch (between(1, 3)) {
          case 1 -> Duration.ZERO;
          // Within the tolerated skew, or far beyond it, like a wrong time zone.
          case 2 -> millis(between(-3_000, 3_000));
          default -> Duration.ofHours(chance(0.5) ? 1 : -1);
        };
    return new ClockFault(anyNode(), offset, between(-50_000, 50_000), from, until);
  }

  // ---- messages ------------------------------------------------------------------------------

  private int messages() {
    int minBytes = isEnabled(FaultKind.CORRUPTION) ? MIN_BYTES_WITH_CORRUPTION : 1;
    int inChaosPhase = chance(0.1) ? 0 : between(1, 40);
    int onlyOrigin = anyNode();
    boolean singleOrigin = chance(0.3);
    for (int i = 0; i < inChaosPhase; i++) {
      int node = singleOrigin ? onlyOrigin : anyNode();
      builder.publish(node, millis(between(0, chaosMillis)), bytes(minBytes));
    }
    List<Integer> origins = someNodes(4);
    for (int node : origins) {
      builder.publishInQuietPhase(node, millis(between(0, 2_000)), bytes(1));
    }
    return inChaosPhase + origins.size();
  }

  private int bytes(int min) {
    return chance(0.2) ? MAX_PAYLOAD_BYTES : between(min, chance(0.5) ? 200 : MAX_PAYLOAD_BYTES);
  }

  // ---- random values -------------------------------------------------------------------------

  private int anyNode() {
    return random.nextInt(nodes);
  }

  private List<Integer> someNodes(int max) {
    TreeSet<Integer> some = new TreeSet<>();
    for (int count = between(1, Math.max(1, max)); count > 0; count--) {
      some.add(anyNode());
    }
    return new ArrayList<>(some);
  }

  private double share(double max) {
    return between(1, (int) (max * 100)) / 100.0;
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  private int between(int min, int max) {
    return random.nextInt(min, max + 1);
  }

  private int pick(int... values) {
    return values[random.nextInt(values.length)];
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static Duration millis(int count) {
    return Duration.ofMillis(count);
  }
}
