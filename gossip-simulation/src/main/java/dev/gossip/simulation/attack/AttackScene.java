package dev.gossip.simulation.attack;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.TransportContext;
import java.nio.ByteBuffer;
import java.util.List;

/** The surroundings of one hostile node. Called on the node's thread. */
public interface AttackScene {

  /** The node did something that an honest one would not, or kept something back. */
  void acted();

  /** The node has peers, and is about to do what its attack does without being asked. */
  void due();

  /** The node offended the node at an address, in a way that the other can prove. */
  void offended(PeerAddress peer);

  /**
   * Sends a datagram in the name of another node.
   *
   * @param context of the hostile node's transport
   * @param claimed the source address that it shows
   */
  void spoof(TransportContext context, PeerAddress claimed, PeerAddress to, byte[] datagram);

  /** Where the other nodes are that a node is linked with; empty if they are not known. */
  List<PeerAddress> peersOf(PeerAddress node);

  /**
   * Outside a simulation: nothing is counted or known, and datagrams leave with the source address
   * that the network gives them, so that the network has to rewrite it.
   */
  AttackScene REAL =
      new AttackScene() {
        @Override
        public void acted() {}

        @Override
        public void due() {}

        @Override
        public void offended(PeerAddress peer) {}

        @Override
        public void spoof(
            TransportContext context, PeerAddress claimed, PeerAddress to, byte[] datagram) {
          context.transmit(to, ByteBuffer.wrap(datagram));
        }

        @Override
        public List<PeerAddress> peersOf(PeerAddress node) {
          return List.of();
        }
      };
}
