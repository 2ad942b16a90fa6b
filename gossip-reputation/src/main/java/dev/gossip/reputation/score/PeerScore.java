package dev.gossip.reputation.score;

import dev.gossip.api.Peer;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.Standing;
import org.jspecify.annotations.Nullable;

/**
 * The score of one peer. Each kind of evidence has a counter c that halves with each half-life and
 * a limit L, and costs 100 (c / L)^2 points: half of a limit costs 25, the whole 100. The squares
 * make few offences of many kinds cheap, and one kind again and again expensive. What a peer does
 * well is worth at most {@value #MAX_CREDIT} points, which is 5 % more offences (the square root of
 * 1.1): nobody can save up for an attack.
 */
final class PeerScore {
  /** Half of a limit. */
  static final double NO_CONTROL_AT = 25;

  /** 70 % of a limit. */
  static final double THROTTLED_AT = 50;

  /** The whole limit. */
  static final double DISCOURAGED_AT = 100;

  static final double MAX_CREDIT = 10;

  /** Half of the credit for deliveries, half for staying. Guesses, as is how they are earned. */
  private static final double MAX_CREDIT_OF_EACH = 5;

  /** Decayed first copies for the whole credit: 7 messages a minute. */
  private static final double FIRST_COPIES_FOR_CREDIT = 10;

  private static final double NANOS_FOR_CREDIT = 3_600e9;

  private final Peer peer;
  private final ScoreSettings settings;
  private final long upSinceNanos;
  // Null before the first message: a large simulation has many links.
  private @Nullable DecayingCount firstCopies;
  private @Nullable DecayingCount copies;
  private @Nullable Counters counters;
  private @Nullable Ban ban;
  private @Nullable Throttle throttle;
  private boolean isClean = true;
  private boolean mayBeThrottled;
  private int deliveredInPeriod;
  private double applicationPoints;
  private double coLocationPenalty;

  PeerScore(Peer peer, ScoreSettings settings, long nowNanos) {
    this.peer = peer;
    this.settings = settings;
    this.upSinceNanos = nowNanos;
  }

  private DecayingCount newCount() {
    return new DecayingCount(settings.halfLifeNanos(), upSinceNanos);
  }

  Peer peer() {
    return peer;
  }

  /** For how long it has been up. */
  long upNanos(long nowNanos) {
    return nowNanos - upSinceNanos;
  }

  // ---- what a peer does ----------------------------------------------------------------------

  /** Notes one piece of evidence; returns whether it is within its rate, and so counts. */
  boolean note(Evidence evidence, int perSecond, long nowNanos) {
    Counters noted = counters;
    if (noted == null) {
      noted = new Counters();
      counters = noted;
    }
    return noted.note(evidence, perSecond, nowNanos);
  }

  /** Counts evidence that was noted. */
  void count(Evidence evidence, double weight, long nowNanos) {
    if (counters != null) {
      counters.add(evidence, weight, nowNanos, settings.halfLifeNanos());
    }
  }

  /** Forgets evidence that nobody is charged for. */
  void forget(Evidence evidence) {
    if (counters != null) {
      counters.forget(evidence);
    }
  }

  void addFirstCopy(long nowNanos) {
    if (firstCopies == null) {
      firstCopies = newCount();
    }
    firstCopies.add(nowNanos);
    deliveredInPeriod++;
  }

  /** Returns the first copies since the last call. */
  int takeDelivered() {
    int delivered = deliveredInPeriod;
    deliveredInPeriod = 0;
    return delivered;
  }

  /** Adds a further copy of a known message. Returns how many there were lately. */
  double addCopy(long nowNanos) {
    if (copies == null) {
      copies = newCount();
    }
    copies.add(nowNanos);
    return copies.at(nowNanos);
  }

  void setApplicationPoints(double points) {
    applicationPoints = points;
  }

  /** What the application thinks, at most {@link #MAX_CREDIT}. */
  double applicationPoints() {
    return applicationPoints;
  }

  void setCoLocationPenalty(double points) {
    coLocationPenalty = points;
  }

  /** Restores what was kept while the peer was down. */
  void restore(@Nullable Counters kept, @Nullable Ban latest, long nowNanos) {
    counters = kept;
    ban = latest;
    update(nowNanos);
  }

  // ---- its score -----------------------------------------------------------------------------

  /** The points that one kind of evidence costs. */
  double penalty(Evidence evidence, long nowNanos) {
    return switch (evidence) {
      case CO_LOCATION -> coLocationPenalty;
      case APPLICATION -> Math.max(0, -applicationPoints);
      default -> {
        double limit = settings.limit(evidence);
        double share = limit == 0 ? 0 : count(evidence, nowNanos) / limit;
        yield DISCOURAGED_AT * share * share;
      }
    };
  }

