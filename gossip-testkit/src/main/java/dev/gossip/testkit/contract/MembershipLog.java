package dev.gossip.testkit.contract;

import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a membership decided, as far as rules look at it. */
final class MembershipLog {
  private final List<Reason> reasons = new ArrayList<>();
  private final List<String> wronglyProtected = new ArrayList<>();
  private final List<String> wronglyNamed = new ArrayList<>();
  private final List<String> decisionsAboutGone = new ArrayList<>();
  private long dials;

  /** A reason that travels to another node, and how many addresses go with it. */
  record Reason(String call, String why, int otherAddresses) {}

  void onRefusal(String why, List<PeerAddress> otherAddresses, Set<PeerAddress> mayBePassedOn) {
    reasons.add(new Reason("refuse", why, otherAddresses.size()));
    otherAddresses.stream()
        .filter(address -> !mayBePassedOn.contains(address))
        .forEach(address -> wronglyNamed.add(address.toString()));
  }

  void onDisconnect(String why) {
    reasons.add(new Reason("disconnect", why, 0));
  }

  void onDecisionAboutGone(String decision) {
    decisionsAboutGone.add(decision);
  }

  void onDial() {
    dials++;
  }

  void onProtect(String name, Optional<Peer> peer) {
    if (peer.isEmpty()) {
      wronglyProtected.add(name + ", not up");
    } else if (peer.get().direction() != Direction.OUTBOUND) {
      wronglyProtected.add(name + ", inbound");
    }
  }

  /** The reasons of refusals and disconnects. */
  List<Reason> reasons() {
    return Collections.unmodifiableList(reasons);
  }

  /** Peers that were protected although they are not outbound peers that are up. */
  List<String> wronglyProtected() {
    return Collections.unmodifiableList(wronglyProtected);
  }

  /** Addresses that went with a refusal although they must not be passed on. */
  List<String> wronglyNamed() {
    return Collections.unmodifiableList(wronglyNamed);
  }

  /** Decisions about candidates that went before. */
  List<String> decisionsAboutGone() {
    return Collections.unmodifiableList(decisionsAboutGone);
  }

  /** How many times an address was dialed once, to become a peer or as a feeler. */
  long dials() {
    return dials;
  }
}
