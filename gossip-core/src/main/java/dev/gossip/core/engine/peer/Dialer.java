package dev.gossip.core.engine.peer;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.transport.Transport;
import dev.gossip.core.engine.addresses.AddressRules;
import dev.gossip.core.engine.runtime.Resolution;
import dev.gossip.core.engine.services.NodeServices;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Dials addresses: some once, and some again whenever there is no link with them. Dials each of its
 * addresses once, one after the other, then resolves its name again.
 */
final class Dialer {
  // Most refusals last until one of the two nodes restarts, and that node then dials by itself. A
  // full node may have room earlier.
  private static final Duration REFUSAL_DELAY = Duration.ofSeconds(10);

  // A guess: many more than a membership needs, so that only a bug reaches it.
  private static final int MAX_DIALED_ONCE = 1_024;
  private static final String SELF = "it is this node itself";

  private final NodeServices services;
  private final Transport transport;
  private final Links links;
  private final DialTargets targets = new DialTargets();
  private final PeerReports reports;
  private final LinkAddresses addresses;
  private final DialOutcomes outcomes;
  private final OwnAddresses own = new OwnAddresses();
  private final PausedAddresses paused = new PausedAddresses();
  private int dialedOnce;

  /** The links of the node. */
  interface Links {

    /** The link to an address; null if there is none. */
    @Nullable PeerState linkTo(PeerAddress address);

    /** Makes a link outbound, unless it is. */
    void claim(PeerState peer);

    /** An attempt to reach an address has ended. */
    void onOutcome(PeerAddress address, DialOutcome outcome);

    /** An address is not dialed; that says nothing about it. */
    void onNotDialed(PeerAddress address, DialOutcome outcome);
  }

  Dialer(
      NodeServices services,
      Transport transport,
      PeerReports reports,
      LinkAddresses addresses,
      Links links) {
    this.services = services;
    this.reports = reports;
    this.transport = transport;
    this.addresses = addresses;
    this.links = links;
    this.outcomes = new DialOutcomes(services, addresses, links);
  }

  /**
   * Sets the id that the node at an address must have.
   *
   * @param id null for any
   */
  void expect(PeerAddress address, @Nullable PeerId id) {
    targets.expect(address, id);
  }

  /** Keeps an address connected. */
  void keep(PeerAddress address) {
    DialTarget target = targets.find(address);
    if (target == null) {
      dial(targets.add(address, DialTarget.Purpose.KEEP));
    } else if (target.purpose != DialTarget.Purpose.KEEP) {
      target.purpose = DialTarget.Purpose.KEEP;
      dialedOnce--;
    }
  }

  /**
   * Dials an address once, unless it is dialed already.
   *
   * @param feeler whether the link is to be closed when the HELLO was accepted
   */
  void dialOnce(PeerAddress address, boolean feeler) {
    DialTarget known = targets.find(address);
    if (own.contains(address, services.nowNanos())) {
      outcomes.later(address, DialOutcome.of(DialOutcome.Kind.SELF, SELF));
    } else if (known != null) {
      join(known, feeler);
    } else if (paused.contains(address, services.nowNanos())) {
      outcomes.notDialed(address, "a node there gets no link, or gives none, for a while");
    } else if (!addresses.mayDial(address)) {
      outcomes.notDialed(address, "other nodes named it, and it was dialed lately");
    } else if (dialedOnce >= MAX_DIALED_ONCE) {
      outcomes.notDialed(address, "too many dials are under way");
    } else {
      dialedOnce++;
      dial(targets.add(address, feeler ? DialTarget.Purpose.FEELER : DialTarget.Purpose.CONNECT));
    }
  }

  /** Dials an address for one more reason; the dial that is under way serves both. */
  private void join(DialTarget target, boolean feeler) {
    if (!feeler && target.purpose == DialTarget.Purpose.FEELER) {
      target.purpose = DialTarget.Purpose.CONNECT;
    }
    PeerAddress current = target.current();
    PeerState linked = current == null ? null : links.linkTo(current);
    if (linked != null && linked.isAgreed() && target.fits(linked.id())) {
      outcomes.later(target.address, DialOutcome.of(DialOutcome.Kind.REACHED, ""));
    }
  }

  /**
   * Dials an address no longer.
   *
   * @return the address that it was resolved to last, null if it was not dialed or another target
   *     is there, too
   */
  @Nullable PeerAddress release(PeerAddress address) {
    DialTarget target = targets.find(address);
    if (target == null) {
      return null;
    }
    targets.remove(target);
    target.cancelRedial();
    if (target.purpose != DialTarget.Purpose.KEEP) {
      dialedOnce--;
    }
    PeerAddress resolved = target.current();
    return resolved == null || hasTargetAt(resolved) ? null : resolved;
  }

