package dev.gossip.udp.mtu;

import dev.gossip.udp.datagram.Datagrams;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The largest datagrams that the path of one link carries, as far as probes have proven it:
 * packetization layer path MTU discovery (RFC 8899). Sizes are bytes of UDP payload. Begins with
 * the size that every path has to carry, and tries larger ones, from the smallest to the largest,
 * once the link has more to send than one datagram holds. Two acknowledged probes prove a size.
 *
 * <p>Pure: times are those of a monotonic clock, in nanoseconds, and can be any value. There is one
 * probe under way at a time, and the caller reports what became of each.
 */
public final class PathMtu {
  /**
   * How long a size that got lost is not tried again: PMTU_RAISE_TIMER of RFC 8899 section 5.1.1.
   * Linux forgets what a router has said about the MTU of a path after the same time ({@code
   * net.ipv4.route.mtu_expires}).
   */
  public static final long RAISE_NANOS = Duration.ofMinutes(10).toNanos();

  /** How many probes in a row are lost before a size is given up: MAX_PROBES of RFC 8899. */
  static final int MAX_LOST_PROBES = 3;

  /** A single arrival could be a piece of luck on a path with several routes; two rarely are. */
  static final int NEEDED_PROBES = 2;

  /** After the first series of lost datagrams; doubled by each further one. A guess. */
  static final long FIRST_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  /** How often the pause doubles: 512 s are the most below {@link #RAISE_NANOS}. */
  private static final int MAX_FALLS = 10;

  /**
   * Sizes to try below the limit, as section 5.3.2 of RFC 8899 suggests: what fits the IPv4 packets
   * of paths with an MTU of 1,400 (common for tunnels), 1,460 (a large cloud), 1,500 (Ethernet) and
   * 9,000 (jumbo frames).
   */
  private static final int[] STEPS = {1_372, 1_432, 1_472, 8_972};

  private final boolean isNeverDivided;
  private int limitBytes;
  private int datagramBytes;
  private boolean isSilent;
  // Whether the link had more to send than one datagram holds, since the last search has ended.
  private boolean isWanted;
  private boolean isPaused;
  // Null before the first probe, and before a datagram above the size that every path carries: most
  // links of a large simulation never have one.
  private @Nullable Search search;

  /** What is known of datagrams above the size that every path carries. */
  private static final class Search {
    @Nullable LostSeries series;
    long pausedUntilNanos;
    int falls;
    long fellNanos;

    /** 0 if no probe is under way. */
    int probeBytes;

    long probeSentNanos;

    /** Whether the path has changed since the probe was sent. */
    boolean isProbeOutdated;

    int ackedProbes;
    int lostProbes;

    /** Returns the size of the probe that was under way; 0 if it says nothing about the path. */
    int endProbe() {
      int bytes = isProbeOutdated ? 0 : probeBytes;
      probeBytes = 0;
      return bytes;
    }

    /** Another path, or another limit: what probes have shown counts no longer. */
    void restart() {
      isProbeOutdated = true;
      ackedProbes = 0;
      lostProbes = 0;
    }

    LostSeries series() {
      LostSeries known = series;
      if (known == null) {
        known = new LostSeries();
        series = known;
      }
      return known;
    }
  }

  /**
   * Starts with the smallest size.
   *
   * @param limitBytes the largest datagram that leaves in one piece through the interface, above 0
   * @param isNeverDivided whether datagrams leave with "don't fragment" set
   */
  public PathMtu(int limitBytes, boolean isNeverDivided) {
    this.limitBytes = limitBytes;
    this.isNeverDivided = isNeverDivided;
    this.datagramBytes = base();
  }

  /** The largest datagram that the path carries, as far as known. Never above the limit. */
  public int datagramBytes() {
    return isSilent ? base() : datagramBytes;
  }

  /** Whether nothing has been learned of the path, so that a new object knows as much. */
  public boolean isUnexplored() {
    boolean isSearching = isWanted && datagramBytes < limitBytes;
    return datagramBytes == Datagrams.BASE_BYTES
        && !isPaused
        && !isSearching
        && (search == null
            || (search.falls == 0 && search.ackedProbes == 0 && search.lostProbes == 0));
  }

  /** There is no traffic any more: forgets the latest datagrams that have arrived or were lost. */
  public void rest() {
    if (search != null) {
      search.series = null;
    }
  }

  /** Whether a datagram is larger than what every path carries. */
  public boolean isAboveBase(int bytes) {
    return bytes > base();
  }

  /**
   * Sets what fits the interface that the system picks now. A lower limit means that the path is
   * another one.
   */
  public void limit(int bytes) {
    if (bytes < limitBytes) {
      onPathChanged(bytes);
    } else if (bytes > limitBytes) {
      limitBytes = bytes;
      datagramBytes = Math.max(datagramBytes, base());
      searchAgain();
    }
  }

