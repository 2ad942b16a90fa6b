package dev.gossip.simulation;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.runtime.NodeRuntime;
import dev.gossip.core.plugin.Composition;
import dev.gossip.simulation.attack.HostileTransport;
import dev.gossip.simulation.clock.VirtualTime;
import dev.gossip.simulation.driver.VirtualDriver;
import dev.gossip.simulation.spy.NodeFrames;
import dev.gossip.simulation.spy.Observations;
import dev.gossip.simulation.spy.SpyTraffic;
import dev.gossip.simulation.wire.FaultCounter;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;

/** Creates the nodes of a network, and wraps the relays and transports of those that need it. */
final class NodeFactory {
  private final SimulatedNetwork network;
  private final NetworkSpec spec;
  private final NodeOutputs outputs;
  private final Observations observations;
  private final VirtualTime time;
  private final MessageDigest sha256 = NodeRuntime.newSha256();
  // Shared, so that a node of a large network without spies costs less.
  private final SpyTraffic noSpies = new SpyTraffic(address -> false);

  NodeFactory(
      SimulatedNetwork network,
      NetworkSpec spec,
      NodeOutputs outputs,
      Observations observations,
      VirtualTime time) {
    this.network = network;
    this.spec = spec;
    this.outputs = outputs;
    this.observations = observations;
    this.time = time;
  }

  /**
   * Creates a node that is down.
   *
   * @param dialTargets read when it starts
   */
  SimulatedNode create(int index, List<PeerAddress> dialTargets) {
    Composition composition = spec.compositions().apply(index);
    if (spec.observed()) {
      composition = composition.wrapRelay(observations.watching(index));
    }
    AttackPlan attack = spec.attack();
    if (attack != null && attack.attacks(index)) {
      FaultCounter counter = network.faultCounters().counter(attack.kind() + " at node " + index);
      composition =
          composition.wrapTransport(
              HostileTransport.wrapping(
                  new HostileTransport.Options(attack.kind(), Duration.ZERO),
                  composition.identities(),
                  new NodeScene(index, spec, outputs, counter)));
    }
    SpyTraffic spyTraffic = noSpies;
    if (spec.supernode() > 0) {
      spyTraffic = new SpyTraffic(outputs::isSpy);
      composition = composition.wrapTransport(spyTraffic.counting());
    }
    RunRecording recording = network.record().recording();
    if (recording.isOn() && index < spec.size()) {
      composition =
          composition.wrapTransport(
              NodeFrames.observing(
                  outputs::nodeIndex,
                  recording.frames(index, () -> network.node(index), time::nowNanos)));
    }
    VirtualDriver driver =
        new VirtualDriver(index, spec.addresses().apply(index), composition, time, sha256, outputs);
    return new SimulatedNode(network, driver, dialTargets, spec.role(index), spyTraffic);
  }
}