  /** Whether the user wants a link with the node at this address. */
  boolean isKept(PeerAddress resolved) {
    return targets.isKept(resolved);
  }

  /** Whether a link to this address is only to see who is there. */
  boolean isFeeler(PeerAddress resolved) {
    return hasTargetAt(resolved) && !targets.isWanted(resolved, null);
  }

  /**
   * The node at an address is linked under another one, so it is not dialed while that link is
   * there.
   */
  void onSameNode(PeerAddress dialed, PeerAddress linked) {
    for (DialTarget target : targets.at(dialed)) {
      target.cancelRedial();
      target.setLinkedAt(linked);
    }
  }

  /** A link now leads to another address. Its targets keep theirs, for the next dial. */
  void onMoved(PeerAddress before, PeerAddress now) {
    for (DialTarget target : targets.at(before)) {
      target.setLinkedAt(now);
    }
  }

  /** A node's HELLO was accepted at an address. */
  void onReached(PeerAddress resolved, PeerId id) {
    for (DialTarget target : targets.at(resolved, id)) {
      end(target, DialOutcome.of(DialOutcome.Kind.REACHED, ""));
    }
  }

  /** This node itself seems to be at an address, which is not dialed again for a while. */
  void onSelf(PeerAddress resolved, String remedy) {
    own.add(resolved, services.nowNanos());
    if (targets.isKept(resolved)) {
      reports.refused(resolved, true, SELF, remedy);
    }
    recordForName(resolved, DialOutcome.of(DialOutcome.Kind.SELF, SELF));
    for (DialTarget target : targets.at(resolved)) {
      if (target.hasNext()) {
        scheduleRedial(target, target.shortDelay(services.random()));
      } else if (target.address.isIp()) {
        scheduleRedial(target, OwnAddresses.LIFETIME);
        end(target, DialOutcome.of(DialOutcome.Kind.SELF, SELF));
      } else {
        scheduleRedial(target, target.backoff(services.random()));
        end(target, DialOutcome.of(DialOutcome.Kind.SELF, SELF));
      }
    }
  }

  /** One attempt has ended; a target that is not kept ends with it. */
  private void end(DialTarget target, DialOutcome outcome) {
    endUnlessKept(target);
    links.onOutcome(target.address, outcome);
  }

  private void endUnlessKept(DialTarget target) {
    if (target.purpose != DialTarget.Purpose.KEEP && targets.remove(target)) {
      target.cancelRedial();
      dialedOnce--;
    }
  }

  /** Whether this node dials this address. */
  boolean hasTargetAt(PeerAddress resolved) {
    return !targets.at(resolved).isEmpty();
  }

  /** Whether this node dials this address, and the node with this id may be there. */
  boolean hasTargetAt(PeerAddress resolved, PeerId id) {
    return !targets.at(resolved, id).isEmpty();
  }

  /** Whether a link with this node is wanted, and not only to see who is there. */
  boolean wants(PeerAddress resolved, PeerId id) {
    return targets.isWanted(resolved, id);
  }

  /** A link came up, so there is no need to dial. */
  void onLinkUp(PeerAddress resolved, PeerId id) {
    targets.at(resolved, id).forEach(DialTarget::cancelRedial);
    onOtherNode(resolved, id);
  }

  /** This node is at an address, where some targets may expect another one. */
  void onOtherNode(PeerAddress resolved, PeerId id) {
    for (DialTarget target : targets.at(resolved)) {
      if (!target.fits(id) && target.redial == null) {
        refuse(target, resolved, id);
      }
    }
  }

  private void refuse(DialTarget target, PeerAddress resolved, PeerId found) {
    String why = "the node there has the id " + found + ", not " + target.expected;
    scheduleRedial(target, delayAfterRefusal(target, Duration.ZERO));
    reports.refused(resolved, true, why, "correct the address or the id, or leave the id out");
    if (!target.hasNext()) {
      endUnlessKept(target);
      outcomes.later(target.address, DialOutcome.of(DialOutcome.Kind.REFUSED, why));
    }
  }

  /** A refusal at one address says nothing about the other addresses of the name. */
  private Duration delayAfterRefusal(DialTarget target, Duration pause) {
    return target.hasNext()
        ? target.shortDelay(services.random())
        : DialSchedule.jittered(REFUSAL_DELAY, services.random()).plus(pause);
  }

  /** A peer came up, so earlier problems with its address no longer count. */
  void onPeerUp(PeerAddress resolved, PeerId id) {
    List<DialTarget> fitting = targets.at(resolved, id);
    boolean doAllFit = fitting.size() == targets.at(resolved).size();
    fitting.forEach(target -> target.onPeerUp(resolved, services.nowNanos()));
    if (doAllFit) {
      reports.forgetRefusals(resolved);
    }
  }

