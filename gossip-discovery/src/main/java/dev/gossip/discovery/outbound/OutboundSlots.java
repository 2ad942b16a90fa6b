package dev.gossip.discovery.outbound;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.discovery.AddressBook;
import dev.gossip.api.membership.MembershipContext;
import dev.gossip.discovery.timing.Jitter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the number of outbound peers: dials as many addresses at once as peers are missing, those
 * of {@link AddressBook#anchors} first. Sleeps while nothing is missing.
 */
final class OutboundSlots {
  /** Before the next dials, after an outcome or a loss. A guess: soon, but not at once. */
  static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

  /**
   * Before the next dials when several dials in a row failed or no address can be drawn; a new
   * address is used within that time.
   */
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  // As in Bitcoin, so that an attacker cannot use a restart to take over all links.
  private static final int MAX_ANCHORS = 2;
  // Draws for each missing peer until one fits. A guess: more come soon.
  private static final int MAX_DRAWS = 8;
  private static final int MAX_DOUBLINGS = 4;

  private final MembershipContext context;
  private final int target;
  private final Links links;
  private final Groups groups;
  private final Dials dials;
  private final Queue<PeerAddress> anchors = new ArrayDeque<>(MAX_ANCHORS);
  private @Nullable TimerHandle next;
  private long nextNanos;
  private boolean isStarted;
  // Since all wanted peers were up.
  private int failuresInARow;
  private int emptyDraws;
  // Whether an address that was drawn last is of a group that another peer is of.
  private boolean isShortOfGroups;

  OutboundSlots(MembershipContext context, int target, Links links, Groups groups, Dials dials) {
    this.context = context;
    this.target = target;
    this.links = links;
    this.groups = groups;
    this.dials = dials;
    fillAfter(SHORTEST_PAUSE);
  }

  /** Whether all wanted peers are up. */
  boolean isFull() {
    return links.chosenCount() >= target;
  }

  /**
   * Whether there is nothing to dial for: all wanted peers are up, or no suitable address was drawn
   * since their groups have their peer, as in a network of few groups.
   */
  boolean isIdle() {
    return isFull() || (emptyDraws > 0 && isShortOfGroups);
  }

  /** A dial of an address that this class drew has failed, or the node there left at once. */
  void onFailure() {
    failuresInARow++;
    fillSoon();
  }

  /** A place may be free. */
  void fillSoon() {
    int steps = Math.min(Math.max(failuresInARow, emptyDraws), MAX_DOUBLINGS);
    Duration pause = SHORTEST_PAUSE.multipliedBy(1L << steps);
    fillAfter(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
  }

  private void fillAfter(Duration most) {
    Duration pause = Jitter.upTo(most, context.random());
    long at = context.nowNanos() + pause.toNanos();
    if (next != null && at - nextNanos >= 0) {
      return;
    }
    if (next != null) {
      next.cancel();
    }
    nextNanos = at;
    next = context.schedule(pause, "fill", this::fill);
  }

  private void fill() {
    next = null;
    if (!isStarted) {
      isStarted = true;
      context.addresses().anchors().stream().limit(MAX_ANCHORS).forEach(anchors::add);
    }
    dials.forgetUnused(context.nowNanos());
    int missing = target - links.chosenCount() - dials.addresses().size();
    if (isFull()) {
      failuresInARow = 0;
      emptyDraws = 0;
    }
    while (missing > 0) {
      Optional<PeerAddress> drawn = draw();
      if (drawn.isEmpty()) {
        emptyDraws++;
        fillSoon();
        return;
      }
      emptyDraws = 0;
      dials.add(drawn.get(), context.nowNanos());
      context.connect(drawn.get());
      missing--;
    }
    if (dials.hasReached()) {
      // Its place is free again if the node there does not come up.
      fillAfter(LONGEST_PAUSE);
    }
  }

  private Optional<PeerAddress> draw() {
    while (!anchors.isEmpty()) {
      PeerAddress anchor = anchors.remove();
      if (isSuitable(anchor)) {
        return Optional.of(anchor);
      }
    }
    isShortOfGroups = false;
    for (int i = 0; i < MAX_DRAWS; i++) {
      Optional<PeerAddress> drawn = context.addresses().draw(AddressBook.Draw.ANY);
      if (drawn.isEmpty() || isSuitable(drawn.get())) {
        return drawn;
      }
      isShortOfGroups |= !groups.isNew(drawn.get(), dials.addresses());
    }
    return Optional.empty();
  }

  /**
   * Whether an address may become an outbound peer now: it did not fail just now, is no peer yet,
   * is of a new group, and its node is not discouraged.
   */
  boolean isSuitable(PeerAddress address) {
    return dials.mayDial(address, context.nowNanos())
        && !links.isAdded(address)
        && !links.isLinked(address)
        && groups.isNew(address, dials.addresses())
        && !Discouraged.isAt(context, address);
  }
}
