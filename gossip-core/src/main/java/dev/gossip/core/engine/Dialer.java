package dev.gossip.core.engine;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whom and when to dial: keeps trying every chosen address, with capped exponential backoff and
 * jitter, and resolves names anew each time.
 */
final class Dialer {
  // Architecture: the cap is 2 s for configured peers, so that a restarted neighbour is back soon.
  // The first delay is a guess.
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
  private static final Duration BACKOFF_CAP = Duration.ofSeconds(2);
  // A refusal mends itself only when somebody restarts a node, which then dials by itself.
  private static final Duration AFTER_REFUSAL = Duration.ofSeconds(10);
  private static final int MAX_TOLD = 256;
  private static final int MAX_STRANGERS_TOLD = 10;
  private static final Duration STRANGER_PERIOD = Duration.ofMinutes(1);

  private final NodeCore core;
  private final Transport transport;
  private final Predicate<PeerAddress> linkedAt;
  private final Map<PeerAddress, Target> targets = new LinkedHashMap<>();
  private final Set<String> toldRefusals = new LinkedHashSet<>();
  private int strangersTold;
  private long strangersSinceNanos;

  /**
   * @param linkedAt whether a link to this address exists already
   */
  Dialer(NodeCore core, Transport transport, Predicate<PeerAddress> linkedAt) {
    this.core = core;
    this.transport = transport;
    this.linkedAt = linkedAt;
  }

  void add(PeerAddress address) {
    if (!targets.containsKey(address)) {
      Target target = new Target(address);
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
    for (Target target : at(resolved)) {
      target.cancelRedial();
    }
  }

  /** A peer came up, so what was wrong with its address before no longer counts. */
  void up(PeerAddress resolved) {
    for (Target target : at(resolved)) {
      target.failures = 0;
      target.toldUnreachable = false;
    }
    toldRefusals.removeIf(told -> told.startsWith(resolved + " "));
  }

  /** A link was lost. */
  void lost(PeerAddress resolved) {
    for (Target target : at(resolved)) {
      redial(target, jittered(FIRST_BACKOFF));
    }
  }

  void failed(PeerAddress resolved, String why) {
    for (Target target : at(resolved)) {
      failed(target, why);
    }
  }

  void refused(PeerAddress resolved, String why, String remedy) {
    // With a redial due nothing was under way, so this is not the answer to a dial: anybody can
    // have sent it in the neighbour's name, and must not put the redial off again and again.
    for (Target target : at(resolved)) {
      if (target.redial == null) {
        redial(target, jittered(AFTER_REFUSAL));
      }
    }
    if (!hasChosen(resolved) && !mayTellOfStranger()) {
      core.drop("stranger-refused");
    } else if (toldRefusals.add(resolved + " " + why)) {
      if (toldRefusals.size() > MAX_TOLD) {
        toldRefusals.remove(toldRefusals.iterator().next());
      }
      core.emit(new NodeEvent.Refused(resolved, why, remedy));
    }
  }

  /** Anybody can claim any address, so what strangers cause to be told is bounded in time. */
  private boolean mayTellOfStranger() {
    long nowNanos = core.nowNanos();
    if (strangersTold == 0 || nowNanos - strangersSinceNanos >= STRANGER_PERIOD.toNanos()) {
      strangersSinceNanos = nowNanos;
      strangersTold = 0;
    }
    return strangersTold++ < MAX_STRANGERS_TOLD;
  }

  private void dial(Target target) {
    target.redial = null;
    if (target.address.isIp()) {
      dialResolved(target, target.address);
    } else if (!target.resolving) {
      target.resolving = true;
      core.resolve(
          target.address,
          found -> {
            target.resolving = false;
            if (found.isPresent()) {
              dialResolved(target, found.get());
            } else {
              failed(target, "no address is known for the name '" + target.address.host() + "'");
            }
          });
    }
  }

  private void dialResolved(Target target, PeerAddress resolved) {
    target.resolved = resolved;
    if (!linkedAt.test(resolved)) {
      transport.dial(resolved);
    }
  }

  private void failed(Target target, String why) {
    if (!target.toldUnreachable) {
      target.toldUnreachable = true;
      core.emit(new NodeEvent.Unreachable(target.address, why));
    }
    int doublings = Math.min(target.failures++, 10);
    Duration backoff = FIRST_BACKOFF.multipliedBy(1L << doublings);
    redial(target, jittered(backoff.compareTo(BACKOFF_CAP) > 0 ? BACKOFF_CAP : backoff));
  }

  private void redial(Target target, Duration delay) {
    target.cancelRedial();
    target.redial = core.schedule(delay, "dial", () -> dial(target));
  }

  /** Between half the delay and all of it, so that neighbours do not knock in step. */
  private Duration jittered(Duration delay) {
    long nanos = delay.toNanos();
    return Duration.ofNanos(nanos / 2 + core.random().nextLong(nanos / 2 + 1));
  }

  /** Several names may stand for one address. */
  private List<Target> at(PeerAddress resolved) {
    List<Target> found = new ArrayList<>();
    for (Target target : targets.values()) {
      if (resolved.equals(target.address) || resolved.equals(target.resolved)) {
        found.add(target);
      }
    }
    return found;
  }

  private static final class Target {
    final PeerAddress address;
    @Nullable PeerAddress resolved;
    @Nullable TimerHandle redial;
    int failures;
    boolean toldUnreachable;
    boolean resolving;

    Target(PeerAddress address) {
      this.address = address;
    }

    void cancelRedial() {
      if (redial != null) {
        redial.cancel();
        redial = null;
      }
    }
  }
}
