package dev.gossip.core.engine.verify;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import dev.gossip.api.spam.Cost;
import dev.gossip.core.engine.memory.MessageHistory;
import dev.gossip.core.engine.peer.PeerState;
import dev.gossip.core.engine.services.EngineFailure;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.spam.SpamControls;
import dev.gossip.core.engine.spec.EngineLimits;
import dev.gossip.core.engine.verify.Verification.Copy;
import dev.gossip.core.engine.verify.Verification.Outcome;
import dev.gossip.core.engine.verify.VerificationQueue.SignatureGroup;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs the expensive checks of messages on other threads; the peers take turns. Each result is
 * handled later, as an event of its own on the node's thread. Checks that cost no more than a few
 * hashes run at once.
 */
final class Verifier {

  /** Receives the result for each copy. */
  interface Results {

    /** The message passed all checks. */
    void onPassed(GossipMessage message, Copy copy);

    /** A check failed. */
    void onFailed(Outcome outcome, GossipMessage message, Copy copy);

    /** The same bytes were recently found to be forged. */
    void onKnownForgery(GossipMessage message, Copy copy);
  }

  private final NodeServices services;
  private final MessageHistory history;
  private final SpamControls spam;
  private final MessageChecks checks;
  private final Results results;
  private final VerificationQueue queue;
  private final RecentForgeries recentForgeries = new RecentForgeries();
  private boolean starting;
  private boolean closed;

  Verifier(
      NodeServices services,
      MessageHistory history,
      SpamControls spam,
      MessageChecks checks,
      Results results) {
    this.services = services;
    this.history = history;
    this.spam = spam;
    this.checks = checks;
    this.results = results;
    EngineLimits limits = services.limits();
    this.queue =
        new VerificationQueue(
            new VerificationQueue.Limits(
                limits.pendingChecks(), limits.pendingChecksTotal(), limits.pendingCheckBytes()),
            services.maxOffloaded());
  }

  /** Verifies a message, now or when it is its peer's turn. */
  void verify(Verification verification) {
    if (recentForgeries.contains(verification.key, services.nowNanos())) {
      results.onKnownForgery(verification.message, verification.first);
      return;
    }
    if (checks.canRunInline(verification)) {
      reportOutcome(verification, checks.runNow(verification));
      return;
    }
    enqueue(verification);
    startVerifications();
  }

  private void enqueue(Verification verification) {
    Verification dropped = queue.add(verification);
    if (dropped != null) {
      services.drop(DropReason.TOO_MANY_CHECKS);
      spam.onNotRead(dropped.from().peer());
    }
  }

  /**
   * A peer is about to go down. The messages that it sent before are verified first, since no other
   * peer may have them. They are not verified inside this call, or a peer that connects and leaves
   * repeatedly could keep the node busy.
   *
   * @param then runs when nothing of this peer is left to verify
   */
  void onPeerLeaving(PeerState peer, Runnable then) {
    if (closed || !queue.onPeerLeaving(peer, then)) {
      then.run();
    }
  }

  /** Drops what waits, so that leaving peers go down now. */
  void close() {
    discardPending().forEach(Runnable::run);
  }

  /** Drops what waits; returns what the leaving peers wait for, which the caller may run. */
  List<Runnable> discardPending() {
    closed = true;
    List<Runnable> afterDrained = queue.afterDrained();
    int dropped = queue.clear();
    services.counters().set(Metric.PENDING_CHECKS, queue.size());
    if (dropped > 0) {
      services.drop(DropReason.NODE_STOPPED, dropped);
    }
    return afterDrained;
  }

  /** Starts verifications while there is room, and lets drained peers go down. */
  private void startVerifications() {
    if (starting) {
      return;
    }
    starting = true;
    try {
      for (Verification next = queue.next(); next != null; next = queue.next()) {
        start(next);
      }
    } finally {
      starting = false;
    }
    services.counters().set(Metric.PENDING_CHECKS, queue.size());
    for (Runnable then = queue.pollDrained(); then != null; then = queue.pollDrained()) {
      then.run();
    }
  }

