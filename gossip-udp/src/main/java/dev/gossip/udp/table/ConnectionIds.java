package dev.gossip.udp.table;

import org.jspecify.annotations.Nullable;

/**
 * Links by local connection id, looked up for every datagram. The ids are random and serve as their
 * own hashes.
 */
final class ConnectionIds extends LinkSlots {

  @Nullable Link find(long connectionId) {
    int slot = home((int) connectionId);
    Link link = linkAt(slot);
    while (link != null && link.localConnectionId != connectionId) {
      slot = nextSlot(slot);
      link = linkAt(slot);
    }
    return link;
  }

  @Override
  int hashOf(Link link) {
    return (int) link.localConnectionId;
  }
}
