package dev.gossip.report;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.Observation;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.FaultCount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** What a page shows of a network and its messages, as JSON. Nodes are named by their position. */
final class NetworkView {
  // What the parts of a page may contain, so that it stays below five megabytes.
  private static final int MAX_DELIVERIES = 60_000;
  private static final int MAX_COPIES = 50_000;
  private static final int MAX_LINKS = 40_000;
  private static final int MAX_MESSAGES = 200;
  private static final int MAX_OBSERVATIONS = 20;
  private static final int MAX_FAULTS = 200;
  private static final int QUANTILES = 400;
  private static final long MAX_LATENCIES = 20_000_000;

  private final ReportedNetwork network;
  private final RunRecorder recorder;
  private final Set<Integer> spies;
  private final List<Edge> edges;
  private final ShownNodes shown;
  private final JsonText json = new JsonText();
  private final List<String> leftOut = new ArrayList<>();
  private int copiesWritten;

  private NetworkView(ReportedNetwork network, RunRecorder recorder, Collection<Integer> spies) {
    this.network = network;
    this.recorder = recorder;
    this.spies = new HashSet<>(spies);
    this.edges = network.edges();
    int centre = network.messages().stream().findFirst().map(MessageRecord::origin).orElse(0);
    this.shown = ShownNodes.around(centre, network.nodes().size(), edges);
    if (shown.count() < network.nodes().size()) {
      leftOut(shown.count(), network.nodes().size(), "nodes: those nearest to node " + centre);
    }
  }

  static String of(ReportedNetwork network, RunRecorder recorder, Collection<Integer> spies) {
    return new NetworkView(network, recorder, spies).write();
  }

  private void leftOut(long count, long all, String what) {
    leftOut.add(String.format(Locale.ROOT, "%,d of %,d %s", count, all, what));
  }

  private String write() {
    json.beginObject();
    json.name("describe").value(network.describe());
    json.name("all").value(network.nodes().size());
    json.name("honest").value(network.nodes().stream().filter(node -> !node.hostile()).count());
    json.name("events").value(recorder.events());
    if (shown.count() < network.nodes().size()) {
      json.name("indices").values(shown.indices());
    }
    nodes("hostile", index -> network.nodes().get(index).hostile());
    nodes("spies", spies::contains);
    nodes("down", index -> !network.nodes().get(index).up());
    json.name("count").value(shown.count());
    json.name("frames").value(recorder.seesFrames());
    linksNotUp();
    faults();
    int[] ends = links();
    json.name("force").values(ForceLayout.of(shown.count(), ends, network.seed()));
    latencies();
    messages();
    drops();
    recorder.standing().writeTo(json);
    remarkable();
    json.name("leftOut").beginArray();
    leftOut.forEach(json::value);
    json.endArray();
    return json.endObject().toString();
  }

  private void nodes(String name, IntPredicate which) {
    json.name(name).beginArray();
    for (int index : shown.indices()) {
      if (which.test(index)) {
        json.value(shown.position(index));
      }
    }
    json.endArray();
  }

  // ---- links ---------------------------------------------------------------------------------

  /** Writes the links with their traffic, and returns their ends. */
  private int[] links() {
    // By the lower and the higher position.
    TreeMap<Long, long[]> links = new TreeMap<>();
    edges.forEach(edge -> link(links, edge.dialer(), edge.dialed()));
    for (Map.Entry<Long, long[]> pair : recorder.pairs().entrySet()) {
      int from = (int) (pair.getKey() >> Integer.SIZE);
      int to = pair.getKey().intValue();
      long[] counts = link(links, from, to);
      if (counts != null) {
        int direction = shown.position(from) < shown.position(to) ? 0 : 1;
        counts[direction] += pair.getValue()[0];
        counts[2 + direction] += pair.getValue()[2];
      }
    }
    int step = 1 + (links.size() - 1) / MAX_LINKS;
    IntList ends = new IntList();
    json.name("links").beginArray();
    int number = 0;
    for (Map.Entry<Long, long[]> link : links.entrySet()) {
      if (number++ % step == 0) {
        int one = (int) (link.getKey() >> Integer.SIZE);
        int other = link.getKey().intValue();
        ends.add(one);
        ends.add(other);
        json.value(one).value(other);
        for (long count : link.getValue()) {
          json.value(count);
        }
      }
    }
    json.endArray();
    if (step > 1) {
      leftOut(ends.size() / 2, links.size(), "links, each of them as good as another");
    }
    if (recorder.pairsLeftOut()) {
      leftOut.add("traffic of the links that were used first; not of all");
    }
    return ends.toArray();
  }

