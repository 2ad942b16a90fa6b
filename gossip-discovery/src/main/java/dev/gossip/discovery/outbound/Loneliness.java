package dev.gossip.discovery.outbound;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.membership.MembershipContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Warns when this node has no peer and nothing answers. */
final class Loneliness {
  /** How long nothing has to answer. A guess: two dials take less. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  private final MembershipContext context;
  private final Links links;
  private @Nullable TimerHandle next;
  private boolean hasPeer;
  private boolean wasReachedLately;
  private boolean hasWarned;
  private boolean sawItself;
  private boolean hasWarnedOfItself;

  Loneliness(MembershipContext context, Links links) {
    this.context = context;
    this.links = links;
    checkLater();
  }

  private void checkLater() {
    next = context.schedule(LIMIT, "alone", this::check);
  }

  /** A node answered a dial, even if it refused the link. */
  void onAnswer() {
    wasReachedLately = true;
  }

  /** This node itself was at an address that it dialed. */
  void onSelf() {
    sawItself = true;
  }

  /** Peers came or went. */
  void onPeers() {
    boolean isAlone = links.up().isEmpty();
    if (!isAlone && !hasPeer) {
      hasWarned = false;
      if (next != null) {
        next.cancel();
        next = null;
      }
    } else if (isAlone && hasPeer) {
      wasReachedLately = false;
      checkLater();
    }
    hasPeer = !isAlone;
  }

  private void check() {
    if (wasReachedLately) {
      wasReachedLately = false;
    } else if (!hasWarned) {
      // Once: an address that becomes known meanwhile, and does not answer either, is no news.
      hasWarned = true;
      warn(known());
    } else if (sawItself && !hasWarnedOfItself && known() == 0) {
      // The first warning may have called the own address one that does not answer.
      warn(0);
    }
    checkLater();
  }

  private int known() {
    return context.addresses().size() + links.addedCount(this::isUnknown);
  }

  private boolean isUnknown(PeerAddress address) {
    return context.addresses().find(address).isEmpty();
  }

  private void warn(int known) {
    if (known == 0 && sawItself) {
      hasWarnedOfItself = true;
      context.warn(
          "this node is alone: it knows no address but its own",
          "name another node that runs with gossip.seeds, or wait until one dials this one");
    } else if (known == 0) {
      context.warn(
          "this node is alone: it knows no address of another node",
          "name a node that runs with gossip.seeds, or wait until another node dials this one");
    } else if (known == 1) {
      context.warn(
          "this node is alone: the only address that it knows does not answer",
          "start the node there, name another one with gossip.seeds, or check firewalls; this node"
              + " keeps dialing");
    } else {
      context.warn(
          "this node is alone: none of the " + known + " addresses that it knows answers",
          "start one of these nodes, name another one with gossip.seeds, or check firewalls; this"
              + " node keeps dialing");
    }
  }
}
