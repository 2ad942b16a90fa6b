package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Three nodes that talk for some seconds over a bad wire, and what becomes of their frames. */
final class HostileConditions {
  private static final int ROUNDS = 300;
  private static final Duration ROUND = Duration.ofMillis(10);
  private static final int MOST_FRAME_BYTES = 300;
  private static final int A_FEW = 5;

  private final TransportBench bench;
  private final SplittableRandom random;
  private final List<TransportEnd> ends = new ArrayList<>();
  private final Map<String, Set<ByteString>> sentOnTheWay = new HashMap<>();

  /** Lets it happen; all of it follows from the seed. */
  HostileConditions(Transport.Factory factory, long seed, TransportBench.Faults faults) {
    bench = new TransportBench(factory, seed);
    random = new SplittableRandom(seed);
    bench.faults(faults);
    for (int port = 5000; port < 5003; port++) {
      ends.add(bench.start(port));
    }
    for (int round = 0; round < ROUNDS; round++) {
      ends.forEach(this::dialThoseAbove);
      for (TransportEnd end : ends) {
        for (TransportEnd.Up up : List.copyOf(end.links.values())) {
          send(end, up.link(), up.address());
        }
        end.flush();
      }
      bench.runFor(ROUND);
    }
  }

  /** Lost links are dialled again; what is up or being dialled already does not change. */
  private void dialThoseAbove(TransportEnd end) {
    for (TransportEnd other : ends) {
      if (end.address().compareTo(other.address()) < 0) {
        end.dial(other.address());
      }
    }
  }

  private void send(TransportEnd from, LinkId link, PeerAddress to) {
    Set<ByteString> sent =
        sentOnTheWay.computeIfAbsent(way(from.address(), to), way -> new HashSet<>());
    byte[] padding = new byte[random.nextInt(MOST_FRAME_BYTES)];
    random.nextBytes(padding);
    ByteString frame =
        ByteString.copyFromUtf8(way(from.address(), to) + " frame " + sent.size() + " ")
            .concat(ByteString.copyFrom(padding));
    sent.add(frame);
    from.send(link, frame);
  }

  /** Frames that arrived on a link though its other end never sent them there; the first few. */
  List<String> forgeries() {
    List<String> forgeries = new ArrayList<>();
    for (TransportEnd end : ends) {
      Map<LinkId, PeerAddress> addresses = new HashMap<>();
      end.ups.forEach(up -> addresses.put(up.link(), up.address()));
      for (TransportEnd.Received received : end.received) {
        PeerAddress from = addresses.get(received.link());
        String way = from == null ? "a link that never was" : way(from, end.address());
        if (!sentOnTheWay.getOrDefault(way, Set.of()).contains(received.frame())) {
          forgeries.add(way + ": " + received.frame());
        }
      }
    }
    return forgeries.subList(0, Math.min(A_FEW, forgeries.size()));
  }

  /** What was told of links that were not up; the first few. */
  List<String> strays() {
    return ends.stream().flatMap(end -> end.strays.stream()).limit(A_FEW).toList();
  }

  int framesArrived() {
    return ends.stream().mapToInt(end -> end.received.size()).sum();
  }

  List<String> trace() {
    return bench.trace();
  }

  private static String way(PeerAddress from, PeerAddress to) {
    return from.port() + " to " + to.port();
  }
}
