package dev.gossip.testkit.swarm;

import dev.gossip.simulation.SimulatedNetwork;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A fault in a chaos phase. Its times are relative to the start of the network. */
public sealed interface SwarmFault
    permits PacketFault, PartitionFault, NodeFault, ClockFault, ChurnFault {

  /** The kind of the fault. */
  FaultKind kind();

  /** When it begins. */
  Duration from();

  /** When it ends, which is after it begins. */
  Duration until();

  /** The affected nodes, by index; empty for a fault of the wire. */
  List<Integer> nodes();

  /** The same fault at another time. */
  SwarmFault during(Duration from, Duration until);

  /**
   * The same fault at other nodes.
   *
   * @param indices as many nodes as it affects now, or at least one if it affects several
   */
  SwarmFault at(List<Integer> indices);

  /** Simpler faults with the same effect, simplest first. Most keep the times. */
  Stream<SwarmFault> simpler();

  /** A measure of complexity that leaves out times and the number of nodes. */
  long complexity();

  /** How its count in {@link SwarmOutcome#faults} begins. */
  String countedAs();

  /** Java source of the call that adds it to a {@link ScenarioBuilder}. */
  String toJava();

  /**
   * Schedules the fault in a network.
   *
   * @param network a network whose time has not advanced yet
   * @param maxCorruptedBytes the size of the largest datagram that may be corrupted
   */
  void inject(SimulatedNetwork network, int maxCorruptedBytes);
}
