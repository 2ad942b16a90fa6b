package dev.gossip.testkit.world;

import dev.gossip.api.node.Metric;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.plan.NetworkPlan;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.opentest4j.TestAbortedException;

/**
 * Checks that simulations agree with real nodes. It runs one scenario in a simulation and over
 * loopback UDP and compares the number of messages, the origin of each, the nodes that delivered it
 * (a second delivery fails in either world), and the number of payload frames that all nodes sent.
 *
 * <pre>{@code
 * NetworkPlan plan = NetworkPlan.seeded(42).nodes(20).topology("random-regular:4").build();
 * DifferentialCheck.of(plan).compare(world -> {
 *   world.publish(0, "hello");
 *   world.awaitQuiet();
 * });
 * }</pre>
 *
 * <p>Before the scenario changes anything that can affect a message in flight, it has to wait until
 * the network is {@linkplain World#awaitQuiet quiet} or its {@linkplain World#awaitLinks links} are
 * up. Otherwise the worlds may legitimately differ. Nothing that depends on latency is compared.
 */
public final class DifferentialCheck {
  private final NetworkPlan plan;
  private boolean transmissions = true;

  private DifferentialCheck(NetworkPlan plan) {
    this.plan = plan;
  }

  /** Creates a check that runs scenarios in this network; each wait ends after 60 s at most. */
  public static DifferentialCheck of(NetworkPlan plan) {
    return new DifferentialCheck(plan);
  }

  /** Compares deliveries only: for relay strategies whose number of transmissions is random. */
  public DifferentialCheck ignoringTransmissions() {
    transmissions = false;
    return this;
  }

  /**
   * Runs the scenario in both worlds, each until it is quiet.
   *
   * @throws AssertionError if the worlds differ, with the first difference, or if the scenario
   *     fails in one of them, with the kind and the seed of that world
   */
  public void compare(Scenario scenario) {
    Outcome simulation = run(WorldKind.SIMULATION, scenario);
    Outcome loopback = run(WorldKind.LOOPBACK, scenario);
    String difference = difference(simulation, loopback);
    if (!difference.isEmpty()) {
      throw new AssertionError(difference + " (" + simulation.world + " | " + loopback.world + ")");
    }
  }

  private Outcome run(WorldKind kind, Scenario scenario) {
    try (World world = kind.start(plan)) {
      try {
        scenario.run(world);
        world.awaitQuiet();
      } catch (TestAbortedException | OutOfMemoryError e) {
        throw e;
      } catch (Throwable e) {
        throw new AssertionError(
            "the scenario fails in the world of "
                + kind
                + ": "
                + reason(e)
                + " ("
                + world.describe()
                + ")",
            e);
      }
      return new Outcome(
          world.describe(),
          world.nodes(),
          List.copyOf(world.messages()),
          world.metrics().getOrDefault(Metric.PAYLOAD_FRAMES_SENT.label(), 0L));
    }
  }

  private static String reason(Throwable failure) {
    return failure instanceof AssertionError && failure.getMessage() != null
        ? failure.getMessage()
        : failure.toString();
  }

  private String difference(Outcome simulation, Outcome loopback) {
    int messages = simulation.messages.size();
    if (messages != loopback.messages.size()) {
      return differ("the number of messages", messages, loopback.messages.size());
    }
    for (int i = 0; i < messages; i++) {
      MessageRecord here = simulation.messages.get(i);
      MessageRecord there = loopback.messages.get(i);
      String message = "message " + (i + 1) + " of " + messages;
      if (here.origin() != there.origin()) {
        return differ("the origin of " + message, here.origin(), there.origin());
      }
      String reachedHere = simulation.reachedBy(here);
      String reachedThere = loopback.reachedBy(there);
      if (!reachedHere.equals(reachedThere)) {
        String nodes = "the nodes that " + message + ", from node " + here.origin() + ", reached";
        return differ(nodes, reachedHere, reachedThere);
      }
    }
    return transmissions && simulation.transmissions != loopback.transmissions
        ? differ("the payload frames sent", simulation.transmissions, loopback.transmissions)
        : "";
  }

  private static String differ(String what, Object simulation, Object loopback) {
    return what
        + " differ: "
        + simulation
        + " in the "
        + WorldKind.SIMULATION
        + ", "
        + loopback
        + " over "
        + WorldKind.LOOPBACK;
  }

  /** What a run produced, kept after its world is closed. */
  private record Outcome(
      String world, int nodes, List<MessageRecord> messages, long transmissions) {
    String reachedBy(MessageRecord message) {
      return IntStream.range(0, nodes)
          .filter(message::reached)
          .mapToObj(Integer::toString)
          .collect(Collectors.joining(" ", "[", "]"));
    }
  }
}
