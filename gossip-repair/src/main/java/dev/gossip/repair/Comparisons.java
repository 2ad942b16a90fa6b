package dev.gossip.repair;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.relay.BoundedMap;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayMetric;
import dev.gossip.repair.proto.Ask;
import dev.gossip.repair.proto.Resolve;
import dev.gossip.repair.proto.Resolved;
import dev.gossip.repair.proto.Symbols;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides when to compare with which peer: at once when its link comes up, and then seldom. At most
 * a few comparisons are in progress at a time, so that what several peers have is requested once.
 */
final class Comparisons implements Comparison.Listener {
  /** The shortest mean time between two comparisons that a node starts with one peer. */
  static final Duration MIN_INTERVAL = Duration.ofSeconds(10);

  /** Comparisons that may be started at once with a peer that has just come up. */
  private static final int BURST = 3;

  /** What peers may do: more, since the times between frames vary, and nodes restart. */
  private static final int PEER_BURST = 2 * BURST;

  private static final double PEER_INTERVAL_SHARE = 0.9;

  /** In progress at the same time; a guess. */
  private static final int MAX_IN_PROGRESS = 3;

  /** The end that did not dial waits for so long for the other end's comparison. */
  private static final Duration ACCEPTOR_DELAY = Duration.ofSeconds(1);

  private static final double MIN_INTERVAL_FACTOR = 0.75;
  private static final double MAX_INTERVAL_FACTOR = 1.25;

  /**
   * How long broken symbols of a peer are remembered. A checksum that matches by chance breaks one
   * comparison of 1,000 differences in 200,000, see {@code Coding.checksum}.
   */
  private static final long BROKEN_KEPT_NANOS = Duration.ofHours(1).toNanos();

  /** As for the allowances. */
  private static final int MAX_BROKEN = 4_096;

  private final RelayContext context;
  private final RepairSettings settings;
  private final Holdings holdings;
  private final MissingMessages missing;
  private final BiPredicate<PeerId, MessageId> mayReveal;
  private final Allowances own = new Allowances(BURST, MIN_INTERVAL.toNanos());
  private final Allowances theirs =
      new Allowances(PEER_BURST, (long) (MIN_INTERVAL.toNanos() * PEER_INTERVAL_SHARE));
  // When the symbols of a peer were those of no set. Kept for a peer that reconnects.
  private final BoundedMap<PeerId, Long> brokenAtNanos = new BoundedMap<>(MAX_BROKEN);
  private final Answers answers;
  private final Set<RepairLink> waiting = new LinkedHashSet<>();
  private final CodingBudget budget;
  private final CodingBudget answerBudget;
  private @Nullable TimerHandle budgetTimer;
  private int inProgress;

  Comparisons(
      RelayContext context,
      RepairSettings settings,
      Holdings holdings,
      MissingMessages missing,
      BiPredicate<PeerId, MessageId> mayReveal) {
    this.context = context;
    this.settings = settings;
    this.holdings = holdings;
    this.missing = missing;
    this.mayReveal = mayReveal;
    this.answers = new Answers(context);
    this.budget = new CodingBudget(context.nowNanos());
    this.answerBudget = new CodingBudget(context.nowNanos());
  }

  // ---- when ----------------------------------------------------------------------------------

  void onLinkUp(RepairLink link) {
    boolean isDialer = link.peer.direction() == Direction.OUTBOUND;
    scheduleIn(link, isDialer ? Duration.ZERO : ACCEPTOR_DELAY);
  }

  void onLinkDown(RepairLink link) {
    link.cancelDue();
    link.stopNudging();
    waiting.remove(link);
    answers.onLinkDown(link);
    link.dropAnswer();
    Comparison comparison = link.comparison;
    if (comparison != null) {
      comparison.close();
      link.comparison = null;
      inProgress--;
      startWaiting();
    }
  }

  /** The peer says that this node lacks something. */
  void onNudge(RepairLink link) {
    link.isNudged = true;
    if (link.comparison == null) {
      scheduleIn(link, Duration.ZERO);
    }
  }

  private void scheduleIn(RepairLink link, Duration delay) {
    link.cancelDue();
    Duration allowed = Duration.ofNanos(own.waitNanos(link.id(), context.nowNanos()));
    link.due =
        context.schedule(
            delay.compareTo(allowed) > 0 ? delay : allowed,
            "compare",
            () -> {
              link.due = null;
              waiting.add(link);
              startWaiting();
            });
  }

  private void scheduleNext(RepairLink link) {
    double factor =
        MIN_INTERVAL_FACTOR
            + context.random().nextDouble() * (MAX_INTERVAL_FACTOR - MIN_INTERVAL_FACTOR);
    Duration drawn = Duration.ofNanos((long) (link.interval.toNanos() * factor));
    scheduleIn(link, link.isNudged ? Duration.ZERO : drawn);
  }

