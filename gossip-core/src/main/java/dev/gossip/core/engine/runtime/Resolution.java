package dev.gossip.core.engine.runtime;

import dev.gossip.api.PeerAddress;
import java.util.List;

/**
 * The result of resolving a name.
 *
 * @param addresses literal IP addresses in the order to try them, in the form in which datagrams
 *     from them are reported; empty if there is none
 * @param failureReason why there is no address, with the remedy; empty if there is one
 */
public record Resolution(List<PeerAddress> addresses, String failureReason) {
  public Resolution {
    addresses = List.copyOf(addresses);
  }

  /** A result with addresses. */
  public static Resolution of(List<PeerAddress> addresses) {
    return new Resolution(addresses, "");
  }

  /** A result without addresses, and the reason. */
  public static Resolution none(String why) {
    return new Resolution(List.of(), why);
  }
}
