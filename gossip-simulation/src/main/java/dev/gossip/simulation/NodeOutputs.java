package dev.gossip.simulation;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.simulation.clock.VirtualTime;
import dev.gossip.simulation.driver.DriverOutput;
import dev.gossip.simulation.spy.Observations;
import dev.gossip.simulation.wire.Endpoint;
import dev.gossip.simulation.wire.Nats;
import dev.gossip.simulation.wire.SimulatedWire;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Passes on what the nodes of a network emit: datagrams to the wire, events to the record of the
 * run and to its listener.
 */
final class NodeOutputs implements DriverOutput {
  private static final int UNKNOWN = -1;

  private final VirtualTime time;
  private final SimulatedWire wire;
  private final RunRecord record;
  private final Observations observations;
  private final WorkTracker work;
  private final ListenerGuard listener;
  private final List<SimulatedNode> byIndex = new ArrayList<>();
  // Never iterated, so its order does not matter.
  private final Map<PeerAddress, SimulatedNode> byAddress = new HashMap<>();

  NodeOutputs(
      VirtualTime time,
      SimulatedWire wire,
      RunRecord record,
      Observations observations,
      WorkTracker work,
      ListenerGuard listener) {
    this.time = time;
    this.wire = wire;
    this.record = record;
    this.observations = observations;
    this.work = work;
    this.listener = listener;
  }

  /** Adds the node with the next index. */
  void add(SimulatedNode node) {
    byIndex.add(node);
    byAddress.put(node.address(), node);
  }

  @Override
  public void transmit(Endpoint from, PeerAddress to, ByteBuffer datagram, boolean isWork) {
    if (isWork) {
      work.worked();
    }
    SimulatedNode receiver = byAddress.get(ownerOf(to));
    if (receiver == null) {
      record.lost(time.nowNanos(), from.index(), UNKNOWN, "no-such-address");
      return;
    }
    Nats nats = wire.faults().nats();
    PeerAddress source = nats.isEmpty() ? from.address() : nats.translate(from.address(), to);
    if (!nats.isEmpty() && nats.receiver(source, to) == null) {
      wire.blockAtNat(from, receiver.endpoint(), datagram);
    } else {
      wire.carry(from, source, receiver.endpoint(), datagram, isWork);
    }
  }

  /** Sends a datagram under the source address of another node. */
  void spoof(int sender, PeerAddress claimed, PeerAddress to, byte[] datagram) {
    SimulatedNode receiver = byAddress.get(to);
    if (receiver != null) {
      wire.carry(
          byIndex.get(sender).endpoint(),
          claimed,
          receiver.endpoint(),
          ByteBuffer.wrap(datagram),
          false);
    }
  }

  /** An attacker did something to the node at an address that this node can prove. */
  void offended(int attacker, PeerAddress peer) {
    int node = indexOf(peer);
    if (node != UNKNOWN) {
      record.attackLog().offended(attacker, node, time.nowNanos());
    }
  }

  @Override
  public int maxDatagramBytes(PeerAddress to) {
    return wire.maxDatagramBytes(to);
  }

  @Override
  public void lost(PeerAddress from, Endpoint to, String reason) {
    record.lost(time.nowNanos(), indexOf(from), to.index(), reason);
  }

  @Override
  public void waitingWork(int datagrams) {
    work.addWaiting(datagrams);
  }

  /** Whether an address belongs to an identity of the supernode. */
  boolean isSpy(PeerAddress address) {
    SimulatedNode node = byAddress.get(address);
    return node != null && node.role() == NodeRole.SPY;
  }

  /** The index of the node at an address; -1 if there is none, or a supernode's identity. */
  int nodeIndex(PeerAddress address) {
    return isSpy(address) ? UNKNOWN : indexOf(address);
  }

  @Override
  public void event(Endpoint at, NodeEvent event) {
    SimulatedNode node = byIndex.get(at.index());
    if (node.role() != NodeRole.SPY) {
      listener.call(event, node.index());
    }
    if (!(event instanceof NodeEvent.Dropped)) {
      work.worked();
    }
    boolean message = event instanceof NodeEvent.Delivered || event instanceof NodeEvent.Published;
    if (!message || node.role() == NodeRole.HONEST) {
      record.event(time.nowNanos(), node.index(), peerIndex(event), event);
      if (event instanceof NodeEvent.Published published) {
        observations.published(published.message().id());
      }
    }
  }

  /** The own address of the node that a NAT shows at an address. */
  private PeerAddress ownerOf(PeerAddress address) {
    Nats nats = wire.faults().nats();
    return nats.isEmpty() ? address : nats.owner(address);
  }

  /** The index of the peer that an event is about; -1 if there is none. */
  private int peerIndex(NodeEvent event) {
    if (event instanceof NodeEvent.Delivered delivered) {
      return indexOf(delivered.from().address());
    }
    if (event instanceof NodeEvent.PeerUp up) {
      return indexOf(up.peer().address());
    }
    if (event instanceof NodeEvent.Discouraged discouraged) {
      return indexOf(discouraged.peer().address());
    }
    return event instanceof NodeEvent.PeerDown down ? indexOf(down.peer().address()) : UNKNOWN;
  }

  private int indexOf(PeerAddress address) {
    SimulatedNode node = byAddress.get(ownerOf(address));
    return node == null ? UNKNOWN : node.index();
  }
}