  /** The link uses another path, of which nothing is known but what fits its interface. */
  public void onPathChanged(int newLimitBytes) {
    limitBytes = newLimitBytes;
    datagramBytes = base();
    isSilent = false;
    if (search != null) {
      search.falls = 0;
      search.series = null;
    }
    searchAgain();
  }

  private void searchAgain() {
    isPaused = false;
    if (search != null) {
      search.restart();
    }
  }

  /** The link has more to send than one datagram holds, so that larger ones would be of use. */
  public void onDemand() {
    isWanted = true;
  }

  /** The size of the probe to send now; 0 if none is due. */
  public int probeBytes(long nowNanos) {
    if (!isWanted || isSilent || datagramBytes >= limitBytes) {
      return 0;
    }
    if (search != null
        && (search.probeBytes > 0 || (isPaused && nowNanos - search.pausedUntilNanos < 0))) {
      return 0;
    }
    isPaused = false;
    return nextStep();
  }

  /** A probe was sent; it is reported by {@link #onProbeAcked} or {@link #onProbeLost}. */
  public void onProbeSent(int bytes, long nowNanos) {
    Search of = search();
    of.probeBytes = bytes;
    of.probeSentNanos = nowNanos;
    of.isProbeOutdated = false;
  }

  /** The probe that was under way has arrived. */
  public void onProbeAcked() {
    Search of = search();
    int bytes = of.endProbe();
    if (bytes == 0) {
      return;
    }
    of.series().onAcked(bytes, of.probeSentNanos);
    of.lostProbes = 0;
    if (++of.ackedProbes >= NEEDED_PROBES) {
      of.ackedProbes = 0;
      datagramBytes = bytes;
    }
  }

  /**
   * The probe that was under way is lost. Without "don't fragment" a single loss has to be enough:
   * Linux sets the flag on datagrams up to the MTU that it knows of a path (IP_PMTUDISC_WANT,
   * ip(7)), so that the first one that is too large is lost. A router then reports the MTU of the
   * path to the system, which divides the further ones; their arrival would prove nothing. For the
   * same reason sizes are tried from the smallest to the largest.
   */
  public void onProbeLost(long nowNanos) {
    Search of = search();
    if (of.endProbe() > 0 && ++of.lostProbes >= (isNeverDivided ? MAX_LOST_PROBES : 1)) {
      pause(RAISE_NANOS, nowNanos);
    }
  }

  /**
   * A datagram that was no probe has arrived.
   *
   * @param sentNanos when it was sent
   */
  public void onAcked(int bytes, long sentNanos) {
    if (bytes > base() && bytes <= datagramBytes) {
      search().series().onAcked(bytes, sentNanos);
    }
  }

  /**
   * A datagram that was no probe is lost. If nothing of its size arrives any more, the path has
   * changed, and the link returns to the size that every path carries (RFC 8899 section 4.3).
   *
   * @param sentNanos when it was sent
   */
  public void onLost(int bytes, long sentNanos, long nowNanos) {
    // Larger ones were sent before the size fell.
    if (bytes > base() && bytes <= datagramBytes && search().series().onLost(bytes, sentNanos)) {
      fall(nowNanos);
    }
  }

  /**
   * Nothing is acknowledged any more. Until that is over, datagrams have the size that every path
   * carries: if these arrive and the larger ones have not, the path has changed.
   */
  public void onSilence() {
    isSilent = true;
  }

  /**
   * Something is acknowledged again.
   *
   * @param haveArrived whether of the larger datagrams before the silence any has arrived
   */
  public void onSilenceOver(boolean haveArrived, long nowNanos) {
    if (isSilent && !haveArrived) {
      fall(nowNanos);
    }
    isSilent = false;
  }

  private void fall(long nowNanos) {
    Search of = search();
    datagramBytes = base();
    of.isProbeOutdated = true;
    of.series = null;
    boolean isAgain = of.falls > 0 && nowNanos - of.fellNanos < RAISE_NANOS;
    of.falls = isAgain ? Math.min(of.falls + 1, MAX_FALLS) : 1;
    of.fellNanos = nowNanos;
    // Without "don't fragment" the system may divide datagrams of this size by now.
    long pauseNanos = isNeverDivided ? FIRST_PAUSE_NANOS << (of.falls - 1) : RAISE_NANOS;
    pause(pauseNanos, nowNanos);
  }

  private void pause(long nanos, long nowNanos) {
    Search of = search();
    isPaused = true;
    isWanted = false;
    of.pausedUntilNanos = nowNanos + nanos;
    of.ackedProbes = 0;
    of.lostProbes = 0;
  }

  private Search search() {
    Search known = search;
    if (known == null) {
      known = new Search();
      search = known;
    }
    return known;
  }

  /** The size that every path has to carry, as long as the interface carries it. */
  private int base() {
    return Math.min(Datagrams.BASE_BYTES, limitBytes);
  }

  private int nextStep() {
    for (int step : STEPS) {
      if (step > datagramBytes) {
        return Math.min(step, limitBytes);
      }
    }
    return limitBytes;
  }
}
