package dev.gossip.benchmarks;

import dev.gossip.benchmarks.Workload.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Compares the six-node network in one process, with repair, with secure and with plain links, and
 * a naive flood, in alternating rounds: how many messages per second reach all five other nodes,
 * and the CPU time and latency of a message.
 *
 * <pre>
 * java -jar benchmarks.jar [window=2048] [rate=100] [seconds=4] [rounds=5] [signed=0|1]
 * </pre>
 */
public final class SixNodes {
  private static final int MAX_MESSAGES = 2_000_000;
  private static final String NAIVE = "naive flood";

  private SixNodes() {}

  /** The options; every value can be set on the command line. */
  private record Options(int window, int rate, int seconds, int rounds, int signed) {
    static Options parse(String[] args) {
      Options options = new Options(2048, 100, 4, 5, 0);
      for (String arg : args) {
        String[] pair = arg.split("=", 2);
        Options next =
            pair.length == 2 && pair[1].matches("\\d{1,7}")
                ? options.with(pair[0], Integer.parseInt(pair[1]))
                : null;
        if (next == null) {
          System.err.println(
              "usage: [window=2048] [rate=100] [seconds=4] [rounds=5]"
                  + " [signed=0|1], not "
                  + arg);
          System.exit(2);
        } else {
          options = next;
        }
      }
      return options;
    }

    private @Nullable Options with(String name, int value) {
      return switch (name) {
        case "window" -> new Options(value, rate, seconds, rounds, signed);
        case "rate" -> new Options(window, value, seconds, rounds, signed);
        case "seconds" -> new Options(window, rate, value, rounds, signed);
        case "rounds" -> new Options(window, rate, seconds, value, signed);
        case "signed" -> new Options(window, rate, seconds, rounds, value);
        default -> null;
      };
    }
  }

  /** Runs both contenders, first with a window, then at a steady rate. */
  public static void main(String[] args) throws Exception {
    Options options = Options.parse(args);
    Map<String, BroadcastNetwork.Maker> contenders = new LinkedHashMap<>();
    String signing = options.signed() == 0 ? "none" : "ed25519";
    contenders.put("repair", sink -> new GossipNetwork(sink, signing, "noise", "repair"));
    contenders.put("noise", sink -> new GossipNetwork(sink, signing, "noise", "flooding"));
    contenders.put("none", sink -> new GossipNetwork(sink, signing, "none", "flooding"));
    contenders.put(NAIVE, options.signed() == 0 ? NaiveFlood::unsigned : NaiveFlood::signed);
    System.out.printf("java %s, options %s%n", Runtime.version(), options);
    compare(contenders, options, true);
    compare(contenders, options, false);
  }

  private static void compare(
      Map<String, BroadcastNetwork.Maker> contenders, Options options, boolean windowed)
      throws Exception {
    int value = windowed ? options.window() : options.rate();
    System.out.println(
        windowed
            ? "\nat most " + value + " incomplete messages"
            : "\n" + value + " messages per second");
    Map<String, List<Result>> results = new LinkedHashMap<>();
    // Round 0 is the warm-up.
    for (int round = 0; round <= options.rounds(); round++) {
      for (Map.Entry<String, BroadcastNetwork.Maker> contender : contenders.entrySet()) {
        Workload workload = new Workload(MAX_MESSAGES);
        try (BroadcastNetwork network = contender.getValue().make(workload)) {
          Result result =
              windowed
                  ? workload.windowed(network, value, options.seconds())
                  : workload.paced(network, value, options.seconds());
          String name = round == 0 ? "(warm-up) " + contender.getKey() : contender.getKey();
          print(name, result, network.remarks());
          if (round > 0) {
            results.computeIfAbsent(contender.getKey(), unused -> new ArrayList<>()).add(result);
          }
        }
      }
    }
    results.forEach(
        (name, all) ->
            System.out.printf(
                Locale.ROOT,
                "median %-12s %10.0f msg/s %8.1f us CPU/msg  p50 %7.3f ms  p99 %7.3f ms%n",
                name,
                median(all, Result::perSecond),
                median(all, Result::cpuMicros),
                median(all, Result::p50Millis),
                median(all, Result::p99Millis)));
    printRatio("repair", "noise", results, windowed);
    printRatio("noise", "none", results, windowed);
    printRatio("none", NAIVE, results, windowed);
  }

  private static void printRatio(
      String ours, String theirs, Map<String, List<Result>> results, boolean windowed) {
    List<Result> first = results.getOrDefault(ours, List.of());
    List<Result> second = results.getOrDefault(theirs, List.of());
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      ratios.add(
          windowed
              ? first.get(i).perSecond() / second.get(i).perSecond()
              : first.get(i).p50Millis() / second.get(i).p50Millis());
    }
    ratios.sort(null);
    if (!ratios.isEmpty()) {
      System.out.printf(
          Locale.ROOT,
          "%s / %s, round by round, %s: median %.2f (%.2f-%.2f)%n",
          ours,
          theirs,
          windowed ? "msg/s" : "p50",
          ratios.get(ratios.size() / 2),
          ratios.get(0),
          ratios.get(ratios.size() - 1));
    }
  }

  private static void print(String name, Result result, String remarks) {
    System.out.printf(
        Locale.ROOT,
        "%-22s %10.0f msg/s %8.1f us CPU/msg  p50 %7.3f ms  p99 %7.3f ms  lost %d  %s%n",
        name,
        result.perSecond(),
        result.cpuMicros(),
        result.p50Millis(),
        result.p99Millis(),
        result.lost(),
        remarks);
  }

  private static double median(List<Result> results, ToDoubleFunction<Result> figure) {
    return results.stream()
        .mapToDouble(figure)
        .sorted()
        .skip(results.size() / 2)
        .findFirst()
        .orElse(Double.NaN);
  }
}