  private void linksNotUp() {
    List<Edge> between =
        network.linksNotUp().stream()
            .filter(edge -> shown.isShown(edge.dialer()) && shown.isShown(edge.dialed()))
            .toList();
    int written = Math.min(MAX_LINKS, between.size());
    json.name("linksNotUp").beginArray();
    for (Edge edge : between.subList(0, written)) {
      json.value(shown.position(edge.dialer())).value(shown.position(edge.dialed()));
    }
    json.endArray();
    if (written < between.size()) {
      leftOut(written, between.size(), "links that are not up");
    }
  }

  /** Writes what the faults are and how often each hit something, those of one kind together. */
  private void faults() {
    Map<String, Long> hits = new LinkedHashMap<>();
    for (FaultCount fault : network.faults()) {
      hits.merge(fault.fault(), fault.hits(), Long::sum);
    }
    json.name("faults").beginArray();
    hits.entrySet().stream()
        .limit(MAX_FAULTS)
        .forEach(
            fault -> json.beginArray().value(fault.getKey()).value(fault.getValue()).endArray());
    json.endArray();
    if (hits.size() > MAX_FAULTS) {
      leftOut(MAX_FAULTS, hits.size(), "faults");
    }
  }

  private long @Nullable [] link(Map<Long, long[]> links, int one, int other) {
    int a = shown.position(one);
    int b = shown.position(other);
    if (a < 0 || b < 0) {
      return null;
    }
    long key = ((long) Math.min(a, b) << Integer.SIZE) | Math.max(a, b);
    return links.computeIfAbsent(key, pair -> new long[4]);
  }

  // ---- latency -------------------------------------------------------------------------------

  private void latencies() {
    Collection<MessageRecord> all = network.messages();
    long most = (long) all.size() * network.nodes().size();
    int step = (int) (1 + (most - 1) / MAX_LATENCIES);
    List<long[]> sorted = new ArrayList<>();
    int number = 0;
    for (MessageRecord message : all) {
      if (number++ % step == 0) {
        sorted.add(message.sortedLatenciesNanos());
      }
    }
    long[] merged = sorted.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    if (step > 1) {
      leftOut(sorted.size(), all.size(), "messages in the curves of latency and coverage");
    }
    json.name("latency").beginObject().name("deliveries").value(merged.length);
    json.name("messages").value(sorted.size()).name("millis").beginArray();
    for (int i = 0; i <= QUANTILES && merged.length > 0; i++) {
      int rank = (int) Math.ceil((double) i / QUANTILES * merged.length);
      json.value(millis(merged[Math.max(1, rank) - 1]));
    }
    json.endArray().endObject();
  }

  // ---- messages ------------------------------------------------------------------------------

  private void messages() {
    int most = Math.max(1, Math.min(MAX_MESSAGES, MAX_DELIVERIES / Math.max(1, shown.count())));
    int step = 1 + (recorder.copies().size() - 1) / most;
    Map<MessageId, MessageRecord> records = new HashMap<>();
    network.messages().forEach(message -> records.put(message.id(), message));
    int number = 0;
    int written = 0;
    int withCopies = 0;
    json.name("messages").beginArray();
    for (var entry : recorder.copies().entrySet()) {
      MessageRecord message = records.get(entry.getKey());
      if (number++ % step == 0 && message != null) {
        withCopies += message(message, entry.getValue()) ? 1 : 0;
        written++;
      }
    }
    json.endArray();
    json.name("published").value(network.messages().size());
    if (written < network.messages().size()) {
      leftOut(written, network.messages().size(), "messages to choose from");
    }
    if (withCopies < written && recorder.seesFrames()) {
      leftOut(withCopies, written, "of these messages with all their copies");
    }
  }

