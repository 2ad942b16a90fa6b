package dev.gossip.repair;

import dev.gossip.api.PeerId;
import dev.gossip.repair.sketch.ShortIds;

/** The key of a link's short ids: a half of each end. */
record LinkKey(PeerId self, long ownHalf, PeerId peer, long peerHalf) {

  /** Both ends have the same: the half of the lower id comes first. */
  ShortIds shortIds() {
    return self.compareTo(peer) < 0
        ? new ShortIds(ownHalf, peerHalf)
        : new ShortIds(peerHalf, ownHalf);
  }
}
