package dev.gossip.core.engine.peer;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An address to connect with, and the state of dialing it. It is its own schedule, which saves an
 * object for each.
 */
final class DialTarget extends DialSchedule {
  // Enough different reasons to show that a target has more than one problem.
  private static final int MAX_REPORTS = 16;

  /** Why an address is dialed. */
  enum Purpose {
    /** To be connected with it as long as the node runs. */
    KEEP,
    /** To be connected with it now. */
    CONNECT,
    /** To see who is there. */
    FEELER
  }

  final PeerAddress address;
  Purpose purpose;

  /** The id that the node there must have; null for any. */
  @Nullable PeerId expected;

  @Nullable TimerHandle redial;
  boolean resolving;

  /** Why the system refused to send to the current address since the last dial; null if not. */
  @Nullable String sendFailure;

  // Nothing is allocated before it is needed: a node may have thousands of targets.
  private List<String> reported = List.of();
  private List<PeerAddress> round = List.of();
  // Small, so that the object needs 8 bytes less.
  private short tried;
  private @Nullable PeerAddress current;
  private @Nullable PeerAddress lastUp;
  private @Nullable PeerAddress linkedAt;

  DialTarget(PeerAddress address, Purpose purpose, @Nullable PeerId expected) {
    this.address = address;
    this.purpose = purpose;
    this.expected = expected;
  }

  /** Whether a node with this id may be the one. */
  boolean fits(PeerId id) {
    return expected == null || expected.equals(id);
  }

  /**
   * Sets the addresses to try, in this order. The one that was up last comes first, because other
   * addresses of the name may never answer.
   */
  void startRound(List<PeerAddress> addresses) {
    round = addresses;
    tried = 0;
    if (lastUp != null && addresses.indexOf(lastUp) > 0) {
      round = new ArrayList<>(addresses);
      round.remove(lastUp);
      round.add(0, lastUp);
    }
  }

  /** Whether an address is left to try before the name is resolved again. */
  boolean hasNext() {
    return tried < round.size();
  }

  /** Moves to the next address. */
  PeerAddress next() {
    PeerAddress next = round.get(tried++);
    current = next;
    linkedAt = null;
    return next;
  }

  /** The address of its link, or the one that was dialed last; null before the first dial. */
  @Nullable PeerAddress current() {
    return linkedAt == null ? current : linkedAt;
  }

  /** The node at the current address has a link under this one; null if it has none. */
  void setLinkedAt(@Nullable PeerAddress other) {
    linkedAt = other;
  }

  /** Whether this address is the current one, which was dialed last. */
  boolean isCurrent(PeerAddress resolved) {
    return resolved.equals(current) || resolved.equals(linkedAt);
  }

  /** A peer came up at the current address. */
  void onPeerUp(PeerAddress resolved, long nowNanos) {
    onUp(nowNanos);
    reported = List.of();
    lastUp = resolved;
    if (!hasNext()) {
      forgetAddresses();
    }
  }

  /** Has the name resolved again before the next dial, because its addresses may have changed. */
  void forgetAddresses() {
    round = List.of();
    tried = 0;
  }

  /** Records a failure; false if it was reported since a peer was up, or too many others were. */
  boolean shouldReport(String failure) {
    if (reported.size() >= MAX_REPORTS || reported.contains(failure)) {
      return false;
    }
    if (reported.isEmpty()) {
      reported = new ArrayList<>(1);
    }
    return reported.add(failure);
  }

  /** A failure as text; names the current address unless it is the target itself. */
  String describe(String why) {
    if (current == null || current.equals(address)) {
      return why;
    }
    String rank = round.size() > 1 ? " (" + tried + " of " + round.size() + ")" : "";
    return "address " + current.host() + rank + ": " + why;
  }

  void cancelRedial() {
    if (redial != null) {
      redial.cancel();
      redial = null;
    }
  }
}
