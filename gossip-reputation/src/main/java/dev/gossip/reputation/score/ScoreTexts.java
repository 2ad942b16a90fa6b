package dev.gossip.reputation.score;

import dev.gossip.api.spam.Explanation;
import dev.gossip.reputation.score.Ban.Moment;
import dev.gossip.reputation.score.CommonCause.Share;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Explains a score, for people. Names no message, peer, author or address, and only times ago. */
final class ScoreTexts {
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final long MILLI_NANOS = 1_000_000;

  private final ScoreSettings settings;
  private final boolean provesIds;

  ScoreTexts(ScoreSettings settings, boolean provesIds) {
    this.settings = settings;
    this.provesIds = provesIds;
  }

  /**
   * The terms of a score, the most expensive first, and then their sum.
   *
   * @param shares how many peers show some evidence
   */
  List<Explanation> explain(
      PeerScore score, boolean isUp, Function<Evidence, Share> shares, Moment now) {
    List<Explanation> terms = new ArrayList<>();
    Ban ban = score.latestBan();
    if (ban != null && (ban.leftNanos(now.nanos()) > 0 || ban.remembered(now.millis()) > 0)) {
      terms.add(explain(ban, now));
    }
    for (Evidence evidence : Evidence.COUNTED) {
      if (score.wasNoted(evidence)) {
        terms.add(explain(score, evidence, shares, now.nanos()));
      }
    }
    addLasting(terms, score, Evidence.CO_LOCATION, "more than are free", now.nanos());
    addLasting(terms, score, Evidence.APPLICATION, "as long as the peer is up", now.nanos());
    terms.sort(Comparator.comparingDouble(Explanation::value));
    if (isUp) {
      addCredit(terms, score, now.nanos());
    }
    if (!terms.isEmpty()) {
      terms.add(sum(score, now.nanos()));
    }
    return terms;
  }

  /** Why and how often, in a few words. */
  static String reason(Ban ban) {
    return ban.rule().rule() + ", " + times(ban.count());
  }

  private static Explanation explain(Ban ban, Moment now) {
    long left = ban.leftNanos(now.nanos());
    String until = left > 0 ? "until " + span(left) + " from now" : "over";
    return new Explanation(
        left > 0 ? "discouraged" : "was discouraged",
        left > 0 ? -PeerScore.DISCOURAGED_AT : 0,
        String.format(
            Locale.ROOT,
            "for %s; ban number %d, counting one less for each day without; %s",
            reason(ban),
            ban.number(),
            until));
  }

  private Explanation explain(
      PeerScore score, Evidence evidence, Function<Evidence, Share> shares, long nowNanos) {
    double limit = settings.limit(evidence);
    String kind = evidence.isProven() && provesIds ? "proven" : "inferred";
    String detail =
        String.format(
            Locale.ROOT,
            "%s: %s in about %s (%s; %d in all); halves every %s; latest %s ago",
            evidence.phrase(),
            limit == 0
                ? decimal(score.count(evidence, nowNanos)) + ", not charged,"
                : decimal(score.count(evidence, nowNanos)) + " of " + decimal(limit),
            span(settings.halfLifeNanos()),
            kind,
            score.total(evidence),
            span(settings.halfLifeNanos()),
            span(score.nanosSinceLatest(evidence, nowNanos)));
    if (limit > 0 && kind.equals("inferred")) {
      Share share = shares.apply(evidence);
      detail += share.isCommon() ? "; suspended: " + share : "; " + share;
    }
    return new Explanation(evidence.rule(), -score.penalty(evidence, nowNanos) + 0.0, detail);
  }

  private static void addLasting(
      List<Explanation> terms, PeerScore score, Evidence evidence, String detail, long nowNanos) {
    double penalty = score.penalty(evidence, nowNanos);
    if (penalty > 0) {
      terms.add(new Explanation(evidence.rule(), -penalty, evidence.phrase() + ": " + detail));
    }
  }

  private static void addCredit(List<Explanation> terms, PeerScore score, long nowNanos) {
    terms.add(
        new Explanation(
            "first copies",
            score.creditForFirstCopies(nowNanos),
            "of messages, lately; worth at most 5"));
    terms.add(
        new Explanation(
            "time up",
            score.creditForTimeUp(nowNanos),
            span(score.upNanos(nowNanos)) + "; worth at most 5, after an hour"));
    if (score.applicationPoints() > 0) {
      terms.add(
          new Explanation(
              Evidence.APPLICATION.rule(),
              score.applicationPoints(),
              Evidence.APPLICATION.phrase() + "; all credit together is worth at most 10"));
    }
  }

  private Explanation sum(PeerScore score, long nowNanos) {
    boolean isBanned = score.isBanned(nowNanos);
    double points = isBanned ? -PeerScore.DISCOURAGED_AT : -score.badness(nowNanos) + 0.0;
    List<String> parts = new ArrayList<>();
    addUntil(parts, "throttled", PeerScore.THROTTLED_AT, score, nowNanos);
    addUntil(parts, "no control", PeerScore.NO_CONTROL_AT, score, nowNanos);
    parts.add("no control at -25, throttled at -50, discouraged at -100");
    if (settings.dryRun()) {
      parts.add("dry run: nothing is done");
    }
    return new Explanation("score", points, String.join("; ", parts));
  }

  /** When a threshold is regained, if the peer does nothing bad meanwhile. */
  private void addUntil(
      List<String> parts, String what, double threshold, PeerScore score, long nowNanos) {
    if (score.badness(nowNanos) < threshold) {
      return;
    }
    double target = threshold + score.credit(nowNanos) - score.lastingPenalty(nowNanos);
    // The penalty is a sum of squares, which decay twice as fast as the counters.
    parts.add(
        target <= 0
            ? what + " as long as its cause lasts"
            : what
                + " until "
                + span(
                    Decay.nanosUntil(
                        score.decayingPenalty(nowNanos), target, settings.halfLifeNanos() / 2))
                + " from now");
  }

  private static String times(int count) {
    return count == 1 ? "once" : count + " times";
  }

  private static String decimal(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** A time span in its largest unit, rounded up: after it, it is over. */
  private static String span(long nanos) {
    if (nanos < SECOND_NANOS) {
      return up(nanos, MILLI_NANOS) + " ms";
    }
    long seconds = up(nanos, SECOND_NANOS);
    if (seconds < 120) {
      return seconds + " s";
    }
    return seconds < 7_200 ? up(seconds, 60) + " min" : up(seconds, 3_600) + " h";
  }

  private static long up(long value, long unit) {
    return (value + unit - 1) / unit;
  }
}
