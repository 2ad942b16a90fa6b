package dev.gossip.core.engine;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import dev.gossip.api.spam.Cost;
import dev.gossip.core.engine.Verification.Copy;
import dev.gossip.core.engine.Verification.Outcome;
import dev.gossip.core.engine.VerificationQueue.SignatureGroup;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has messages tested beside the node's thread, each neighbour's in turn; what follows is an event
 * of its own. What costs no more than a few hashes is tested at once.
 */
final class Verifier {

  /** What becomes of a copy. */
  interface Results {

    /** Nobody has anything against the message. */
    void passed(GossipMessage message, Copy copy);

    /** The tests found something. */
    void refused(Outcome outcome, Copy copy);

    /** The same bytes were found forged a short while ago. */
    void refusedAgain(Copy copy);
  }

  private final NodeServices core;
  private final MessageHistory memory;
  private final GuardedSpamControl spam;
  private final MessageChecks tests;
  private final Results results;
  private final VerificationQueue pending;
  private final RecentForgeries failed = new RecentForgeries();
  private boolean working;
  private boolean closed;

  Verifier(
      NodeServices core,
      EngineLimits limits,
      MessageHistory memory,
      GuardedSpamControl spam,
      MessageChecks tests,
      Results results) {
    this.core = core;
    this.memory = memory;
    this.spam = spam;
    this.tests = tests;
    this.results = results;
    this.pending =
        new VerificationQueue(
            limits.pendingChecks(), limits.pendingChecksInAll(), core.maxOffloaded());
  }

  /** Tests a message, now or when it is its neighbour's turn. */
  void examine(Verification check) {
    if (failed.contains(check.key, core.nowNanos())) {
      results.refusedAgain(check.first);
      return;
    }
    if (tests.areCheap(check)) {
      Outcome outcome = tests.run(check);
      if (outcome != Outcome.UNPROVEN) {
        tell(check, outcome);
        return;
      }
    }
    putInLine(check);
    work();
  }

  private void putInLine(Verification check) {
    if (pending.add(check) != null) {
      core.drop(DropReason.TOO_MANY_CHECKS);
    }
  }

  /**
   * A neighbour is about to go. What it sent before is tested first: it may be a message that only
   * this neighbour had. But not here and now, or who comes and goes could keep the node busy.
   *
   * @param then run when nothing of it is left
   */
  void peerGoes(PeerState session, Runnable then) {
    if (session.copiesInChecks == 0 || closed) {
      then.run();
    } else {
      session.whenChecked = then;
      pending.leave(session);
    }
  }

  /** Drops what waits; those that are about to go are gone. */
  void close() {
    abandon().forEach(Verifier::tellGone);
  }

  /** Drops what waits, and calls nobody. */
  List<PeerState> abandon() {
    closed = true;
    List<PeerState> leaving = pending.leaving();
    int dropped = pending.abandon();
    if (dropped > 0) {
      core.drop(DropReason.NODE_STOPPED, dropped);
    }
    return leaving;
  }

  /** Begins what may begin, and lets go who is done. */
  private void work() {
    if (working) {
      return;
    }
    working = true;
    try {
      for (Verification check = pending.next(); check != null; check = pending.next()) {
        begin(check);
      }
    } finally {
      working = false;
    }
    core.counters().set(Metric.PENDING_CHECKS, pending.size());
    for (PeerState gone = pending.pollDone(); gone != null; gone = pending.pollDone()) {
      tellGone(gone);
    }
  }

  private static void tellGone(PeerState session) {
    Runnable then = session.whenChecked;
    if (then != null) {
      session.whenChecked = null;
      then.run();
    }
  }

  // ---- one check -----------------------------------------------------------------------------

  private void begin(Verification check) {
    Verification same = pending.running(check.key);
    if (memory.seen(check.message.id())) {
      end(check, Outcome.GOOD);
    } else if (failed.contains(check.key, core.nowNanos())) {
      pending.end(check);
      results.refusedAgain(check.first);
    } else if (same != null) {
      pending.join(same, check);
    } else if (check.signed && !tests.isProven(check)) {
      payOrFollow(check);
    } else {
      run(check);
    }
  }

  /**
   * Messages that were signed together need one dear check, and it is paid for once. Those that
   * come behind it from the same neighbour wait: it had to check, too, so either all are good or it
   * is not honest.
   */
  private void payOrFollow(Verification check) {
    SignatureGroup lead =
        new SignatureGroup(check.from(), check.message.author(), tests.sharedPart(check));
    Verification leader = pending.leader(lead);
    if (leader != null) {
      leader.followers.add(check);
    } else if (spam.admit(check.from().peer(), Cost.SIGNATURE_CHECK, 1)) {
      core.counters().increment(Metric.SIGNATURE_CHECKS);
      check.lead = lead;
      run(check);
    } else {
      giveUp(check, null);
    }
  }

  private void run(Verification check) {
    if (!check.isPaid() && tests.areCheap(check)) {
      settle(check, tests.run(check));
      return;
    }
    pending.start(check);
    core.offload(
        () -> {
          if (check.abandoned) {
            return;
          }
          try {
            check.outcome = tests.run(check);
          } catch (RuntimeException e) {
            check.failure = EngineFailure.of(e);
          }
        },
        () -> finish(check));
  }

  private void finish(Verification check) {
    if (check.abandoned) {
      return;
    }
    pending.stop(check);
    if (check.failure != null) {
      throw check.failure;
    }
    settle(check, check.outcome);
    work();
  }

  /**
   * @param outcome null if the tests broke off, as for lack of memory
   */
  private void settle(Verification check, @Nullable Outcome outcome) {
    if (outcome == Outcome.UNPROVEN) {
      // So many other signatures came between that this one was forgotten.
      payOrFollow(check);
      return;
    }
    if (outcome == null) {
      giveUp(check, DropReason.CHECK_FAILED);
    } else {
      end(check, outcome);
    }
    for (Verification follower : check.followers) {
      if (outcome == Outcome.FORGED) {
        giveUp(follower, DropReason.UNPROVEN_SIGNATURE);
      } else {
        begin(follower);
      }
    }
  }

  private void end(Verification check, Outcome outcome) {
    pending.end(check);
    tell(check, outcome);
  }

  private void tell(Verification check, Outcome outcome) {
    if (outcome == Outcome.FORGED) {
      failed.add(check.key, core.nowNanos());
    }
    tell(check, check.first, outcome);
    check.more.forEach(copy -> tell(check, copy, outcome));
  }

  private void tell(Verification check, Copy copy, Outcome outcome) {
    if (outcome == Outcome.GOOD) {
      results.passed(check.message, copy);
    } else {
      results.refused(outcome, copy);
    }
  }

  /**
   * Nothing was found out about these bytes, so the copies that waited get turns of their own.
   *
   * @param reason null if it was counted already
   */
  private void giveUp(Verification check, @Nullable DropReason reason) {
    pending.end(check);
    if (reason != null) {
      core.drop(reason);
    }
    for (Copy copy : check.more) {
      putInLine(new Verification(check.message, copy, check.signed));
    }
  }
}