  private void startWaiting() {
    while (inProgress < MAX_IN_PROGRESS && !waiting.isEmpty()) {
      long wait = budget.waitNanos(holdings.size(), context.nowNanos());
      if (wait > 0) {
        startLater(wait);
        return;
      }
      RepairLink link = waiting.iterator().next();
      waiting.remove(link);
      boolean isWanted = link.isNudged || link.isLacking;
      if (holdings.size() == 0 && link.rounds > 0 && !isWanted) {
        // The peer compares if it has something, and says that this node lacks it.
        scheduleNext(link);
        continue;
      }
      if (!own.take(link.id(), context.nowNanos())) {
        scheduleIn(link, Duration.ZERO);
        continue;
      }
      budget.take(sizeFor(link));
      link.cancelDue();
      link.isNudged = false;
      inProgress++;
      Comparison comparison = new Comparison(context, holdings, link, mayShowTo(link), this);
      link.comparison = comparison;
      comparison.start();
    }
  }

  private void startLater(long waitNanos) {
    if (budgetTimer == null) {
      budgetTimer =
          context.schedule(
              Duration.ofNanos(waitNanos),
              "compare",
              () -> {
                budgetTimer = null;
                startWaiting();
              });
    }
  }

  /** How many messages are coded for a comparison with a peer, at most. */
  private int sizeFor(RepairLink link) {
    return holdings.size() + link.refused.size();
  }

  private Holdings.Snapshot snapshotFor(RepairLink link) {
    return holdings.snapshot(mayShowTo(link)).with(link.refused.current());
  }

  private Predicate<MessageId> mayShowTo(RepairLink link) {
    return id -> mayReveal.test(link.id(), id);
  }

  @Override
  public void onPromised(RepairLink link, MessageId id) {
    missing.onPromised(link.id(), id);
  }

  /** Symbols of two honest ends can look so by chance, but not twice. */
  @Override
  public void onBroken(RepairLink link) {
    long now = context.nowNanos();
    Long before = brokenAtNanos.get(link.id());
    boolean isRepeated = before != null && now - before < BROKEN_KEPT_NANOS;
    brokenAtNanos.put(link.id(), now);
    context.report(link.id(), isRepeated ? Misbehaviour.MALFORMED_FRAME : Misbehaviour.UNSOLICITED);
  }

  @Override
  public void onEnded(RepairLink link, boolean foundMissing) {
    inProgress--;
    context.count(RelayMetric.REPAIR_COMPARISONS, 1);
    if (foundMissing) {
      context.count(RelayMetric.REPAIR_COMPARISONS_FOUND, 1);
    }
    Duration doubled = link.interval.multipliedBy(2);
    Duration longest = settings.interval();
    link.interval =
        link.isLacking ? MIN_INTERVAL : doubled.compareTo(longest) < 0 ? doubled : longest;
    scheduleNext(link);
    startWaiting();
  }

  // ---- frames --------------------------------------------------------------------------------

  void onAsk(RepairLink link, Ask ask) throws InvalidProtocolBufferException {
    int count = ask.getCount();
    if (count < 1 || count > RepairCodec.MAX_SYMBOLS || ask.getFirst() < 0) {
      throw new InvalidProtocolBufferException(
          "a question asks for 1 to " + RepairCodec.MAX_SYMBOLS + " symbols");
    }
    Answer answer = link.answer;
    int newer = ask.getRound() - link.answerRound;
    if (newer < 0 || (newer == 0 && answer == null)) {
      // A copy of an old question.
      return;
    }
    if (answer == null || newer > 0) {
      link.stopNudging();
      if (ask.getRound() == link.deniedRound
          || answerBudget.waitNanos(holdings.size(), context.nowNanos()) > 0) {
        return;
      }
      if (!theirs.take(link.id(), context.nowNanos())) {
        link.deniedRound = ask.getRound();
        context.report(link.id(), Misbehaviour.UNSOLICITED);
        return;
      }
      answerBudget.take(sizeFor(link));
      answer = new Answer(context, answers, link, ask, snapshotFor(link));
      link.begin(answer);
      if (link.due != null) {
        // Both ends learn of differences: the peer says so if this node lacks something.
        scheduleNext(link);
      }
    } else if (!mayCode(link, answer)) {
      return;
    }
    link.keepAnswer(answer);
    answer.onAsk(ask);
  }

  /** Whether an answer is coded, or the peer may have it coded again. */
  private boolean mayCode(RepairLink link, Answer answer) {
    if (answer.isForgotten()) {
      if (!theirs.take(link.id(), context.nowNanos())) {
        return false;
      }
      answer.setCharged();
    }
    return true;
  }

  void onSymbols(RepairLink link, Symbols frame) throws InvalidProtocolBufferException {
    Comparison comparison = link.comparison;
    if (comparison != null && comparison.round() == frame.getRound()) {
      comparison.onSymbols(frame);
    }
  }

  void onResolve(RepairLink link, Resolve frame) throws InvalidProtocolBufferException {
    var shortIds = RepairCodec.shortIds(frame.getShortIds());
    Answer answer = link.answer;
    if (answer != null
        && answer.round() == frame.getRound()
        && !shortIds.isEmpty()
        && mayCode(link, answer)) {
      link.keepAnswer(answer);
      answer.onResolve(shortIds);
    }
  }

  void onResolved(RepairLink link, Resolved frame) throws InvalidProtocolBufferException {
    Comparison comparison = link.comparison;
    if (comparison != null && comparison.round() == frame.getRound()) {
      comparison.onResolved(frame);
    }
  }
}
