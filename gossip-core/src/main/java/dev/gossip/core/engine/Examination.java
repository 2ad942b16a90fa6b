package dev.gossip.core.engine;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.spam.Cost;
import dev.gossip.core.engine.Check.Copy;
import dev.gossip.core.engine.Check.Outcome;
import dev.gossip.core.engine.PendingChecks.Lead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has messages tested beside the node's thread, each neighbour's in turn; what follows is an event
 * of its own. What costs no more than a few hashes is tested at once.
 */
final class Examination {

  /** What becomes of a copy. */
  interface Results {

    /** Nobody has anything against the message. */
    void passed(GossipMessage message, Copy copy);

    /** The tests found something. */
    void refused(Outcome outcome, Copy copy);

    /** The same bytes were found forged a short while ago. */
    void refusedAgain(Copy copy);
  }

  private final NodeCore core;
  private final MessageMemory memory;
  private final GuardedSpamControl spam;
  private final MessageTests tests;
  private final Results results;
  private final PendingChecks pending;
  private final FailedChecks failed = new FailedChecks();
  private boolean working;
  private boolean closed;

  Examination(
      NodeCore core,
      EngineLimits limits,
      MessageMemory memory,
      GuardedSpamControl spam,
      MessageTests tests,
      Results results) {
    this.core = core;
    this.memory = memory;
    this.spam = spam;
    this.tests = tests;
    this.results = results;
    this.pending =
        new PendingChecks(
            limits.pendingChecks(), limits.pendingChecksInAll(), core.offloadAtOnce());
  }

  /** Tests a message, now or when it is its neighbour's turn. */
  void examine(Check check) {
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

  private void putInLine(Check check) {
    if (pending.add(check) != null) {
      core.drop(Drop.TOO_MANY_CHECKS);
    }
  }

  /**
   * A neighbour is about to go. What it sent before is tested first: it may be a message that only
   * this neighbour had. But not here and now, or who comes and goes could keep the node busy.
   *
   * @param then run when nothing of it is left
   */
  void peerGoes(Session session, Runnable then) {
    if (session.copiesInChecks == 0 || closed) {
      then.run();
    } else {
      session.whenChecked = then;
      pending.leave(session);
    }
  }

  /** Drops what waits; those that are about to go are gone. */
  void close() {
    abandon().forEach(Examination::tellGone);
  }

  /** Drops what waits, and calls nobody. */
  List<Session> abandon() {
    closed = true;
    List<Session> leaving = pending.leaving();
    int dropped = pending.abandon();
    if (dropped > 0) {
      core.drop(Drop.NODE_STOPPED, dropped);
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
      for (Check check = pending.next(); check != null; check = pending.next()) {
        begin(check);
      }
    } finally {
      working = false;
    }
    core.counters().set(Metric.PENDING_CHECKS, pending.size());
    for (Session gone = pending.pollDone(); gone != null; gone = pending.pollDone()) {
      tellGone(gone);
    }
  }

  private static void tellGone(Session session) {
    Runnable then = session.whenChecked;
    if (then != null) {
      session.whenChecked = null;
      then.run();
    }
  }

  // ---- one check -----------------------------------------------------------------------------

  private void begin(Check check) {
    Check same = pending.running(check.key);
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
  private void payOrFollow(Check check) {
    Lead lead = new Lead(check.from(), check.message.author(), tests.sharedPart(check));
    Check leader = pending.leader(lead);
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

  private void run(Check check) {
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
          } catch (PluginFailure e) {
            check.failure = e;
          }
        },
        () -> finish(check));
  }

  private void finish(Check check) {
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
  private void settle(Check check, @Nullable Outcome outcome) {
    if (outcome == Outcome.UNPROVEN) {
      // So many other signatures came between that this one was forgotten.
      payOrFollow(check);
      return;
    }
    if (outcome == null) {
      giveUp(check, Drop.CHECK_FAILED);
    } else {
      end(check, outcome);
    }
    for (Check follower : check.followers) {
      if (outcome == Outcome.FORGED) {
        giveUp(follower, Drop.UNPROVEN);
      } else {
        begin(follower);
      }
    }
  }

  private void end(Check check, Outcome outcome) {
    pending.end(check);
    tell(check, outcome);
  }

  private void tell(Check check, Outcome outcome) {
    if (outcome == Outcome.FORGED) {
      failed.add(check.key, core.nowNanos());
    }
    tell(check, check.first, outcome);
    check.more.forEach(copy -> tell(check, copy, outcome));
  }

  private void tell(Check check, Copy copy, Outcome outcome) {
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
  private void giveUp(Check check, @Nullable String reason) {
    pending.end(check);
    if (reason != null) {
      core.drop(reason);
    }
    for (Copy copy : check.more) {
      putInLine(new Check(check.message, copy, check.signed));
    }
  }
}
