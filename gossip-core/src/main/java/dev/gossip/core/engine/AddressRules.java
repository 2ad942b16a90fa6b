package dev.gossip.core.engine;

import dev.gossip.api.PeerAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What literal IP addresses mean, above all which cannot be those of one node. Some of them can be
 * sent to all the same, so without these rules a node would dial them and never say what is wrong.
 */
public final class AddressRules {
  private static final Pattern MULTICAST =
      Pattern.compile("(?:22[4-9]|23\\d)(?:\\.\\d+){3}|ff[0-9a-f]{2}:.*");
  private static final Pattern LINK_LOCAL_WITHOUT_ZONE = Pattern.compile("fe[89ab][0-9a-f]:[^%]*");

  private static final Pattern LOOPBACK = Pattern.compile("127(?:\\.\\d+){3}|::1");

  private AddressRules() {}

  /** Whether datagrams to this address stay on this machine. */
  static boolean isLoopback(PeerAddress address) {
    return LOOPBACK.matcher(address.host()).matches();
  }

  /** Why nobody can be dialled at this address, with the remedy; null if it may be dialled. */
  public static @Nullable String whyNoPeer(PeerAddress address) {
    String host = address.host();
    if (host.equals("::") || host.equals("0.0.0.0")) {
      return host + " is a wildcard, an address to listen at; name the peer's own address";
    }
    return whyNoNode(host, "name the peer's own address");
  }

  /** Why a node cannot listen at this address, with the remedy; null if it may try. */
  public static @Nullable String whyNoListen(PeerAddress address) {
    return whyNoNode(address.host(), "listen at one of this machine's own addresses");
  }

  private static @Nullable String whyNoNode(String host, String remedy) {
    if (host.equals("255.255.255.255")) {
      return host + " is the broadcast address; " + remedy;
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
