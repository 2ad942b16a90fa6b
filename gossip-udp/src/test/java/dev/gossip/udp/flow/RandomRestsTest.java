package dev.gossip.udp.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.Priority;
import dev.gossip.udp.flow.FlowEnd.Sent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Two ends that rest at different times, on a path that loses, delays and changes. */
class RandomRestsTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final int LARGE = 9_000;
  private static final int SEEDS = 3;
  private static final int STEPS = 60;
  private static final long[] PAUSES = {
    20, 200, 1_001, 5_000, 9_900, 9_999, 10_000, 10_001, 10_100, 12_000
  };

  private final FlowEnd[] ends = {new FlowEnd(LARGE, 0, 0), new FlowEnd(LARGE, 0, 0)};
  private final List<Set<Long>> arrived = List.of(new HashSet<>(), new HashSet<>());
  private final List<List<Sent>> onTheWay = List.of(new ArrayList<>(), new ArrayList<>());
  private long now;
  private double loss;
  private int maxBytes = LARGE;
  private int rests;
  private SplittableRandom random = new SplittableRandom(0);
  private long seed;

  /** Steps of 5 ms. */
  private void run(int steps) {
    for (int i = 0; i < steps; i++) {
      now += 5 * MILLI;
      for (int to = 0; to < 2; to++) {
        List<Sent> due = List.copyOf(onTheWay.get(to));
        onTheWay.get(to).clear();
        for (Sent datagram : due) {
          if (random.nextInt(20) == 0) {
            onTheWay.get(to).add(datagram);
          } else if (random.nextDouble() >= loss && datagram.body().size() <= maxBytes) {
            receive(to, datagram);
          }
        }
      }
      for (int from = 0; from < 2; from++) {
        ends[from].onTime(now);
        onTheWay.get(1 - from).addAll(ends[from].send(now));
      }
    }
  }

  private void receive(int to, Sent datagram) {
    arrived.get(to).add(datagram.number());
    var acks = datagram.read().acks();
    if (acks != null) {
      long first = Math.max(1, acks.highest() - Arrivals.WINDOW);
      for (long number = first; number <= acks.highest(); number++) {
        if (acks.contains(number)) {
          assertThat(arrived.get(1 - to)).as("seed %d", seed).contains(number);
        }
      }
    }
    assertThat(ends[to].receive(datagram, now)).as("seed %d", seed).isTrue();
  }

  /** A ping has a number, and asks for nothing. */
  private void ping(int from) {
    long number = ++ends[from].number;
    if (random.nextDouble() >= loss) {
      arrived.get(1 - from).add(number);
      ends[1 - from].flow.onArrived(number, now);
    }
  }

  private void restIfDue(int end) {
    if (ends[end].flow.isAtRest(now)) {
      rests++;
      long number = ++ends[1 - end].number;
      arrived.get(end).add(number);
      ends[end].rest(now, number);
    }
  }

  private void actRandomly() {
    int end = random.nextInt(2);
    switch (random.nextInt(8)) {
      case 0, 1 -> ends[end].flow.add(frame(random.nextInt(1, 900)), Priority.OWN, now);
      case 2 -> ends[end].flow.add(frame(random.nextInt(1, 900)), Priority.ASSURED, now);
      case 3 -> ends[end].flow.add(frame(random.nextInt(1, 20_000)), Priority.RELAYED, now);
      case 4 -> loss = random.nextInt(3) == 0 ? 1 : random.nextInt(4) / 10.0;
      case 5 -> maxBytes = random.nextInt(3) == 0 ? 1_200 : LARGE;
      case 6 -> ping(end);
      default -> ends[end].flow.onPathChanged(LARGE, now);
    }
    run(random.nextInt(1, 60));
    now += PAUSES[random.nextInt(PAUSES.length)] * MILLI;
    // The timers of the pause.
    run(2);
    restIfDue(random.nextInt(2));
  }

  private static ByteString frame(int bytes) {
    return ByteString.copyFrom(new byte[bytes]);
  }

  @Test
  void acknowledgementsAreTrueAndTheLinkRecovers() {
    for (int i = 0; i < SEEDS; i++) {
      seed = 20_261_201L + i;
      random = new SplittableRandom(seed);
      System.out.println("seed " + seed);
      for (int step = 0; step < STEPS; step++) {
        actRandomly();
      }
      loss = 0;
      maxBytes = LARGE;
      run(7_000);
      for (FlowEnd end : ends) {
        assertThat(end.flow.waitingBytes()).as("seed %d", seed).isZero();
        end.fragments.clear();
        end.flow.add(frame(100_000), Priority.OWN, now);
      }
      run(1_000);
      for (FlowEnd end : ends) {
        assertThat(end.fragments.stream().mapToInt(part -> part.data().size()).sum())
            .as("seed %d", seed)
            .isGreaterThanOrEqualTo(100_000);
        assertThat(end.flow.waitingBytes()).as("seed %d", seed).isZero();
      }
      now += 10 * SECOND;
      for (FlowEnd end : ends) {
        assertThat(end.flow.isAtRest(now)).as("seed %d", seed).isTrue();
      }
    }
    assertThat(rests).isGreaterThan(SEEDS * 10);
  }
}
