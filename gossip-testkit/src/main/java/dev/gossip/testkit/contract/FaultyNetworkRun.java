package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.LinkId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Runs three linked nodes for 3 s over a faulty wire and records which frames arrive. */
final class FaultyNetworkRun {
  private static final int ROUNDS = 300;
  private static final Duration ROUND = Duration.ofMillis(10);
  private static final int MAX_PADDING_BYTES = 300;
  private static final int MAX_REPORTED = 5;

  private final TransportBench bench;
  private final SplittableRandom random;
  private final List<TransportEnd> ends = new ArrayList<>();
  private final Map<String, Set<ByteString>> sentByRoute = new HashMap<>();

  /** Runs the network. The same seed gives the same run. */
  FaultyNetworkRun(TransportContract contract, long seed, TransportBench.Faults faults) {
    bench = new TransportBench(contract, seed);
    random = new SplittableRandom(seed);
    bench.faults(faults);
    for (int port = 5000; port < 5003; port++) {
      ends.add(bench.start(port));
    }
    for (int round = 0; round < ROUNDS; round++) {
      ends.forEach(this::dialHigherAddresses);
      for (TransportEnd end : ends) {
        for (TransportEnd.Up up : List.copyOf(end.links.values())) {
          send(end, up.link(), up.address());
        }
        end.flush();
      }
      bench.runFor(ROUND);
    }
  }

  /** Dials lost links again. For other links this has no effect. */
  private void dialHigherAddresses(TransportEnd end) {
    for (TransportEnd other : ends) {
      if (end.address().compareTo(other.address()) < 0) {
        end.dial(other.address());
      }
    }
  }

  private void send(TransportEnd from, LinkId link, PeerAddress to) {
    Set<ByteString> sent =
        sentByRoute.computeIfAbsent(route(from.address(), to), route -> new HashSet<>());
    byte[] padding = new byte[random.nextInt(MAX_PADDING_BYTES)];
    random.nextBytes(padding);
    ByteString frame =
        ByteString.copyFromUtf8(route(from.address(), to) + " frame " + sent.size() + " ")
            .concat(ByteString.copyFrom(padding));
    sent.add(frame);
    from.send(link, frame);
  }

  /** The first few frames that arrived on a link although its other end never sent them there. */
  List<String> forgeries() {
    List<String> forgeries = new ArrayList<>();
    for (TransportEnd end : ends) {
      Map<LinkId, PeerAddress> addresses = new HashMap<>();
      end.ups.forEach(up -> addresses.put(up.link(), up.address()));
      for (TransportEnd.Received received : end.received) {
        PeerAddress from = addresses.get(received.link());
        String route = from == null ? "a link that never was" : route(from, end.address());
        if (!sentByRoute.getOrDefault(route, Set.of()).contains(received.frame())) {
          forgeries.add(route + ": " + received.frame());
        }
      }
    }
    return forgeries.subList(0, Math.min(MAX_REPORTED, forgeries.size()));
  }

  /** The first few events of links that were not up. */
  List<String> unknownLinkEvents() {
    return ends.stream()
        .flatMap(end -> end.unknownLinkEvents.stream())
        .limit(MAX_REPORTED)
        .toList();
  }

  int framesArrived() {
    return ends.stream().mapToInt(end -> end.received.size()).sum();
  }

  List<String> trace() {
    return bench.trace();
  }

  private static String route(PeerAddress from, PeerAddress to) {
    return from.port() + " to " + to.port();
  }
}
