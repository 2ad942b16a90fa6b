package dev.gossip.simulation.attack;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.Priority;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** What an attack can do at its node. */
interface Hands {

  /** The links whose other ends take frames, in the order in which they came up. A copy. */
  List<HostileLink> links();

  /**
   * Sends a frame past the node, which knows nothing of it.
   *
   * @return whether the link took it
   */
  boolean send(HostileLink link, ByteString frame, Priority priority);

  /** The only source of randomness. */
  RandomGenerator random();

  /** Monotonic time in nanoseconds. */
  long nowNanos();

  /** Time since 1970, as the node's own HELLOs say, so that it may be up to 10 s behind. */
  long wallMillis();

  /** The name of the network. */
  String network();

  /** The id of the signing plugin of the node. */
  String signingId();

  /** The time that a datagram and the answer to it take, as measured lately; zero if unknown. */
  Duration roundTrip(HostileLink link);

  /**
   * Something that the node at the other end can prove has just been sent to it, or kept back. Only
   * the first call for each node matters; it is what {@link dev.gossip.simulation.AttackReport}
   * measures from.
   */
  void offended(HostileLink link);

  /** Ends all links, and continues under a new id. */
  void freshId();

  /** Connects to a node. To the node itself the link looks as if the other one had dialed. */
  void dial(PeerAddress address);

  /**
   * Sends a datagram in the name of another node.
   *
   * @param claimed the source address that it shows
   */
  void spoof(PeerAddress claimed, PeerAddress to, byte[] datagram);

  /** Where the other nodes are that a node is linked with; empty if the attacker does not know. */
  List<PeerAddress> peersOf(PeerAddress node);
}
