package dev.gossip.core.engine.peer;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.transport.Transport;
import dev.gossip.core.engine.runtime.Resolution;
import dev.gossip.core.engine.services.NodeServices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Keeps every target connected: dials each of its addresses once, one after the other, then
 * resolves its name again.
 */
final class Dialer {
  // Most refusals last until one of the two nodes restarts, and that node then dials by itself. A
  // full node may have room earlier.
  private static final Duration REFUSAL_DELAY = Duration.ofSeconds(10);

  private final NodeServices services;
  private final Transport transport;
  private final Predicate<PeerAddress> claimLink;
  private final Map<PeerAddress, DialTarget> targets = new LinkedHashMap<>();
  private final PeerReports reports;

  /**
   * @param claimLink makes an existing link to this address outbound; false if there is none
   */
  Dialer(
      NodeServices services,
      Transport transport,
      PeerReports reports,
      Predicate<PeerAddress> claimLink) {
    this.services = services;
    this.reports = reports;
    this.transport = transport;
    this.claimLink = claimLink;
  }

  void add(PeerAddress address) {
    if (!targets.containsKey(address)) {
      DialTarget target = new DialTarget(address);
      targets.put(address, target);
      dial(target);
    }
  }

  /** Whether this node dials this address. */
  boolean hasTargetAt(PeerAddress resolved) {
    return !targetsAt(resolved).isEmpty();
  }

  /** A link came up, so there is no need to dial. */
  void onLinkUp(PeerAddress resolved) {
    for (DialTarget target : targetsAt(resolved)) {
      target.cancelRedial();
    }
  }

  /** A peer came up, so earlier problems with its address no longer count. */
  void onPeerUp(PeerAddress resolved) {
    for (DialTarget target : targetsAt(resolved)) {
      target.onPeerUp(resolved);
    }
    reports.forgetRefusals(resolved);
  }

  /** A link was lost. */
  void onLinkLost(PeerAddress resolved) {
    for (DialTarget target : targetsAt(resolved)) {
      target.forgetAddresses();
      scheduleRedial(target, target.schedule.shortDelay(services.random()));
    }
  }

  void onDialFailed(PeerAddress resolved, String why) {
    for (DialTarget target : targetsAt(resolved)) {
      String cause = target.sendFailure == null ? why : target.sendFailure;
      reportOnce(target, resolved + " " + cause, target.describe(cause));
      scheduleRedial(target, delayAfterFailure(target, resolved));
    }
  }

  private Duration delayAfterFailure(DialTarget target, PeerAddress resolved) {
    if (target.hasNext()) {
      return target.schedule.shortDelay(services.random());
    }
    return AddressRules.isLoopback(resolved)
        ? target.schedule.backoff(services.random())
        : target.schedule.backoffOrPause(services.nowNanos(), services.random());
  }

  /** The system refused to send to this address. Reported only if the dial fails. */
  void onSendFailed(PeerAddress resolved, String why) {
    for (DialTarget target : targetsAt(resolved)) {
      target.sendFailure = why;
    }
  }

  void onRefused(PeerAddress resolved, String why, String remedy) {
    // While a redial is scheduled no dial is under way, so this does not answer one. Anyone can
    // have sent it in the peer's name, and must not be able to postpone the redial repeatedly.
    for (DialTarget target : targetsAt(resolved)) {
      if (target.redial == null) {
        // A refusal at one address says nothing about the other addresses of the name.
        scheduleRedial(
            target,
            target.hasNext()
                ? target.schedule.shortDelay(services.random())
                : DialSchedule.jittered(REFUSAL_DELAY, services.random()));
      }
    }
    reports.refused(resolved, hasTargetAt(resolved), why, remedy);
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
    String why = resolution.failureReason();
    List<PeerAddress> usable = new ArrayList<>();
    for (PeerAddress address : resolution.addresses()) {
      String objection = AddressRules.dialObjection(address);
      if (objection == null) {
        usable.add(address);
      } else {
        why = "the name resolves to " + address.host() + ": " + objection;
      }
    }
    if (usable.isEmpty()) {
      // The text may differ from one lookup to the next, but it is one problem.
      reportOnce(target, "unresolved", why);
      scheduleRedial(target, target.schedule.backoff(services.random()));
    } else {
      target.startRound(usable);
      dialNext(target);
    }
  }

  private void dialNext(DialTarget target) {
    PeerAddress resolved = target.next();
    target.sendFailure = null;
    if (!claimLink.test(resolved)) {
      target.schedule.dialed(services.nowNanos());
      transport.dial(resolved);
    }
  }

  private void reportOnce(DialTarget target, String failure, String why) {
    if (target.shouldReport(failure)) {
      services.emit(new NodeEvent.Unreachable(target.address, why));
    }
  }

  private void scheduleRedial(DialTarget target, Duration delay) {
    target.cancelRedial();
    target.redial = services.schedule(delay, "dial", () -> dial(target));
  }

  /** The targets at this address; several names may resolve to it. */
  private List<DialTarget> targetsAt(PeerAddress resolved) {
    List<DialTarget> found = new ArrayList<>();
    for (DialTarget target : targets.values()) {
      if (target.isCurrent(resolved)) {
        found.add(target);
      }
    }
    return found;
  }
}
