package dev.gossip.testkit.swarm;

import dev.gossip.simulation.SimulatedNetwork;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * One thing that goes wrong in a storm, from a time until a time; both count from the start of the
 * network.
 */
public sealed interface SwarmFault
    permits PacketFault, PartitionFault, NodeFault, ClockFault, ChurnFault {

  /** What kind of thing. */
  FaultKind kind();

  /** When it begins. */
  Duration from();

  /** When it is over; later than it begins. */
  Duration until();

  /** The nodes that it befalls, by index; empty if it befalls the wire. */
  List<Integer> nodes();

  /** The same at another time. */
  SwarmFault during(Duration from, Duration until);

  /**
   * The same for other nodes.
   *
   * @param indices as many as it befalls, or fewer where it befalls several
   */
  SwarmFault at(List<Integer> indices);

  /** Faults of the kind that are simpler to think about, the simplest first; times aside. */
  Stream<SwarmFault> simpler();

  /** How far it is from simple, times and the number of nodes aside. */
  long complexity();

  /** The call that adds it to a {@link ScenarioBuilder}, in Java. */
  String toJava();

  /**
   * Makes it happen at its time.
   *
   * @param network has not been turned yet
   * @param maxCorruptedBytes corruption spares datagrams that are larger
   */
  void befall(SimulatedNetwork network, int maxCorruptedBytes);
}
