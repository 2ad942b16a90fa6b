package dev.gossip.testkit.contract;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.DialOutcome;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The addresses that a membership keeps or dials. */
final class WantedDials {
  static final DialOutcome FAILURE = DialOutcome.of(DialOutcome.Kind.UNREACHABLE, "nobody answers");

  private final Set<PeerAddress> kept = new LinkedHashSet<>();
  private final Set<PeerAddress> once = new LinkedHashSet<>();
  private final Set<PeerAddress> failures = new LinkedHashSet<>();
  private final MembershipLog log;
  private boolean allFail;

  /**
   * @param log counts the dials that are not repeated
   */
  WantedDials(MembershipLog log) {
    this.log = log;
  }

  void keep(PeerAddress address) {
    kept.add(address);
  }

  /** Returns whether it was kept. */
  boolean release(PeerAddress address) {
    return kept.remove(address);
  }

  void connect(PeerAddress address) {
    if (!failsAtOnce(address)) {
      once.add(address);
    }
  }

  /** Forgets an attempt that has not begun. */
  void forget(PeerAddress address) {
    once.remove(address);
  }

  boolean contains(PeerAddress address) {
    return kept.contains(address) || once.contains(address);
  }

  /** The addresses to dial now. */
  Set<PeerAddress> take() {
    Set<PeerAddress> all = new LinkedHashSet<>(kept);
    all.addAll(once);
    once.clear();
    return all;
  }

  /** From now on each dial fails as soon as it can. */
  void failAll() {
    allFail = true;
  }

  /** Begins a dial; returns whether it fails as soon as it can, and is one of the failures. */
  boolean failsAtOnce(PeerAddress address) {
    log.onDial();
    if (allFail) {
      failures.add(address);
    }
    return allFail;
  }

  /** The dials that have failed since the last call. */
  List<PeerAddress> takeFailures() {
    List<PeerAddress> taken = List.copyOf(failures);
    failures.clear();
    return taken;
  }
}