  /** A link was lost. */
  void onLinkLost(PeerAddress resolved) {
    for (DialTarget target : targets.at(resolved)) {
      target.forgetAddresses();
      target.setLinkedAt(null);
      scheduleRedial(target, target.delayAfterLoss(services.nowNanos(), services.random()));
    }
  }

  void onDialFailed(PeerAddress resolved, String why) {
    recordForName(resolved, DialOutcome.of(DialOutcome.Kind.UNREACHABLE, why));
    for (DialTarget target : targets.at(resolved)) {
      String cause = target.sendFailure == null ? why : target.sendFailure;
      outcomes.reportOnce(target, resolved + " " + cause, target.describe(cause));
      boolean over = !target.hasNext();
      scheduleRedial(target, delayAfterFailure(target, resolved));
      if (over) {
        end(target, DialOutcome.of(DialOutcome.Kind.UNREACHABLE, cause));
      }
    }
  }

  /**
   * One address of a name was dialed: the address book, which has no names, gets the outcome here,
   * since that of the whole dial carries the name.
   */
  private void recordForName(PeerAddress resolved, DialOutcome outcome) {
    List<DialTarget> dialed = targets.at(resolved);
    if (!dialed.isEmpty() && dialed.stream().noneMatch(target -> target.address.equals(resolved))) {
      addresses.onOutcome(resolved, outcome);
    }
  }

  private Duration delayAfterFailure(DialTarget target, PeerAddress resolved) {
    if (target.hasNext()) {
      return target.shortDelay(services.random());
    }
    return AddressRules.isLoopback(resolved)
        ? target.backoff(services.random())
        : target.backoffOrPause(services.nowNanos(), services.random());
  }

  /** The system refused to send to this address. Reported only if the dial fails. */
  void onSendFailed(PeerAddress resolved, String why) {
    for (DialTarget target : targets.at(resolved)) {
      target.sendFailure = why;
    }
  }

  void onRefused(PeerAddress resolved, Refusal refusal) {
    // While a redial is scheduled no dial is under way, so this does not answer one. Anyone can
    // have sent it in the peer's name, and must not be able to postpone the redial repeatedly.
    for (DialTarget target : targets.at(resolved, refusal.node())) {
      if (target.redial == null) {
        scheduleRedial(target, delayAfterRefusal(target, refusal.pause()));
      }
    }
    paused.add(resolved, services.nowNanos(), refusal.pause());
    String why = refusal.why();
    reports.refused(resolved, hasTargetAt(resolved), why, refusal.remedy());
    for (DialTarget target : targets.at(resolved, refusal.node())) {
      if (!target.hasNext()) {
        end(target, new DialOutcome(DialOutcome.Kind.REFUSED, why, refusal.otherAddresses()));
      }
    }
  }

  private void dial(DialTarget target) {
    target.redial = null;
    if (target.hasNext()) {
      dialNext(target);
    } else if (target.address.isIp()) {
      target.startRound(List.of(target.address));
      dialNext(target);
    } else if (!target.resolving) {
      target.resolving = true;
      services.resolve(target.address, resolution -> onResolved(target, resolution));
    }
  }

  private void onResolved(DialTarget target, Resolution resolution) {
    target.resolving = false;
    if (!targets.contains(target)) {
      return;
    }
    UsableAddresses usable =
        UsableAddresses.of(resolution, address -> own.contains(address, services.nowNanos()), SELF);
    if (usable.addresses().isEmpty()) {
      // The text may differ from one lookup to the next, but it is one problem.
      outcomes.reportOnce(target, "unresolved", usable.why());
      scheduleRedial(target, target.backoff(services.random()));
      endUnlessKept(target);
      outcomes.later(target.address, DialOutcome.of(DialOutcome.Kind.UNREACHABLE, usable.why()));
    } else {
      target.startRound(usable.addresses());
      dialNext(target);
    }
  }

  private void dialNext(DialTarget target) {
    PeerAddress resolved = target.next();
    target.sendFailure = null;
    PeerState linked = links.linkTo(resolved);
    if (linked == null) {
      target.dialed(services.nowNanos());
      addresses.onDial(resolved);
      transport.dial(resolved, Optional.ofNullable(target.expected));
      return;
    }
    if (!target.fits(linked.id())) {
      refuse(target, resolved, linked.id());
      return;
    }
    if (target.purpose != DialTarget.Purpose.FEELER) {
      links.claim(linked);
    }
    // Otherwise the outcome is not known yet: the HELLOs are still under way.
    if (target.purpose != DialTarget.Purpose.KEEP && linked.isAgreed()) {
      endUnlessKept(target);
      outcomes.later(target.address, DialOutcome.of(DialOutcome.Kind.REACHED, ""));
    }
  }

  private void scheduleRedial(DialTarget target, Duration delay) {
    target.cancelRedial();
    target.redial = services.schedule(delay, "dial", () -> dial(target));
  }
}
