package dev.gossip.discovery.outbound;

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
  private boolean warnedOfNoAddress;
  private boolean warnedOfNoAnswer;

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

  /** Peers came or went. */
  void onPeers() {
    boolean isAlone = links.up().isEmpty();
    if (!isAlone && !hasPeer) {
      warnedOfNoAddress = false;
      warnedOfNoAnswer = false;
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
    int known = context.addresses().size() + links.addedCount();
    if (wasReachedLately) {
      wasReachedLately = false;
    } else if (known == 0 && !warnedOfNoAddress) {
      warnedOfNoAddress = true;
      context.warn(
          "this node is alone: it knows no address of another node",
          "name a node that runs with gossip.seeds, or wait until another node dials this one");
    } else if (known > 0 && !warnedOfNoAnswer) {
      warnedOfNoAnswer = true;
      context.warn(
          "this node is alone: none of the " + known + " addresses that it knows answers",
          "start one of these nodes, name another one with gossip.seeds, or check firewalls; this"
              + " node keeps dialing");
    }
    checkLater();
  }
}
