package dev.gossip.core.engine.addresses;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressGroup;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Recognises literal IP addresses that cannot belong to a single node. The system accepts datagrams
 * to some of them, so without these rules a node would dial them and never report what is wrong.
 * {@link SpecialAddresses} has those that the user may dial, but that others cannot mean.
 */
public final class AddressRules {
  private static final Pattern MULTICAST =
      Pattern.compile("(?:22[4-9]|23\\d)(?:\\.\\d+){3}|ff[0-9a-f]{2}:.*");
  private static final Pattern LINK_LOCAL_WITHOUT_ZONE = Pattern.compile("fe[89ab][0-9a-f]:[^%]*");

  private static final Pattern LOOPBACK = Pattern.compile("127(?:\\.\\d+){3}|::1");

  private AddressRules() {}

  /** Whether datagrams to this address stay on this machine. */
  public static boolean isLoopback(PeerAddress address) {
    String host = address.host();
    return (host.startsWith("127.") || host.equals("::1")) && LOOPBACK.matcher(host).matches();
  }

  /** Whether this is the address of one node, with the same meaning on every machine. */
  public static boolean isUsable(PeerAddress address) {
    return address.isIp()
        && address.port() != 0
        && dialObjection(address) == null
        && !SpecialAddresses.isUnusable(address.host());
  }

  /**
   * Whether what a node at one address says about another one can be true for this node. A stranger
   * does not know the local network of this node, and must not choose what it dials there; a
   * loopback address leads nowhere else.
   */
  public static boolean mayName(PeerAddress teller, PeerAddress address) {
    return isLoopback(address)
        ? isLoopback(teller)
        : AddressGroup.of(teller).isLocal()
            || !(AddressGroup.of(address).isLocal() || SpecialAddresses.isLocal(address.host()));
  }

  /** Why this address cannot be dialed, with the remedy; null if it can. */
  public static @Nullable String dialObjection(PeerAddress address) {
    String host = address.host();
    if (host.equals("::") || host.equals("0.0.0.0")) {
      return host + " is a wildcard, an address to listen at; name the peer's own address";
    }
    return objection(host, "name the peer's own address");
  }

  /** Why a node cannot listen on this address, with the remedy; null if it may try. */
  public static @Nullable String listenObjection(PeerAddress address) {
    return objection(address.host(), "listen at one of this machine's own addresses");
  }

  private static @Nullable String objection(String host, String remedy) {
    if (host.equals("255.255.255.255")) {
      return host + " is the broadcast address; " + remedy;
    }
    if (!host.startsWith("2") && !host.startsWith("f")) {
      // Most addresses. Patterns would cost a simulation with many nodes more than all other
      // checks.
      return null;
    }
    if (MULTICAST.matcher(host).matches()) {
      return host + " is a multicast address; " + remedy;
    }
    if (LINK_LOCAL_WITHOUT_ZONE.matcher(host).matches()) {
      return host
          + " is a link-local address, which needs the network interface it is on; write it as "
          + host
          + "%eth0";
    }
    return null;
  }
}
