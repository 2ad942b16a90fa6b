package dev.gossip.core.engine.peer;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.Transport;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.wire.Frames;
import java.util.List;

/** Does what membership has decided about links. */
final class LinkDecisions {
  private static final int MAX_REASON_CHARS = 300;

  private final NodeServices services;
  private final Transport transport;
  private final MembershipHost membership;
  private final LinkedNodes nodes;
  private final PeerLifecycle lifecycle;
  private final Dialer dialer;
  // What membership decides when it hears of the links that are closed must not open others.
  private boolean isStopped;

  LinkDecisions(NodeServices services, PeerParts parts, PeerLifecycle lifecycle) {
    this.services = services;
    this.transport = parts.transport();
    this.membership = parts.membership();
    this.nodes = parts.nodes();
    this.lifecycle = lifecycle;
    this.dialer = lifecycle.dialer();
  }

  /** The node ends: later decisions change nothing. */
  void stop() {
    isStopped = true;
  }

  /** Returns whether there were any. */
  boolean apply() {
    boolean decided = false;
    for (LinkDecision next = membership.poll(); next != null; next = membership.poll()) {
      decided = true;
      if (!isStopped) {
        apply(next);
      }
    }
    return decided;
  }

  private void apply(LinkDecision decision) {
    if (decision instanceof LinkDecision.Accept accept) {
      PeerState candidate = nodes.find(accept.candidate());
      if (candidate != null && candidate.candidate() != null) {
        candidate.endCandidacy();
        lifecycle.markUp(candidate);
      }
    } else if (decision instanceof LinkDecision.Refuse refuse) {
      PeerState candidate = nodes.find(refuse.candidate());
      if (candidate != null && candidate.candidate() != null) {
        candidate.endCandidacy();
        refuse(candidate, refuse.otherAddresses(), oneLine(refuse.why()));
      }
    } else if (decision instanceof LinkDecision.Disconnect disconnect) {
      PeerState peer = nodes.find(disconnect.peer());
      if (peer != null) {
        peer.endCandidacy();
        lifecycle.disconnect(peer, CloseReason.Kind.ENDED, oneLine(disconnect.why()));
      }
    } else if (decision instanceof LinkDecision.Keep keep) {
      dialer.keep(keep.address());
    } else if (decision instanceof LinkDecision.Release release) {
      release(release.address());
    } else if (decision instanceof LinkDecision.Protect protect) {
      lifecycle.protect(protect.peer());
    } else if (decision instanceof LinkDecision.Dial dial) {
      dialer.dialOnce(dial.address(), dial.feeler());
    }
  }

  /** A reason may repeat what another node sent, and is shown to the user. */
  private static String oneLine(String why) {
    return HelloExchange.printable(why, MAX_REASON_CHARS);
  }

  private void release(PeerAddress address) {
    PeerAddress resolved = dialer.release(address);
    for (PeerState peer : List.copyOf(nodes.all())) {
      if (peer.address.equals(resolved)) {
        lifecycle.disconnectQuietly(peer, "this node is no longer a peer of the other");
      }
    }
  }

  private void refuse(PeerState candidate, List<PeerAddress> otherAddresses, String why) {
    if (otherAddresses.isEmpty()) {
      lifecycle.disconnect(candidate, CloseReason.Kind.REFUSED, why);
    } else {
      ByteString frame = Frames.refusal(otherAddresses, transport.datagramFrameBytes());
      FrameDrops.isQueued(services, frame, candidate.send(frame, Priority.CONTROL));
      lifecycle.refuseSoon(candidate, why);
    }
  }
}
