package dev.gossip.testkit.world;

import dev.gossip.report.ReportRun;
import dev.gossip.report.ReportedNetwork;
import dev.gossip.report.ReportedNetwork.Node;
import dev.gossip.report.RunFigures;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.FaultCount;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The page of a run of real nodes, if one is wanted. For the thread of the scenario. */
final class RunPage {
  private final WorldKind kind;
  private final long seed;
  private final String test = PageNames.test();
  private final RunDiary diary = new RunDiary();
  private @Nullable FailurePage page;

  RunPage(WorldKind kind, long seed) {
    this.kind = kind;
    this.seed = seed;
    this.page = FailurePage.ifWanted(seed);
  }

  RunDiary diary() {
    return diary;
  }

  /**
   * Writes the page once, and returns a line that says where it is; empty if none is wanted.
   *
   * @param folder for the page if no folder is named; null for no page then
   */
  String write(RealWorld world, @Nullable Path folder) {
    if (page == null && folder != null) {
      page = FailurePage.in(folder, test, seed);
    }
    return page == null ? "" : page.write(() -> run(world));
  }

  private ReportRun run(RealWorld world) {
    ReportedNetwork network =
        new ReportedNetwork(
            world.describe(),
            seed,
            IntStream.range(0, world.nodes())
                .mapToObj(node -> new Node(world.isUp(node), world.isHostile(node)))
                .toList(),
            world.edges(),
            world.edges().stream().filter(edge -> isMissing(world, edge)).toList(),
            world.records(),
            orElse(world::hits, List.<FaultCount>of()));
    SortedMap<String, Long> metrics = orElse(world::metrics, new TreeMap<>());
    return ReportRun.of(kind.toString(), "", RunFigures.of(network, metrics))
        .with(network, diary.recorder(), Set.of())
        .withLogs(logs(world));
  }

  private static boolean isMissing(RealWorld world, Edge edge) {
    int one = edge.dialer();
    int other = edge.dialed();
    return world.isUp(one)
        && world.isUp(other)
        && !(world.all().get(one).connectedPeers().containsKey(other)
            && world.all().get(other).connectedPeers().containsKey(one));
  }

  /** The logs of the nodes; where they have none, what they reported. */
  private Map<String, List<String>> logs(RealWorld world) {
    Map<String, List<String>> reported = diary.lines(world.nodes());
    Map<String, List<String>> logs = new LinkedHashMap<>();
    for (int node = 0; node < world.nodes(); node++) {
      List<String> log = orElse(world.all().get(node)::log, List.<String>of());
      String name = "node " + node;
      logs.put(name, log.isEmpty() ? reported.getOrDefault(name, List.of()) : log);
    }
    return logs;
  }

  /** What a network that has failed can still say. */
  private static <T> T orElse(Supplier<T> value, T other) {
    try {
      return value.get();
    } catch (RuntimeException e) {
      return other;
    }
  }
}
