package dev.gossip.udp.table;

import dev.gossip.api.PeerId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Links that are up, by peer id, looked up for every connect, including forged ones. An attacker
 * may choose ids with equal hashes, but the table holds no more ids than links that are up.
 */
final class LinkedPeers extends LinkSlots {

  @Nullable Link find(PeerId peer) {
    int slot = home(peer.hashCode());
    Link link = linkAt(slot);
    while (link != null && !peer.equals(link.peer)) {
      slot = nextSlot(slot);
      link = linkAt(slot);
    }
    return link;
  }

  @Override
  int hashOf(Link link) {
    return Objects.hashCode(link.peer);
  }
}
