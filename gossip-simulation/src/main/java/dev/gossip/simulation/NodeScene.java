package dev.gossip.simulation;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.simulation.attack.AttackScene;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.FaultCounter;
import java.util.ArrayList;
import java.util.List;

/** The surroundings of an attacker in a simulated network. It knows the links of the topology. */
record NodeScene(int index, NetworkSpec spec, NodeOutputs outputs, FaultCounter counter)
    implements AttackScene {
  @Override
  public void acted() {
    counter.hit();
  }

  @Override
  public void due() {
    counter.opportunity(Double.NEGATIVE_INFINITY);
  }

  @Override
  public void offended(PeerAddress peer) {
    outputs.offended(index, peer);
  }

  @Override
  public void spoof(
      TransportContext context, PeerAddress claimed, PeerAddress to, byte[] datagram) {
    outputs.spoof(index, claimed, to, datagram);
  }

  @Override
  public List<PeerAddress> peersOf(PeerAddress node) {
    List<PeerAddress> peers = new ArrayList<>();
    for (Edge edge : spec.edges()) {
      PeerAddress dialer = spec.addresses().apply(edge.dialer());
      PeerAddress dialed = spec.addresses().apply(edge.dialed());
      if (dialer.equals(node) && edge.dialed() != index) {
        peers.add(dialed);
      } else if (dialed.equals(node) && edge.dialer() != index) {
        peers.add(dialer);
      }
    }
    return peers;
  }
}
