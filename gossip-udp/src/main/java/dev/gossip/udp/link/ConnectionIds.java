package dev.gossip.udp.link;

import org.jspecify.annotations.Nullable;

/**
 * Links by the connection ids that this end gave out, looked into for every datagram. The ids are
 * random, and so are their own hashes.
 */
final class ConnectionIds extends LinkSlots {

  @Nullable Link find(long connectionId) {
    int slot = home((int) connectionId);
    Link link = in(slot);
    while (link != null && link.localConnectionId != connectionId) {
      slot = after(slot);
      link = in(slot);
    }
    return link;
  }

  @Override
  int hashOf(Link link) {
    return (int) link.localConnectionId;
  }
}
