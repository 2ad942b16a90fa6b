package dev.gossip.udp.mtu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.udp.RandomSeeds;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@link PathMtu} on modelled paths: rounds of datagrams of the current size, and probes. */
class PathMtuModelTest {
  private static final int[] LADDER = {1_200, 1_372, 1_432, 1_472, 8_972, 60_000};
  private static final long ROUND_NANOS = 50_000_000;
  private static final int DATAGRAMS_PER_ROUND = 6;

  /** A path, and the system that sends on it. */
  private static final class Path {
    final boolean neverDivided;
    final int limit;
    final double loss;
    final SplittableRandom random;
    final PathMtu mtu;
    int carried;
    long now;
    // The size above which the system divides datagrams, learned from a router; 0 for none.
    int learned;
    long learnedNanos;
    int divided;

    Path(int limit, int carried, boolean neverDivided, double loss, SplittableRandom random) {
      this.limit = limit;
      this.carried = carried;
      this.neverDivided = neverDivided;
      this.loss = loss;
      this.random = random;
      this.mtu = new PathMtu(limit, neverDivided);
      this.now = random.nextBoolean() ? Long.MAX_VALUE - ROUND_NANOS : random.nextLong();
    }

    boolean arrives(int bytes) {
      assertThat(bytes).isLessThanOrEqualTo(limit);
      boolean lucky = random.nextDouble() >= loss;
      if (bytes <= carried) {
        return lucky;
      }
      if (neverDivided) {
        return false;
      }
      if (learned > 0 && now - learnedNanos < PathMtu.RAISE_NANOS) {
        divided++;
        return lucky;
      }
      learned = carried;
      learnedNanos = now;
      return false;
    }

    void round() {
      mtu.onDemand();
      int probe = mtu.probeBytes(now);
      boolean probeArrives = false;
      if (probe > 0) {
        assertThat(probe).isGreaterThan(mtu.datagramBytes());
        mtu.onProbeSent(probe, now);
        probeArrives = arrives(probe);
      }
      int bytes = mtu.datagramBytes();
      boolean[] arrive = new boolean[DATAGRAMS_PER_ROUND];
      for (int i = 0; i < arrive.length; i++) {
        arrive[i] = arrives(bytes);
      }
      long sent = now;
      now += ROUND_NANOS;
      for (boolean one : arrive) {
        if (one) {
          mtu.onAcked(bytes, sent);
        }
      }
      for (boolean one : arrive) {
        if (!one) {
          mtu.onLost(bytes, sent, now);
        }
      }
      if (probeArrives) {
        mtu.onProbeAcked();
      } else if (probe > 0) {
        mtu.onProbeLost(now);
      }
      assertThat(mtu.datagramBytes()).isLessThanOrEqualTo(limit);
    }

    void rounds(int count) {
      for (int i = 0; i < count; i++) {
        round();
      }
    }

    /** The largest size of the ladder that the path carries. */
    int best() {
      int most = Math.min(limit, carried);
      return limit <= carried
          ? limit
          : IntStream.of(LADDER).filter(step -> step <= most).max().orElseThrow();
    }

    /** Runs until the best size is found. */
    void converge(int maxRounds) {
      int round = 0;
      while (mtu.datagramBytes() != best()) {
        assertThat(round++).as("limit %d, path %d", limit, carried).isLessThan(maxRounds);
        round();
      }
    }
  }

  @Test
  void everyPathIsFoundWithoutLoss() {
    SplittableRandom random = new SplittableRandom(1);
    for (boolean neverDivided : new boolean[] {true, false}) {
      for (int limit = 1_200; limit <= 1_500; limit += 4) {
        for (int carried = 1_200; carried <= 1_500; carried += 3) {
          Path path = new Path(limit, carried, neverDivided, 0, random);
          path.rounds(20);
          assertThat(path.mtu.datagramBytes())
              .as("limit %d, path %d", limit, carried)
              .isEqualTo(path.best());
          assertThat(path.divided).isZero();
        }
      }
    }
  }

  @Test
  void noDatagramIsDividedOnAConstantPath() {
    RandomSeeds.forEach(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          for (int run = 0; run < 60; run++) {
            double loss = 0.3 * random.nextDouble();
            Path path = new Path(any(random), any(random), false, loss, random);
            // More than two pauses.
            path.rounds(30_000);
            assertThat(path.divided).as("limit %d, path %d", path.limit, path.carried).isZero();
            assertThat(path.mtu.datagramBytes()).isLessThanOrEqualTo(path.best());
          }
        });
  }

  @Test
  void pathIsFoundInSpiteOfRandomLoss() {
    RandomSeeds.forEach(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          for (int run = 0; run < 100; run++) {
            boolean neverDivided = random.nextBoolean();
            // A single loss ends a search without the flag.
            double loss = random.nextDouble() * (neverDivided ? 0.3 : 0.05);
            Path path = new Path(any(random), any(random), neverDivided, loss, random);
            path.converge(40 * (int) (PathMtu.RAISE_NANOS / ROUND_NANOS));
          }
        });
  }

  @Test
  void shrunkenPathIsNoticedAndSearchedAgain() {
    RandomSeeds.forEach(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          for (int run = 0; run < 200; run++) {
            Path path = new Path(60_000, any(random), true, 0.05 * random.nextDouble(), random);
            path.converge(40 * (int) (PathMtu.RAISE_NANOS / ROUND_NANOS));
            path.carried = any(random);
            int before = path.mtu.datagramBytes();
            path.round();
            if (before > path.carried) {
              assertThat(path.mtu.datagramBytes()).isEqualTo(1_200);
            }
            path.converge(40 * (int) (PathMtu.RAISE_NANOS / ROUND_NANOS));
          }
        });
  }

  @Test
  void limitIsNeverExceededWhateverIsReported() {
    RandomSeeds.forEach(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          for (int run = 0; run < 500; run++) {
            reportAnything(random);
          }
        });
  }

  private static void reportAnything(SplittableRandom random) {
    int limit = random.nextInt(40, 65_508);
    PathMtu mtu = new PathMtu(limit, random.nextBoolean());
    long now = random.nextLong();
    for (int step = 0; step < 300; step++) {
      now += random.nextLong(PathMtu.FIRST_PAUSE_NANOS);
      int bytes = random.nextInt(65_508);
      switch (random.nextInt(9)) {
        case 0 -> limit = random.nextInt(40, 65_508);
        case 1 -> mtu.onDemand();
        case 2 -> mtu.onAcked(bytes, now - random.nextLong(PathMtu.RAISE_NANOS));
        case 3, 4 -> mtu.onLost(mtu.datagramBytes(), now - random.nextLong(1_000), now);
        case 5 -> mtu.onProbeLost(now);
        case 6 -> mtu.onPathChanged(limit);
        default -> {
          int probe = mtu.probeBytes(now);
          if (probe > 0) {
            mtu.onProbeSent(probe, now);
            mtu.onProbeAcked();
          }
        }
      }
      mtu.limit(limit);
      assertThat(mtu.datagramBytes()).isBetween(Math.min(1_200, limit), limit);
      assertThat(mtu.probeBytes(now)).isLessThanOrEqualTo(limit);
    }
  }

  /** A size at or near a step, or any. */
  private static int any(SplittableRandom random) {
    return random.nextInt(3) == 0
        ? random.nextInt(1_200, 60_001)
        : Math.max(
            1_200, Math.min(60_000, LADDER[random.nextInt(LADDER.length)] + random.nextInt(-1, 2)));
  }
}