  /** The points of all evidence that is forgotten with time. */
  double decayingPenalty(long nowNanos) {
    double sum = 0;
    if (counters != null) {
      for (Evidence evidence : Evidence.COUNTED) {
        sum += penalty(evidence, nowNanos);
      }
    }
    return sum;
  }

  /** The points that last as long as their cause. */
  double lastingPenalty(long nowNanos) {
    return penalty(Evidence.CO_LOCATION, nowNanos) + penalty(Evidence.APPLICATION, nowNanos);
  }

  /**
   * What the peer does well; none as long as the application speaks against it, which may so
   * discourage a peer whatever it delivers.
   */
  double credit(long nowNanos) {
    return applicationPoints < 0
        ? 0
        : Math.min(
            MAX_CREDIT,
            creditForFirstCopies(nowNanos) + creditForTimeUp(nowNanos) + applicationPoints);
  }

  double creditForFirstCopies(long nowNanos) {
    double lately = firstCopies == null ? 0 : firstCopies.at(nowNanos);
    double share = lately / FIRST_COPIES_FOR_CREDIT;
    return MAX_CREDIT_OF_EACH * Math.min(1, share);
  }

  double creditForTimeUp(long nowNanos) {
    return MAX_CREDIT_OF_EACH * Math.min(1, upNanos(nowNanos) / NANOS_FOR_CREDIT);
  }

  /** Penalty less credit; what the standing depends on. */
  double badness(long nowNanos) {
    return decayingPenalty(nowNanos) + lastingPenalty(nowNanos) - credit(nowNanos);
  }

  /**
   * Discouraged are those with a ban only, which begins when the points reach 100. Asked for each
   * frame, so what is usual is cheap: penalties only decay, so few points stay few.
   */
  Standing standing(long nowNanos) {
    if (isBanned(nowNanos)) {
      return Standing.DISCOURAGED;
    }
    if (isClean) {
      return Standing.GOOD;
    }
    double badness = badness(nowNanos);
    if (badness >= THROTTLED_AT) {
      return Standing.THROTTLED;
    }
    return badness >= NO_CONTROL_AT ? Standing.NO_CONTROL : Standing.GOOD;
  }

  double count(Evidence evidence, long nowNanos) {
    return counters == null ? 0 : counters.count(evidence, nowNanos, settings.halfLifeNanos());
  }

  /** All evidence of a kind since it was last forgotten, whether or not it counted. */
  int total(Evidence evidence) {
    return counters == null ? 0 : counters.total(evidence);
  }

  /** Whether there was evidence of a kind, charged or not. */
  boolean wasNoted(Evidence evidence) {
    return counters != null && counters.wasNoted(evidence);
  }

  /** The time since the latest evidence of a kind, if there was any. */
  long nanosSinceLatest(Evidence evidence, long nowNanos) {
    return counters == null ? 0 : nowNanos - counters.latestNanos(evidence);
  }

  // ---- what follows --------------------------------------------------------------------------

  /** Notes that the points may have risen. */
  void update(long nowNanos) {
    isClean = decayingPenalty(nowNanos) + lastingPenalty(nowNanos) < NO_CONTROL_AT;
    mayBeThrottled = badness(nowNanos) >= THROTTLED_AT;
  }

  /** Begins a ban for the most expensive kind of evidence, and forgets all evidence. */
  Ban ban(Ban.Moment now) {
    Evidence largest = Evidence.MALFORMED;
    for (Evidence evidence : Evidence.values()) {
      if (penalty(evidence, now.nanos()) > penalty(largest, now.nanos())) {
        largest = evidence;
      }
    }
    int count = Evidence.COUNTED.contains(largest) ? Math.max(1, total(largest)) : 1;
    Ban begun = Ban.next(ban, largest, count, settings.banNanos(), now);
    ban = begun;
    counters = null;
    isClean = false;
    mayBeThrottled = false;
    return begun;
  }

  boolean isBanned(long nowNanos) {
    return ban != null && ban.leftNanos(nowNanos) > 0;
  }

  /** The latest ban, if there was any. */
  @Nullable Ban latestBan() {
    return ban;
  }

  /** Whether to spend work; asked for each frame, so what is usual is cheap. */
  boolean admits(Cost cost, int amount, long nowNanos) {
    if (isBanned(nowNanos)) {
      return false;
    }
    if (mayBeThrottled) {
      update(nowNanos);
    }
    return !mayBeThrottled || throttle(nowNanos).take(cost, amount, nowNanos);
  }

  private Throttle throttle(long nowNanos) {
    Throttle budget = throttle;
    if (budget == null) {
      budget = new Throttle(nowNanos);
      throttle = budget;
    }
    return budget;
  }
}
