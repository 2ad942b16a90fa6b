package dev.gossip.discovery.outbound;

import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.discovery.KnownAddress;
import dev.gossip.api.membership.Candidate;
import dev.gossip.api.membership.Membership;
import dev.gossip.api.membership.MembershipContext;
import dev.gossip.api.spam.Standing;
import dev.gossip.api.transport.DownReason;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a number of outbound peers, drawn from the address book, accepts a limited number of
 * inbound ones, and keeps what the user added besides.
 */
final class OutboundMembership implements Membership {
  private final MembershipContext context;
  private final Links links = new Links();
  private final Dials dials;
  private final OutboundSlots outbound;
  private final InboundSlots inbound;
  private final ProtectedPeer protectedPeer;
  private final Loneliness loneliness;
  private final LostPeers lost;

  OutboundMembership(MembershipContext context, OutboundSettings settings) {
    this(context, settings, true);
  }

  /**
   * @param protectsInbound whether eviction protects useful inbound peers, which only a measurement
   *     turns off
   */
  OutboundMembership(
      MembershipContext context, OutboundSettings settings, boolean protectsInbound) {
    this.context = context;
    this.dials = new Dials(context.random());
    this.outbound =
        new OutboundSlots(
            context,
            settings.outbound(),
            links,
            new Groups(settings.needsDiversity(), links),
            dials);
    GroupKey key = new GroupKey(context.random());
    this.inbound =
        new InboundSlots(
            context,
            settings.inbound(),
            links,
            new Eviction(settings.inbound(), protectsInbound, key::rank));
    this.protectedPeer = new ProtectedPeer(context, links);
    this.loneliness = new Loneliness(context, links);
    this.lost = new LostPeers(context, links, dials, settings.outbound(), outbound::isSuitable);
    Feelers feelers = new Feelers(context, links, dials, outbound::isIdle);
    settings.feelerInterval().ifPresent(feelers::start);
  }

  // ---- what the user wants -------------------------------------------------------------------

  @Override
  public void onPeerAdded(PeerAddress address) {
    links.add(address);
    dials.forget(address);
    context.keep(address);
    // A peer that this membership chose may now be one of the user, and leave a place.
    outbound.fillSoon();
  }

  @Override
  public void onPeerRemoved(PeerAddress address) {
    links.remove(address);
    dials.forget(address);
    context.release(address);
  }

  // ---- candidates and peers ------------------------------------------------------------------

  @Override
  public void onCandidate(Candidate candidate) {
    if (context.standing(candidate.id()) == Standing.DISCOURAGED) {
      context.refuse(candidate.id(), "this node refuses links with you for a while", List.of());
    } else if (isWanted(candidate) || inbound.makeRoomFor(candidate)) {
      links.onAccepted(candidate);
      context.accept(candidate.id());
    } else {
      inbound.refuse(candidate);
    }
  }

  /** This node dialed it, or the user wants it. */
  private boolean isWanted(Candidate candidate) {
    return candidate.direction() == Direction.OUTBOUND || links.isAdded(candidate.address());
  }

  @Override
  public void onPeerUp(Peer peer) {
    KnownLink link =
        links.onUp(peer, context.nowNanos(), address -> dialedFor(peer.id(), address).isPresent());
    if (link != null) {
      dialedFor(peer.id(), link.address()).ifPresent(dials::onUp);
      lost.onUp(link.address());
      protectedPeer.onUp(link);
      loneliness.onPeers();
    }
  }

  /**
   * The address that this membership dialed to reach a node: that of its link, or another one if
   * the node had dialed this one from there before.
   */
  private Optional<PeerAddress> dialedFor(PeerId id, PeerAddress address) {
    if (dials.contains(address)) {
      return Optional.of(address);
    }
    return dials.addresses().stream()
        .filter(
            dialed ->
                context
                    .addresses()
                    .find(dialed)
                    .flatMap(KnownAddress::id)
                    .filter(id::equals)
                    .isPresent())
        .findFirst();
  }

  @Override
  public void onPeerDown(Peer peer, Optional<DownReason> reason) {
    @Nullable KnownLink link = links.onDown(peer.id());
    if (link != null) {
      if (link.isOutbound()) {
        dials.onDown(link, context.nowNanos());
      }
      protectedPeer.onDown(peer.id());
      if (link.isChosen() && isSilence(reason)) {
        lost.onSilent(link.address());
      }
      loneliness.onPeers();
      if (link.isChosen() && isRefusal(reason)) {
        outbound.onFailure();
      } else {
        outbound.fillSoon();
      }
    }
  }

  @Override
  public void onDialOutcome(PeerAddress address, DialOutcome outcome) {
    if (outcome.kind() == DialOutcome.Kind.REACHED || outcome.kind() == DialOutcome.Kind.REFUSED) {
      loneliness.onAnswer();
    } else if (outcome.kind() == DialOutcome.Kind.SELF) {
      loneliness.onSelf();
    }
    if (links.isAdded(address)) {
      return;
    }
    boolean isDrawn = dials.contains(address);
    dials.onOutcome(address, outcome.kind(), context.nowNanos());
    if (isDrawn && outcome.kind() != DialOutcome.Kind.REACHED) {
      outbound.onFailure();
    } else if (isDrawn) {
      outbound.fillSoon();
    }
  }

  private static boolean isSilence(Optional<DownReason> reason) {
    return reason.filter(down -> down.kind() == DownReason.Kind.SILENT).isPresent();
  }

  private static boolean isRefusal(Optional<DownReason> reason) {
    return reason.filter(down -> down.kind() == DownReason.Kind.REFUSED_BY_PEER).isPresent();
  }
}
