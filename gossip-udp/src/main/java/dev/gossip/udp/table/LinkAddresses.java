package dev.gossip.udp.table;

import dev.gossip.api.PeerAddress;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Links by one of their addresses. An attacker may choose addresses with equal hashes, but the
 * table holds only links that this node dials and links that are up.
 */
final class LinkAddresses extends LinkSlots {
  // 2^32 divided by the golden ratio: spreads the hashes of similar addresses.
  private static final int MULTIPLIER = 0x9E3779B9;

  private final Function<Link, PeerAddress> key;

  /**
   * @param key the address to find a link by; must not change while the link is in the table
   */
  LinkAddresses(Function<Link, PeerAddress> key) {
    this.key = key;
  }

  @Nullable Link find(PeerAddress address) {
    int slot = home(hashOf(address));
    Link link = linkAt(slot);
    while (link != null && !address.equals(key.apply(link))) {
      slot = nextSlot(slot);
      link = linkAt(slot);
    }
    return link;
  }

  @Override
  int hashOf(Link link) {
    return hashOf(key.apply(link));
  }

  private static int hashOf(PeerAddress address) {
    int product = address.hashCode() * MULTIPLIER;
    return product >>> 16 | product << 16;
  }
}
