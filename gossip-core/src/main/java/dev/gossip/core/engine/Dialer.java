package dev.gossip.core.engine;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Keeps every target connected: dials its addresses one after the other, each once, then resolves
 * its name again.
 */
final class Dialer {
  // A refusal mends itself only when somebody restarts a node, which then dials by itself.
  private static final Duration AFTER_REFUSAL = Duration.ofSeconds(10);

  private final NodeServices core;
  private final Transport transport;
  private final Predicate<PeerAddress> linkedAt;
  private final Map<PeerAddress, DialTarget> targets = new LinkedHashMap<>();
  private final PeerReports reports;

  /**
   * @param linkedAt whether a link to this address exists already
   */
  Dialer(
      NodeServices core,
      Transport transport,
      PeerReports reports,
      Predicate<PeerAddress> linkedAt) {
    this.core = core;
    this.reports = reports;
    this.transport = transport;
    this.linkedAt = linkedAt;
  }

  void add(PeerAddress address) {
    if (!targets.containsKey(address)) {
      DialTarget target = new DialTarget(address);
      targets.put(address, target);
      dial(target);
    }
  }

  /** Whether this node wants a neighbour at this address. */
  boolean hasChosen(PeerAddress resolved) {
    return !at(resolved).isEmpty();
  }

  /** A link came up; there is no need to dial. */
  void linked(PeerAddress resolved) {
    for (DialTarget target : at(resolved)) {
      target.cancelRedial();
    }
  }

  /** A peer came up, so what was wrong with its address before no longer counts. */
  void up(PeerAddress resolved) {
    for (DialTarget target : at(resolved)) {
      target.up(resolved);
    }
    reports.forgetRefusals(resolved);
  }

  /** A link was lost. */
  void lost(PeerAddress resolved) {
    for (DialTarget target : at(resolved)) {
      target.forgetAddresses();
      redial(target, target.schedule.soon(core.random()));
    }
  }

  void failed(PeerAddress resolved, String why) {
    for (DialTarget target : at(resolved)) {
      String cause = target.sendFailure == null ? why : target.sendFailure;
      report(target, resolved + " " + cause, target.explain(cause));
      redial(target, afterFailureAt(target, resolved));
    }
  }

  private Duration afterFailureAt(DialTarget target, PeerAddress resolved) {
    if (target.hasNext()) {
      return target.schedule.soon(core.random());
    }
    return AddressRules.isLoopback(resolved)
        ? target.schedule.backoff(core.random())
        : target.schedule.backoffOrPause(core.nowNanos(), core.random());
  }

  /** The system did not send to this address. Only if the dial fails is that a problem. */
  void sendFailed(PeerAddress resolved, String why) {
    for (DialTarget target : at(resolved)) {
      target.sendFailure = why;
    }
  }

  void refused(PeerAddress resolved, String why, String remedy) {
    // With a redial due nothing was under way, so this is not the answer to a dial: anybody can
    // have sent it in the neighbour's name, and must not put the redial off again and again.
    for (DialTarget target : at(resolved)) {
      if (target.redial == null) {
        // A refusal at one address says nothing about the other addresses of the name.
        redial(
            target,
            target.hasNext()
                ? target.schedule.soon(core.random())
                : DialSchedule.jittered(AFTER_REFUSAL, core.random()));
      }
    }
    reports.refused(resolved, hasChosen(resolved), why, remedy);
  }

  private void dial(DialTarget target) {
    target.redial = null;
    if (target.hasNext()) {
      dialNext(target);
    } else if (target.address.isIp()) {
      target.begin(List.of(target.address));
      dialNext(target);
    } else if (!target.resolving) {
      target.resolving = true;
      core.resolve(target.address, resolution -> resolved(target, resolution));
    }
  }

  private void resolved(DialTarget target, Resolution resolution) {
    target.resolving = false;
    String why = resolution.whyNone();
    List<PeerAddress> usable = new ArrayList<>();
    for (PeerAddress address : resolution.addresses()) {
      String objection = AddressRules.whyNoPeer(address);
      if (objection == null) {
        usable.add(address);
      } else {
        why = "the name resolves to " + address.host() + ": " + objection;
      }
    }
    if (usable.isEmpty()) {
      // The words may differ from one lookup to the next, but it is one problem.
      report(target, "unresolved", why);
      redial(target, target.schedule.backoff(core.random()));
    } else {
      target.begin(usable);
      dialNext(target);
    }
  }

  private void dialNext(DialTarget target) {
    PeerAddress resolved = target.next();
    target.sendFailure = null;
    if (!linkedAt.test(resolved)) {
      target.schedule.dialed(core.nowNanos());
      transport.dial(resolved);
    }
  }

  private void report(DialTarget target, String failure, String why) {
    if (target.isNews(failure)) {
      core.emit(new NodeEvent.Unreachable(target.address, why));
    }
  }

  private void redial(DialTarget target, Duration delay) {
    target.cancelRedial();
    target.redial = core.schedule(delay, "dial", () -> dial(target));
  }

  /** Several names may stand for one address. */
  private List<DialTarget> at(PeerAddress resolved) {
    List<DialTarget> found = new ArrayList<>();
    for (DialTarget target : targets.values()) {
      if (target.isAt(resolved)) {
        found.add(target);
      }
    }
    return found;
  }
}
