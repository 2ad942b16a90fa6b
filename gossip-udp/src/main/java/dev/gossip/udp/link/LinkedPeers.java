package dev.gossip.udp.link;

import dev.gossip.api.PeerId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Links that are up, by their peers; looked into for every connect, and those may be forged. Ids
 * may be chosen to have one hash, but only as many of them are here as links are up.
 */
final class LinkedPeers extends LinkSlots {

  @Nullable Link find(PeerId peer) {
    int slot = home(peer.hashCode());
    Link link = in(slot);
    while (link != null && !peer.equals(link.peer)) {
      slot = after(slot);
      link = in(slot);
    }
    return link;
  }

  @Override
  int hashOf(Link link) {
    return Objects.hashCode(link.peer);
  }
}
