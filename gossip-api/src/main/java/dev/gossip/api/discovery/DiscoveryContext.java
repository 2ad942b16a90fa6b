package dev.gossip.api.discovery;

import com.google.protobuf.ByteString;
import dev.gossip.api.NodeContext;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Everything a discovery can see and do. To be used on the node's thread, inside callbacks only.
 * Actions take effect when the callback returns; if it throws, none of them does.
 */
public interface DiscoveryContext extends NodeContext {

  /** The addresses that this node knows. */
  AddressBook addresses();

  /**
   * The nodes that the user gave to start from, {@code gossip.seeds}: host names or IP addresses.
   * In the order in which they are configured; empty if there are none.
   */
  List<PeerAddress> seeds();

  /**
   * Adds an address to the {@link AddressBook}, so that membership may dial it. An address that no
   * node can have, such as a multicast address, and that of this node itself are dropped and
   * counted.
   *
   * @param address a literal IP address; names are looked up first, with {@link #resolve}
   * @param source {@link AddressSource#CONFIGURED} or {@link AddressSource#SERVICE}; for what other
   *     nodes name there is {@link #proposeFrom}
   * @throws IllegalArgumentException if the host is a name, or for another source
   */
  void propose(PeerAddress address, AddressSource source);

  /**
   * Adds an address that another node named, with {@link AddressSource#NODE}. What one node names
   * gets a limited share of the book.
   *
   * @param teller the address of the node that named it, from {@link PeerDiscovery#onNodeUp} or
   *     {@link PeerDiscovery#onDialOutcome}
   * @param address a literal IP address
   * @throws IllegalArgumentException if either host is a name
   */
  void proposeFrom(PeerAddress teller, PeerAddress address);

  /**
   * Looks up a host name.
   *
   * @param name a host name with a port, or a literal IP address, which is handed back at once
   * @param then gets all addresses of the name, each with that port, as a callback of its own;
   *     empty if there is none
   * @throws IllegalStateException if {@code gossip.max-timers} actions of this plugin are already
   *     waiting; each lookup is one
   */
  void resolve(PeerAddress name, Consumer<List<PeerAddress>> then);

  /**
   * The address at which a candidate or peer sees this node, as it says; it may lie, and a
   * translated address may differ from one node to another.
   */
  Optional<PeerAddress> observedAddress(PeerId node);

  /**
   * Sends a control frame to this discovery's counterpart at a candidate or peer, best effort. If
   * that node does not have the same discovery plugin, or the body is too large, the frame is
   * dropped and counted.
   *
   * @param body at most {@link #maxControlBytes} of that node
   */
  void sendControl(PeerId to, ByteString body);

  /**
   * The largest control body that fits in a datagram to a candidate or peer, in bytes; 0 if it is
   * not there, or does not have the same discovery plugin.
   */
  int maxControlBytes(PeerId to);
}
