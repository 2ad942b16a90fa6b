package dev.gossip.core.engine.peer;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import java.util.List;

/** Something that membership decided about links. */
sealed interface LinkDecision {

  /** A candidate becomes a peer. */
  record Accept(PeerId candidate) implements LinkDecision {}

  /** A candidate does not become a peer. */
  record Refuse(PeerId candidate, String why, List<PeerAddress> otherAddresses)
      implements LinkDecision {}

  /** A link is closed. */
  record Disconnect(PeerId peer, String why) implements LinkDecision {}

  /** The standing of a peer does not end its link. */
  record Protect(PeerId peer) implements LinkDecision {}

  /** An address is kept connected. */
  record Keep(PeerAddress address) implements LinkDecision {}

  /** An address is no longer kept connected. */
  record Release(PeerAddress address) implements LinkDecision {}

  /** An address is dialed once. */
  record Dial(PeerAddress address, boolean feeler) implements LinkDecision {}
}
