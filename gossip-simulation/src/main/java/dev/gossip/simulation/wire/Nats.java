package dev.gossip.simulation.wire;

import dev.gossip.api.PeerAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The NATs in front of some nodes. A NAT that has forgotten its mapping gives the datagrams of its
 * node another source, and lets in only datagrams that come to this new address from where the node
 * has sent something since (RFC 4787: endpoint-independent mapping, filtering by address and port).
 * What is sent to an earlier address of the node is lost.
 */
public final class Nats {
  /** Why a datagram to a node behind a NAT is lost. */
  static final String UNMAPPED = "nat-unmapped";

  private static final int FIRST_PORT = 40_000;
  private static final int PORTS = 20_000;

  // By the node's own address. Never iterated.
  private final Map<PeerAddress, Mapping> current = new HashMap<>();
  // All mappings that there ever were, by the address outside.
  private final Map<PeerAddress, Mapping> byOutside = new LinkedHashMap<>();
  private int created;

  Nats() {}

  /** Whether no node has ever been behind a NAT, so that addresses mean what they say. */
  public boolean isEmpty() {
    return byOutside.isEmpty();
  }

  /** The mappings in force, as text. */
  List<String> inForce() {
    return byOutside.values().stream()
        .filter(mapping -> current.containsValue(mapping))
        .map(Mapping::toString)
        .toList();
  }

  /** What the NATs did, in order of the mappings. */
  List<FaultCount> counts() {
    return byOutside.values().stream()
        .map(mapping -> new FaultCount(mapping.toString(), mapping.translated + mapping.blocked, 1))
        .toList();
  }

  NatMapping rebind(int node, PeerAddress inside) {
    // The range of NATs of providers, RFC 6598.
    PeerAddress outside =
        new PeerAddress(
            "100." + (64 + (node >> 16)) + "." + ((node >> 8) & 255) + "." + (node & 255),
            FIRST_PORT + created++ % PORTS);
    Mapping mapping = new Mapping(node, inside, outside);
    current.put(inside, mapping);
    byOutside.put(outside, mapping);
    return mapping;
  }

  void clear() {
    current.clear();
  }

  /**
   * The source that a datagram has when it leaves the NAT.
   *
   * @param inside the sender's own address
   */
  public PeerAddress translate(PeerAddress inside, PeerAddress to) {
    Mapping mapping = current.get(inside);
    if (mapping == null) {
      return inside;
    }
    mapping.translated++;
    mapping.contacted.add(to);
    return mapping.outside;
  }

  /**
   * The own address of the node that a datagram reaches; null if a NAT drops it.
   *
   * @param source the datagram's source, outside the sender's NAT
   */
  public @Nullable PeerAddress receiver(PeerAddress source, PeerAddress to) {
    Mapping mapping = byOutside.get(to);
    PeerAddress inside = mapping == null ? to : mapping.inside;
    Mapping valid = current.get(inside);
    if (valid == mapping) {
      return mapping == null || mapping.contacted.contains(source) ? inside : blocked(mapping);
    }
    return blocked(valid == null ? mapping : valid);
  }

  private static @Nullable PeerAddress blocked(@Nullable Mapping mapping) {
    if (mapping != null) {
      mapping.blocked++;
    }
    return null;
  }

  /** The own address of the node that has, or once had, an address. */
  public PeerAddress owner(PeerAddress address) {
    Mapping mapping = byOutside.get(address);
    return mapping == null ? address : mapping.inside;
  }

  private static final class Mapping implements NatMapping {
    final int node;
    final PeerAddress inside;
    final PeerAddress outside;
    final Set<PeerAddress> contacted = new HashSet<>();
    long translated;
    long blocked;

    Mapping(int node, PeerAddress inside, PeerAddress outside) {
      this.node = node;
      this.inside = inside;
      this.outside = outside;
    }

    @Override
    public String toString() {
      return "NAT of node " + node + " as " + outside;
    }

    @Override
    public PeerAddress outside() {
      return outside;
    }

    @Override
    public long translated() {
      return translated;
    }

    @Override
    public long blocked() {
      return blocked;
    }
  }
}
