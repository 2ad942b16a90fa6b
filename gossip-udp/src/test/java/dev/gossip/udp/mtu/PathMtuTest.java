package dev.gossip.udp.mtu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PathMtuTest {
  private long now = Long.MAX_VALUE - 1_000;

  private PathMtu wanted(int limit, boolean neverDivided) {
    PathMtu mtu = new PathMtu(limit, neverDivided);
    mtu.onDemand();
    return mtu;
  }

  /** Sends the probe that is due, and reports that it has arrived or got lost. */
  private int probe(PathMtu mtu, boolean arrives) {
    int bytes = mtu.probeBytes(now);
    if (bytes > 0) {
      mtu.onProbeSent(bytes, now);
      now += 1_000_000;
      if (arrives) {
        mtu.onProbeAcked();
      } else {
        mtu.onProbeLost(now);
      }
    }
    return bytes;
  }

  private void loseSeries(PathMtu mtu, int bytes) {
    for (int i = 0; i < LostSeries.DATAGRAMS; i++) {
      mtu.onLost(bytes, now, now + 1);
      now++;
    }
  }

  private List<Integer> provenSizes(int limit) {
    PathMtu mtu = wanted(limit, true);
    List<Integer> sizes = new ArrayList<>(List.of(mtu.datagramBytes()));
    while (probe(mtu, true) > 0) {
      if (mtu.datagramBytes() != sizes.get(sizes.size() - 1)) {
        sizes.add(mtu.datagramBytes());
      }
    }
    return sizes;
  }

  @Test
  void sizesRiseToTheLimitOfTheInterface() {
    assertThat(provenSizes(548)).containsExactly(548);
    assertThat(provenSizes(1_200)).containsExactly(1_200);
    assertThat(provenSizes(1_201)).containsExactly(1_200, 1_201);
    assertThat(provenSizes(1_372)).containsExactly(1_200, 1_372);
    assertThat(provenSizes(1_452)).containsExactly(1_200, 1_372, 1_432, 1_452);
    assertThat(provenSizes(1_472)).containsExactly(1_200, 1_372, 1_432, 1_472);
    assertThat(provenSizes(8_972)).containsExactly(1_200, 1_372, 1_432, 1_472, 8_972);
    assertThat(provenSizes(60_000)).containsExactly(1_200, 1_372, 1_432, 1_472, 8_972, 60_000);
  }

  @Test
  void idleLinkSendsNoProbe() {
    PathMtu mtu = new PathMtu(1_472, true);
    assertThat(mtu.probeBytes(now)).isZero();
    mtu.onDemand();
    assertThat(mtu.probeBytes(now)).isEqualTo(1_372);
  }

  @Test
  void singleProbeProvesNothing() {
    PathMtu mtu = wanted(1_472, true);
    probe(mtu, true);
    assertThat(mtu.datagramBytes()).isEqualTo(1_200);
    probe(mtu, true);
    assertThat(mtu.datagramBytes()).isEqualTo(1_372);
  }

  @Test
  void oneProbeIsUnderWayAtATime() {
    PathMtu mtu = wanted(1_472, true);
    mtu.onProbeSent(mtu.probeBytes(now), now);
    assertThat(mtu.probeBytes(now)).isZero();
  }

  @Test
  void threeLostProbesEndTheSearchForTenMinutes() {
    PathMtu mtu = wanted(1_472, true);
    assertThat(probe(mtu, false)).isEqualTo(1_372);
    assertThat(probe(mtu, false)).isEqualTo(1_372);
    assertThat(probe(mtu, true)).isEqualTo(1_372);
    assertThat(probe(mtu, false)).isEqualTo(1_372);
    assertThat(probe(mtu, false)).isEqualTo(1_372);
    assertThat(probe(mtu, false)).isEqualTo(1_372);
    mtu.onDemand();
    now += PathMtu.RAISE_NANOS - 1;
    assertThat(mtu.probeBytes(now)).isZero();
    now++;
    assertThat(mtu.probeBytes(now)).isEqualTo(1_372);
  }

  @Test
  void nextSearchWaitsForDemand() {
    PathMtu mtu = wanted(1_472, true);
    for (int i = 0; i < PathMtu.MAX_LOST_PROBES; i++) {
      probe(mtu, false);
    }
    now += PathMtu.RAISE_NANOS;
    assertThat(mtu.probeBytes(now)).isZero();
    mtu.onDemand();
    assertThat(mtu.probeBytes(now)).isEqualTo(1_372);
  }

  @Test
  void singleLostProbeEndsTheSearchWhereDatagramsMayBeDivided() {
    PathMtu mtu = wanted(1_472, false);
    probe(mtu, false);
    mtu.onDemand();
    now += PathMtu.RAISE_NANOS - 1;
    assertThat(mtu.probeBytes(now)).isZero();
    assertThat(mtu.probeBytes(now + 1)).isEqualTo(1_372);
  }

  @Test
  void unansweredSeriesReturnsToTheBase() {
    PathMtu mtu = wanted(8_972, true);
    while (mtu.datagramBytes() < 8_972) {
      probe(mtu, true);
    }
    loseSeries(mtu, 8_972);
    assertThat(mtu.datagramBytes()).isEqualTo(1_200);
    mtu.onDemand();
    assertThat(mtu.probeBytes(now)).isZero();
    now += PathMtu.FIRST_PAUSE_NANOS;
    assertThat(mtu.probeBytes(now)).isEqualTo(1_372);
  }

  @Test
  void lossOfSmallDatagramsLeavesTheSizeAsItIs() {
    PathMtu mtu = wanted(1_372, true);
    probe(mtu, true);
    probe(mtu, true);
    for (int i = 0; i < 10; i++) {
      loseSeries(mtu, 1_200);
    }
    assertThat(mtu.datagramBytes()).isEqualTo(1_372);
  }

  @Test
  void pauseDoublesWithEachSeriesUpToTenMinutes() {
    List<Long> pauses = new ArrayList<>();
    PathMtu mtu = wanted(1_372, true);
    for (int fall = 0; fall < 12; fall++) {
      probe(mtu, true);
      probe(mtu, true);
      loseSeries(mtu, 1_372);
      assertThat(mtu.datagramBytes()).isEqualTo(1_200);
      mtu.onDemand();
      long begin = now;
      while (mtu.probeBytes(now) == 0) {
        now += PathMtu.FIRST_PAUSE_NANOS / 2;
      }
      pauses.add(Math.round((now - begin) / (double) PathMtu.FIRST_PAUSE_NANOS));
    }
    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L, 512L, 512L);
  }

  @Test
  void pauseAfterASeriesIsLongWhereDatagramsMayBeDivided() {
    PathMtu mtu = wanted(1_372, false);
    probe(mtu, true);
    probe(mtu, true);
    loseSeries(mtu, 1_372);
    mtu.onDemand();
    assertThat(mtu.probeBytes(now + PathMtu.RAISE_NANOS / 2)).isZero();
  }

  @Test
  void lowerLimitHoldsAtOnceAndStartsOver() {
    PathMtu mtu = wanted(8_972, true);
    while (mtu.datagramBytes() < 8_972) {
      probe(mtu, true);
    }
    mtu.limit(1_472);
    assertThat(mtu.datagramBytes()).isEqualTo(1_200);
    assertThat(mtu.probeBytes(now)).isEqualTo(1_372);
    mtu.limit(548);
    assertThat(mtu.datagramBytes()).isEqualTo(548);
    assertThat(mtu.probeBytes(now)).isZero();
  }

  @Test
  void higherLimitContinuesTheSearch() {
    PathMtu mtu = wanted(548, true);
    mtu.limit(1_400);
    assertThat(mtu.datagramBytes()).isEqualTo(1_200);
    while (mtu.datagramBytes() < 1_400) {
      probe(mtu, true);
    }
    probe(mtu, true);
    mtu.limit(1_472);
    assertThat(mtu.datagramBytes()).isEqualTo(1_400);
    assertThat(probe(mtu, true)).isEqualTo(1_432);
    assertThat(mtu.datagramBytes()).isEqualTo(1_400);
  }

  @Test
  void probeOfAnEarlierPathProvesNothing() {
    PathMtu mtu = wanted(1_472, true);
    probe(mtu, true);
    mtu.onProbeSent(mtu.probeBytes(now), now);
    mtu.onPathChanged(1_472);
    assertThat(mtu.probeBytes(now)).isZero();
    mtu.onProbeAcked();
    assertThat(mtu.datagramBytes()).isEqualTo(1_200);
    probe(mtu, true);
    assertThat(mtu.datagramBytes()).isEqualTo(1_200);
    probe(mtu, true);
    assertThat(mtu.datagramBytes()).isEqualTo(1_372);
  }

  @Test
  void probeThatArrivesAfterASeriesProvesNothing() {
    PathMtu mtu = wanted(1_472, true);
    probe(mtu, true);
    probe(mtu, true);
    mtu.onProbeSent(mtu.probeBytes(now), now);
    loseSeries(mtu, 1_372);
    mtu.onProbeAcked();
    mtu.onDemand();
    now += PathMtu.FIRST_PAUSE_NANOS;
    probe(mtu, true);
    assertThat(mtu.datagramBytes()).isEqualTo(1_200);
  }
}