  private boolean message(MessageRecord message, RunRecorder.Copies copies) {
    json.beginObject().name("id").value(message.id().toString());
    json.name("number").value(copies.number() + 1);
    json.name("origin").value(shown.position(message.origin()));
    json.name("at").value(millis(message.publishedNanos()));
    json.name("topic").value(copies.topic()).name("bytes").value(copies.payloadBytes());
    int[] angles = SpreadTree.angles(message, network.nodes().size());
    json.name("deliveries").beginArray();
    for (int node : shown.indices()) {
      if (node != message.origin() && message.reached(node)) {
        json.value(shown.position(node)).value(shown.position(message.parent(node)));
        json.value(message.latency(node).orElseThrow().toNanos() / 1_000);
        json.value(angles[node]);
      }
    }
    json.endArray();
    int size = copies.sent().size() / 3;
    boolean complete = recorder.leftOut(message.id()).equals(RunRecorder.LeftOut.NOTHING);
    if (!recorder.seesFrames()) {
      complete = false;
    } else if (copiesWritten == 0 || (complete && copiesWritten + size <= MAX_COPIES)) {
      copies(message, copies);
    } else {
      complete = false;
    }
    observations(message);
    json.endObject();
    return complete;
  }

  /**
   * Writes sender, receiver, time sent and time received of each copy. The last is -1 if it was not
   * received, and -2 if that is not known.
   */
  private void copies(MessageRecord message, RunRecorder.Copies copies) {
    IntList sent = copies.sent();
    RunRecorder.LeftOut unknown = recorder.leftOut(message.id());
    int[] arrivals = Arrivals.of(copies, unknown.received() > 0);
    int step = 1 + (sent.size() / 3 - 1) / MAX_COPIES;
    if (step > 1) {
      leftOut(sent.size() / 3 / step, sent.size() / 3, "copies of a message, and all first ones");
    }
    json.name("allCopies").value(sent.size() / 3 + unknown.sent());
    json.name("copies").beginArray();
    for (int i = 0; i < sent.size(); i += 3) {
      boolean chosen = (i / 3) % step == 0 || message.parent(sent.get(i + 1)) == sent.get(i);
      if (chosen && shown.isShown(sent.get(i)) && shown.isShown(sent.get(i + 1))) {
        json.value(shown.position(sent.get(i))).value(shown.position(sent.get(i + 1)));
        json.value(sent.get(i + 2)).value(arrivals[i / 3]);
        copiesWritten++;
      }
    }
    json.endArray();
  }

  /**
   * Writes for the first spies that saw a message: the spy, the node that revealed it, and when.
   */
  private void observations(MessageRecord message) {
    if (spies.isEmpty()) {
      return;
    }
    json.name("seen").beginArray();
    message.observations().stream()
        .filter(seen -> spies.contains(seen.watcher()) && !spies.contains(seen.from()))
        .limit(MAX_OBSERVATIONS)
        .forEach(seen -> observation(seen, message.publishedNanos()));
    json.endArray();
  }

  private void observation(Observation seen, long publishedNanos) {
    json.beginArray().value(seen.watcher()).value(seen.from());
    json.value((seen.timeNanos() - publishedNanos) / 1_000).endArray();
  }

  // ---- events --------------------------------------------------------------------------------

  private void drops() {
    json.name("drops").beginObject();
    recorder
        .drops()
        .forEach(
            (reason, bins) -> {
              json.name(reason);
              bins.writeTo(json);
            });
    json.endObject();
    int kept = recorder.drops().size();
    if (recorder.dropReasons() > kept) {
      leftOut(kept, recorder.dropReasons(), "reasons of drops over time");
    }
  }

  private void remarkable() {
    json.name("remarkable").beginArray();
    for (RunRecorder.Remark remark : recorder.remarkable()) {
      json.beginArray().value(millis(remark.timeNanos())).value(remark.node());
      json.value(remark.text()).endArray();
    }
    json.endArray();
    if (recorder.remarkableCount() > recorder.remarkable().size()) {
      leftOut(recorder.remarkable().size(), recorder.remarkableCount(), "events of nodes");
    }
  }

  /** Whole microseconds, in milliseconds. */
  private static double millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMicros(nanos) / 1e3;
  }
}
