package dev.gossip.report;

import dev.gossip.api.spam.Standing;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.topology.Topology.Edge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What nodes think of the nodes that they are linked with, over time: for honest and for hostile
 * ones how many ends of links hold them in each standing. Sampled at most so many times; the
 * interval doubles when there are more.
 */
final class StandingSamples {
  private static final int MAX_SAMPLES = 200;
  private static final int MAX_LINKS = 4_000;
  private static final List<Standing> KINDS = List.of(Standing.values());

  private final List<long[]> samples = new ArrayList<>();
  private Duration interval = Duration.ofMillis(200);
  private boolean isOfInterest;

  void watch(SimulatedNetwork network) {
    sample(network);
    network.after(interval, () -> watch(network));
  }

  private void sample(SimulatedNetwork network) {
    long[] sample = new long[1 + 2 * KINDS.size()];
    sample[0] = network.now().toMillis();
    List<Edge> edges = network.edges();
    int step = 1 + edges.size() / MAX_LINKS;
    for (int i = 0; i < edges.size(); i += step) {
      Edge edge = edges.get(i);
      SimulatedNode one = network.node(edge.dialer());
      SimulatedNode other = network.node(edge.dialed());
      if (one.isUp() && other.isUp()) {
        add(sample, one, other);
        add(sample, other, one);
      }
    }
    samples.add(sample);
    if (samples.size() >= MAX_SAMPLES) {
      for (int i = samples.size() - 1; i > 0; i -= 2) {
        samples.remove(i);
      }
      interval = interval.multipliedBy(2);
    }
  }

  private void add(long[] sample, SimulatedNode by, SimulatedNode of) {
    if (!by.isHostile()) {
      Standing standing = by.standing(of.id());
      isOfInterest |= standing != Standing.GOOD;
      sample[1 + (of.isHostile() ? KINDS.size() : 0) + KINDS.indexOf(standing)]++;
    }
  }

  /** Writes the samples; nothing if all nodes were in good standing all the time. */
  void writeTo(JsonText json) {
    if (!isOfInterest) {
      return;
    }
    json.name("standing").beginObject().name("names").beginArray();
    for (Standing standing : KINDS) {
      json.value(standing.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
    json.endArray().name("samples").beginArray();
    for (long[] sample : samples) {
      json.beginArray();
      for (long value : sample) {
        json.value(value);
      }
      json.endArray();
    }
    json.endArray().endObject();
  }
}
