package dev.gossip.core.engine;

import dev.gossip.api.PeerAddress;
import java.util.List;

/**
 * What became of a name.
 *
 * @param addresses literal IP addresses in the order to try them, in the form in which datagrams
 *     from them are reported; empty if there is none
 * @param whyNone why there is none, with the remedy; empty if there are some
 */
public record Resolution(List<PeerAddress> addresses, String whyNone) {
  public Resolution {
    addresses = List.copyOf(addresses);
  }

  /** Some addresses. */
  public static Resolution of(List<PeerAddress> addresses) {
    return new Resolution(addresses, "");
  }

  /** No address, and why. */
  public static Resolution none(String why) {
    return new Resolution(List.of(), why);
  }
}
