package dev.gossip.core.engine.peer;

import dev.gossip.api.PeerId;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.spam.SpamControls;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which nodes may have a link: those that are allowed and that spam control does not refuse. */
final class Admission {
  private static final String NOT_ALLOWED = "the id is not on the list of allowed peers";

  private final SpamControls spam;
  private final PeerReports reports;
  private final boolean provesIds;
  // Null if every node may be a peer.
  private @Nullable Set<PeerId> allowed;
  // Whose standing does not end its link; null if there is none.
  private @Nullable PeerState protectedPeer;

  Admission(NodeServices services, SpamControls spam, PeerReports reports) {
    this.spam = spam;
    this.reports = reports;
    this.provesIds = services.identity().isProven();
  }

  void allowOnly(Set<PeerId> ids) {
    allowed = ids;
  }

  boolean isAllowed(PeerId node) {
    return allowed == null || allowed.contains(node);
  }

  boolean isDiscouraged(PeerId node) {
    return spam.isUnwanted(node);
  }

  /** Whether a node may have a link; warns of one that is not on the list. */
  boolean mayAccept(PeerId node) {
    if (!isAllowed(node)) {
      reports.notAllowed(node);
      return false;
    }
    return !isDiscouraged(node);
  }

  /**
   * What to say to a node that asks for a link and may not have one. Without proven ids anyone
   * could ask who is discouraged here.
   */
  CloseReason refusal(PeerId node) {
    if (!isAllowed(node)) {
      return new CloseReason(
          CloseReason.Kind.REFUSED, "no link is accepted with the id " + node.hex());
    }
    return provesIds
        ? CloseReason.of(spam.discouragement(node))
        : new CloseReason(CloseReason.Kind.REFUSED, "spam control refuses it for a while");
  }

  /** Why the link of a node ends that is no longer allowed, or discouraged; null if it stays. */
  @Nullable CloseReason endOf(PeerId node) {
    if (!isAllowed(node)) {
      return new CloseReason(CloseReason.Kind.REFUSED, NOT_ALLOWED);
    }
    return isDiscouraged(node) ? CloseReason.of(spam.discouragement(node)) : null;
  }

  /** What the user can do about a link that this node has refused. */
  static String remedyOf(CloseReason why) {
    if (why.discouragement().isPresent()) {
      return "see gossip.spam.use";
    }
    return why.detail().equals(NOT_ALLOWED) ? PeerReports.ALLOW : "see gossip.membership.use";
  }

  /**
   * The standing of a peer does not end its link, until another one is protected.
   *
   * @return the one that was protected before; null if there was none
   */
  @Nullable PeerState protect(PeerState node) {
    PeerState before = protectedPeer;
    protectedPeer = node;
    spam.protect(node.id());
    return before;
  }

  /** A link is gone. */
  void onGone(PeerState node) {
    if (protectedPeer == node) {
      protectedPeer = null;
      spam.protect(null);
    }
  }
}
