package dev.gossip.discovery.outbound;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.discovery.AddressBook;
import dev.gossip.api.membership.MembershipContext;
import dev.gossip.discovery.timing.Jitter;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Dials new addresses from time to time only to find out who is there, so that the address book has
 * tried addresses when they are needed, and so that it finds out whether a tried address that is in
 * the way of another is still of use.
 */
final class Feelers {
  private final MembershipContext context;
  private final Links links;
  private final Dials dials;
  private final BooleanSupplier isIdle;

  /**
   * @param isIdle whether no address is dialed to become an outbound peer, since all are up or none
   *     is suitable; before that, all dials are for those
   */
  Feelers(MembershipContext context, Links links, Dials dials, BooleanSupplier isIdle) {
    this.context = context;
    this.links = links;
    this.dials = dials;
    this.isIdle = isIdle;
  }

  /** Sends feelers from now on. */
  void start(Duration interval) {
    TimerHandle unused =
        context.schedule(
            Jitter.around(interval, context.random()),
            "feeler",
            () -> {
              feel();
              start(interval);
            });
  }

  private void feel() {
    if (isIdle.getAsBoolean()) {
      context.addresses().draw(AddressBook.Draw.NEW).filter(this::isOfUse).ifPresent(this::feel);
    }
  }

  private void feel(PeerAddress address) {
    context.feeler(address);
  }

  private boolean isOfUse(PeerAddress address) {
    return !links.isAdded(address) && !links.isLinked(address) && !dials.contains(address);
  }
}