  // ---- one verification ----------------------------------------------------------------------

  private void start(Verification verification) {
    Verification same = queue.running(verification.key);
    if (history.seen(verification.message.id())) {
      finish(verification, Outcome.GOOD);
    } else if (recentForgeries.contains(verification.key, services.nowNanos())) {
      queue.remove(verification);
      results.onKnownForgery(verification.message, verification.first);
    } else if (same != null) {
      queue.join(same, verification);
    } else if (verification.signed && !checks.isProven(verification)) {
      admitOrFollow(verification);
    } else {
      runChecks(verification);
    }
  }

  /**
   * Messages that were signed together need one expensive check, which spam control admits once.
   * Later ones from the same peer wait for it: the peer had to check the signature, too, so either
   * all are good or the peer is not honest.
   */
  private void admitOrFollow(Verification verification) {
    SignatureGroup group =
        new SignatureGroup(
            verification.from(),
            verification.message.author(),
            checks.batchSignature(verification));
    Verification leader = queue.leader(group);
    if (leader != null) {
      leader.addFollower(verification);
    } else if (spam.admit(verification.from().peer(), Cost.SIGNATURE_CHECK, 1)) {
      services.counters().increment(Metric.SIGNATURE_CHECKS);
      verification.group = group;
      runChecks(verification);
    } else {
      abandon(verification, null);
    }
  }

  /** Runs the checks of a verification that is admitted, proven or not signed. */
  private void runChecks(Verification verification) {
    if (!verification.isAdmitted() && !checks.hasValidator(verification.message)) {
      complete(verification, checks.runNow(verification));
      return;
    }
    queue.addRunning(verification);
    services.offload(
        () -> {
          if (verification.abandoned) {
            return;
          }
          try {
            verification.outcome = checks.run(verification);
          } catch (Throwable e) {
            verification.failure = EngineFailure.attribute(e);
          }
        },
        () -> onChecksDone(verification));
  }

  private void onChecksDone(Verification verification) {
    if (verification.abandoned) {
      return;
    }
    queue.removeRunning(verification);
    if (verification.failure != null) {
      throw verification.failure;
    }
    complete(verification, verification.outcome);
    startVerifications();
  }

  /**
   * @param outcome null if the checks were cut short, for example by a lack of memory
   */
  private void complete(Verification verification, @Nullable Outcome outcome) {
    if (outcome == Outcome.UNPROVEN) {
      // The proof was forgotten, because too many other signatures were proven in the meantime.
      admitOrFollow(verification);
      return;
    }
    if (outcome == null) {
      abandon(verification, DropReason.CHECK_FAILED);
    } else {
      finish(verification, outcome);
    }
    for (Verification follower : verification.followers()) {
      if (outcome == Outcome.FORGED) {
        abandon(follower, DropReason.UNPROVEN_SIGNATURE);
      } else {
        start(follower);
      }
    }
  }

  private void finish(Verification verification, Outcome outcome) {
    queue.remove(verification);
    reportOutcome(verification, outcome);
  }

  private void reportOutcome(Verification verification, Outcome outcome) {
    if (outcome == Outcome.FORGED) {
      recentForgeries.add(verification.key, services.nowNanos());
    }
    reportOutcome(verification, verification.first, outcome);
    // Not forEach: a lambda for each message would be an object each.
    for (Copy copy : verification.laterCopies()) {
      reportOutcome(verification, copy, outcome);
    }
  }

  private void reportOutcome(Verification verification, Copy copy, Outcome outcome) {
    if (outcome == Outcome.GOOD) {
      results.onPassed(verification.message, copy);
    } else {
      results.onFailed(outcome, verification.message, copy);
    }
  }

  /**
   * Ends a verification without an outcome. The copies that waited for it get their own turns.
   *
   * @param reason null if the drop was counted already
   */
  private void abandon(Verification verification, @Nullable DropReason reason) {
    queue.remove(verification);
    if (reason != null) {
      services.drop(reason);
    }
    for (Copy copy : verification.laterCopies()) {
      enqueue(new Verification(verification.message, copy, verification.signed));
    }
  }
}
