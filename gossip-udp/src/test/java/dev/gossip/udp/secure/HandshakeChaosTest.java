package dev.gossip.udp.secure;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.LinkId;
import dev.gossip.udp.LossyWire;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.secure.SecureLab.Datagram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Handshakes between all pairs of many nodes while their datagrams are lost, repeated, reordered,
 * and mixed with those of earlier handshakes.
 */
class HandshakeChaosTest {
  private static final long SEED = 20260802;
  private static final int DATAGRAMS = 100_000;
  private static final int ENDS = 20;
  private static final int MAX_DIALS = 5;
  private static final double LOSS = 0.2;
  private static final double REPEATED = 0.5;
  private static final int REPLAYS = 3;
  private static final int HISTORY = 500;

  private int delivered;

  @Test
  void everyHandshakeSucceedsDespiteLostRepeatedAndReorderedDatagrams() {
    for (long round = 0; delivered < DATAGRAMS; round++) {
      new Round(SEED + round).run();
    }
  }

  private final class Round {
    private final long seed;
    private final SecureLab lab;
    private final SplittableRandom random;
    private final LossyWire wire;
    private final List<SecureEnd> ends = new ArrayList<>();
    private final Map<PeerAddress, SecureEnd> byAddress = new HashMap<>();
    private final Map<String, Integer> dials = new HashMap<>();
    private final List<Datagram> history = new ArrayList<>();
    private boolean isCalm;

    Round(long seed) {
      this.seed = seed;
      this.lab = new SecureLab(seed);
      this.random = new SplittableRandom(seed);
      this.wire = LossyWire.seeded(seed).losing(LOSS).repeating(REPEATED).delaying(1, 400);
      lab.wire = this::carry;
      for (int i = 0; i < ENDS; i++) {
        SecureEnd end = lab.end("203.0." + i + ".1:5000");
        ends.add(end);
        byAddress.put(end.address, end);
        end.onGone = gone -> lab.schedule(millis(random.nextInt(1000)), () -> redial(end, gone));
      }
    }

    void run() {
      for (int i = 0; i < ENDS; i++) {
        for (int j = 0; j < i; j++) {
          Duration when = millis(random.nextInt(5000));
          boolean isCrossing = random.nextInt(10) < 4;
          boolean isForward = random.nextBoolean();
          SecureEnd one = ends.get(isForward ? i : j);
          SecureEnd other = ends.get(isForward ? j : i);
          lab.schedule(when, () -> dial(one, other));
          if (isCrossing) {
            lab.schedule(when.plusMillis(random.nextInt(300)), () -> dial(other, one));
          }
        }
      }
      lab.run(Duration.ofSeconds(30));
      isCalm = true;
      lab.run(Duration.ofSeconds(5));

      ends.forEach(this::checkLinks);
      checkFrames();
    }

    private void dial(SecureEnd from, SecureEnd to) {
      if (!from.peers.containsValue(to.id)) {
        dials.merge(from.address + ">" + to.address, 1, Integer::sum);
        from.dial(to);
      }
    }

    private void redial(SecureEnd from, PeerAddress gone) {
      dial(from, requireNonNull(byAddress.get(gone)));
    }

    private List<Datagram> carry(Datagram datagram) {
      boolean isHandshake = datagram.type() <= SecureDatagrams.FINISH;
      if (isCalm || !isHandshake) {
        return List.of(datagram.after(millis(1 + random.nextInt(30))));
      }
      List<Datagram> carried = new ArrayList<>();
      remember(datagram);
      wire.arrivals().forEach(millis -> carried.add(datagram.after(Duration.ofMillis(millis))));
      for (int i = 0; i < REPLAYS; i++) {
        Datagram old = history.get(random.nextInt(history.size()));
        carried.add(old.after(millis(1 + random.nextInt(300))));
      }
      delivered += carried.size();
      return carried;
    }

    private void remember(Datagram datagram) {
      if (history.size() < HISTORY) {
        history.add(datagram);
      } else {
        history.set(random.nextInt(HISTORY), datagram);
      }
    }

    private void checkLinks(SecureEnd end) {
      assertThat(end.peers.values())
          .as("seed %d, peers of %s: %s", seed, end.address, end.notifications)
          .hasSize(ENDS - 1)
          .doesNotHaveDuplicates();
      assertThat(end.notifications)
          .as("seed %d", seed)
          .noneMatch(said -> said.startsWith("two") || said.contains("key of its own"));
      assertThat(dials)
          .as("seed %d", seed)
          .allSatisfy((pair, number) -> assertThat(number).isLessThanOrEqualTo(MAX_DIALS));
      assertThat(end.halfOpenLinks()).as("seed %d", seed).isZero();
      for (String label : List.of("half-open", "init", "finish", "handshake budget", "offload")) {
        assertThat(end.pending(label)).as("seed %d, %s", seed, label).isZero();
      }
    }

    private void checkFrames() {
      for (SecureEnd end : ends) {
        for (LinkId link : List.copyOf(end.peers.keySet())) {
          end.send(link, "from " + end.address);
        }
      }
      lab.run(Duration.ofSeconds(1));
      for (SecureEnd end : ends) {
        assertThat(end.texts())
            .as("seed %d, at %s", seed, end.address)
            .hasSize(ENDS - 1)
            .doesNotHaveDuplicates();
      }
    }

    private static Duration millis(int millis) {
      return Duration.ofMillis(millis);
    }
  }
}
