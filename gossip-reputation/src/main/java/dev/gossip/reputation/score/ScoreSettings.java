package dev.gossip.reputation.score;

import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The settings of {@link ReputationPlugin}, checked. */
final class ScoreSettings {
  private static final int MAX_LIMIT = 10_000;
  private static final Duration MIN_HALF_LIFE = Duration.ofSeconds(10);
  private static final Duration MAX_HALF_LIFE = Duration.ofHours(1);
  private static final Duration MIN_BAN = Duration.ofSeconds(1);
  private static final Duration MAX_BAN = Duration.ofDays(1);
  private static final double NANOS_PER_MINUTE = 60e9;

  /**
   * Three half-lives in a row: the counter is then 1 + 1/2 + 1/4, after two 1 + 1/2. One may be a
   * pause of the network's authors, and two a partition.
   */
  private static final double FEW_DELIVERIES_LIMIT = 1.6;

  /** Without proven ids, the rate of evidence that has none: the others need time to show it. */
  private static final int CLAIMED_PER_SECOND = 1;

  private static final Setting<Duration> HALF_LIFE =
      Setting.duration(
          "half-life",
          "1m",
          "time after which half of the evidence is forgotten, 10s to 1h; so each limit means"
              + " 'within about a minute', and a link that is down for 6 s is forgotten soon");

  private static final Setting<Integer> MALFORMED_LIMIT =
      limit(
          Evidence.MALFORMED,
          10,
          "a guess: one would do (spam.strict), ten survive a bug in one release");

  private static final Setting<Integer> BAD_SIGNATURE_LIMIT =
      limit(
          Evidence.BAD_SIGNATURE,
          10,
          "a guess: one would do (spam.strict), ten survive a bug in one release");

  private static final Setting<Integer> UNCHECKED_SIGNATURE_LIMIT =
      limit(
          Evidence.UNCHECKED_SIGNATURE,
          0,
          "off, since a forger could make honest peers look guilty that cannot check; 10 would be"
              + " 11 s at the 1 a second that counts");

  private static final Setting<Integer> UNSOLICITED_LIMIT =
      limit(
          Evidence.UNSOLICITED,
          20,
          "5 s at the 4 a second that count; as long as a link may be silent without being down");

  private static final Setting<Integer> BROKEN_PROMISE_LIMIT =
      limit(
          Evidence.BROKEN_PROMISE,
          15,
          "3 rounds of repair at the 5 a second that count; 5 % loss gives 0.09");

  private static final Setting<Integer> EXCESS_LIMIT =
      limit(
          Evidence.EXCESS,
          20,
          "5 s at the 4 a second that count; as long as a link may be silent without being down");

  private static final Setting<Integer> INVALID_LIMIT =
      limit(
          Evidence.INVALID,
          0,
          "off, since honest nodes without that validator pass them on; 30 would be 37 s at the 1 a"
              + " second that counts");

  private static final Setting<Integer> SLOW_LIMIT =
      limit(Evidence.SLOW, 0, "off, since this node's link may be the slow one");

  private static final Setting<Integer> DELIVERY_QUOTA =
      Setting.integer(
          "delivery-quota",
          0,
          0,
          MAX_LIMIT,
          "first copies per minute that a peer must deliver in one of three half-lives; 0 is off,"
              + " since quotas punish lossy links");

  private static final Setting<Integer> PEERS_PER_GROUP =
      Setting.integer(
          "peers-per-group",
          0,
          0,
          MAX_LIMIT,
          "peers of one address group (IPv4 /16, IPv6 /32) for free; twice as many are discouraged;"
              + " 0 is off, since peers could keep each other out; local addresses never"
              + " count");

  private static final Setting<Duration> BAN =
      Setting.duration(
          "ban",
          "10m",
          "how long a peer is discouraged the first time, 1s to 24h; each time doubles, a day"
              + " without halves; a guess: long enough to be worth it, short enough for a mistake");

  private static final Setting<Boolean> DRY_RUN =
      Setting.flag(
          "dry-run", false, "count and explain, warn of what would be done, but discourage nobody");

  /** All settings, in the order in which they are listed. */
  static final List<Setting<?>> ALL =
      List.of(
          HALF_LIFE,
          MALFORMED_LIMIT,
          BAD_SIGNATURE_LIMIT,
          UNCHECKED_SIGNATURE_LIMIT,
          UNSOLICITED_LIMIT,
          BROKEN_PROMISE_LIMIT,
          EXCESS_LIMIT,
          INVALID_LIMIT,
          SLOW_LIMIT,
          DELIVERY_QUOTA,
          PEERS_PER_GROUP,
          BAN,
          DRY_RUN);

