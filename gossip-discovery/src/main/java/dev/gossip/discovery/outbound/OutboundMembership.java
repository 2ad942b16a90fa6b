package dev.gossip.discovery.outbound;

import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.discovery.AddressBook;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.membership.Candidate;
import dev.gossip.api.membership.Membership;
import dev.gossip.api.membership.MembershipContext;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Keeps a number of outbound peers, drawn from the address book. */
final class OutboundMembership implements Membership {
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final MembershipContext context;
  private final OutboundSettings settings;
  private final Set<PeerAddress> added = new TreeSet<>();
  private final Set<PeerAddress> dialing = new TreeSet<>();

  OutboundMembership(MembershipContext context, OutboundSettings settings) {
    this.context = context;
    this.settings = settings;
    fillLater();
  }

  private void fillLater() {
    long jitter = context.random().nextLong(PAUSE.toNanos());
    TimerHandle unused = context.schedule(PAUSE.plusNanos(jitter), "fill", this::fill);
  }

  private void fill() {
    long missing = settings.outbound() - count(Direction.OUTBOUND) - dialing.size();
    for (; missing > 0; missing--) {
      Optional<PeerAddress> drawn = context.addresses().draw(AddressBook.Draw.ANY);
      drawn.filter(dialing::add).ifPresent(context::connect);
    }
    fillLater();
  }

  private long count(Direction direction) {
    return context.peers().stream().filter(peer -> peer.direction() == direction).count();
  }

  @Override
  public void onPeerAdded(PeerAddress address) {
    added.add(address);
    context.keep(address);
  }

  @Override
  public void onPeerRemoved(PeerAddress address) {
    added.remove(address);
    context.release(address);
  }

  @Override
  public void onDialOutcome(PeerAddress address, DialOutcome outcome) {
    dialing.remove(address);
  }

  @Override
  public void onCandidate(Candidate candidate) {
    if (candidate.direction() == Direction.INBOUND
        && count(Direction.INBOUND) >= settings.inbound()) {
      context.refuse(
          candidate.id(),
          "this node is full",
          context.addresses().toPassOn(MembershipContext.MAX_OTHER_ADDRESSES));
    } else {
      context.accept(candidate.id());
    }
  }
}