  private final long halfLifeNanos;
  private final double[] limits = new double[Evidence.COUNTED.size()];
  private final int deliveryQuota;
  private final int peersPerGroup;
  private final long banNanos;
  private final boolean dryRun;

  private ScoreSettings(PluginSettings settings) {
    halfLifeNanos =
        settings.read(HALF_LIFE, value -> nanosWithin(value, MIN_HALF_LIFE, MAX_HALF_LIFE));
    banNanos = settings.read(BAN, value -> nanosWithin(value, MIN_BAN, MAX_BAN));
    deliveryQuota = settings.get(DELIVERY_QUOTA);
    peersPerGroup = settings.get(PEERS_PER_GROUP);
    dryRun = settings.get(DRY_RUN);
    readLimit(settings, MALFORMED_LIMIT, Evidence.MALFORMED);
    readLimit(settings, BAD_SIGNATURE_LIMIT, Evidence.BAD_SIGNATURE);
    readLimit(settings, UNCHECKED_SIGNATURE_LIMIT, Evidence.UNCHECKED_SIGNATURE);
    readLimit(settings, UNSOLICITED_LIMIT, Evidence.UNSOLICITED);
    readLimit(settings, BROKEN_PROMISE_LIMIT, Evidence.BROKEN_PROMISE);
    readLimit(settings, EXCESS_LIMIT, Evidence.EXCESS);
    readLimit(settings, INVALID_LIMIT, Evidence.INVALID);
    readLimit(settings, SLOW_LIMIT, Evidence.SLOW);
    limits[Evidence.FEW_DELIVERIES.index()] = deliveryQuota == 0 ? 0 : FEW_DELIVERIES_LIMIT;
  }

  /**
   * Reads and checks the settings of the plugin.
   *
   * @throws dev.gossip.api.plugin.InvalidSettingException if a value is out of bounds, or if a
   *     limit can never be reached
   */
  static ScoreSettings read(PluginSettings settings) {
    return new ScoreSettings(settings);
  }

  private static Setting<Integer> limit(Evidence evidence, int defaultLimit, String derivation) {
    return Setting.integer(
        evidence.rule() + "-limit",
        defaultLimit,
        0,
        MAX_LIMIT,
        evidence.phrase()
            + " within about a half-life that discourage a peer; 0 is off; the default is "
            + derivation);
  }

  private static long nanosWithin(Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          "it is not from " + min.toSeconds() + "s to " + max.toSeconds() + "s");
    }
    return value.toNanos();
  }

  private void readLimit(PluginSettings settings, Setting<Integer> setting, Evidence evidence) {
    int limit = settings.read(setting, value -> reachable(value, evidence));
    limits[evidence.index()] = limit;
  }

  private int reachable(int limit, Evidence evidence) {
    if (evidence.perSecond() > 0) {
      double most = Decay.limitOf(evidence.perSecond(), halfLifeNanos);
      if (limit > most) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the limit is never reached: at most %d count within a second, and with a half-life"
                    + " of %d s they add up to %.1f; lower the limit or raise half-life",
                evidence.perSecond(),
                halfLifeNanos / 1_000_000_000,
                most));
      }
    }
    return limit;
  }

  /** The time after which half of the evidence is forgotten. */
  long halfLifeNanos() {
    return halfLifeNanos;
  }

  /** The counter that discourages a peer; 0 if never. */
  double limit(Evidence evidence) {
    return limits[evidence.index()];
  }

  /**
   * How much evidence counts within a second; 0 for all. Without proven ids there is no evidence
   * without a rate, so that others may show it before a peer is discouraged.
   */
  static int perSecond(Evidence evidence, boolean provesIds) {
    boolean hasNoRate = evidence.perSecond() == 0 && evidence.isProven();
    return hasNoRate && !provesIds ? CLAIMED_PER_SECOND : evidence.perSecond();
  }

  /** First copies that a peer must deliver within a half-life; 0 if none. */
  double deliveryQuota() {
    return deliveryQuota * (halfLifeNanos / NANOS_PER_MINUTE);
  }

  /** How many peers of one address group are free; 0 if all. */
  int peersPerGroup() {
    return peersPerGroup;
  }

  /** The length of the first ban. */
  long banNanos() {
    return banNanos;
  }

  /** Whether nothing is done but counting. */
  boolean dryRun() {
    return dryRun;
  }
}
