package dev.gossip.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Compares the speed of the simulator in several builds or configurations. Each runs in a process
 * of its own; they take turns, so that whatever else the machine does hits all of them. Counts CPU
 * time of the thread that runs the network and the bytes that it allocates, not wall time, and
 * prints medians and ratios to the first.
 *
 * <pre>
 * java -cp benchmarks.jar dev.gossip.benchmarks.SimulationSpeed NODES MESSAGES ROUNDS
 *     NAME[;SETTING=VALUE[,SETTING=VALUE ...][;CLASSPATH[;JVMOPTION[,JVMOPTION ...]]]] ...
 * </pre>
 *
 * <p>Without a class path it is that of this process. The collector of the JVM is the serial one,
 * unless its options choose another. Messages go one by one, 100 ms of virtual time apart, and in a
 * burst at one node. The first round of each warms up and counts nowhere.
 */
public final class SimulationSpeed {
  private static final int DEGREE = 8;
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String PAYLOAD = "x".repeat(120);
  private static final String READY = "idle node bytes";
  private static final String RESULT = "result";

  private SimulationSpeed() {}

  /** Runs the comparison; see the class. */
  public static void main(String[] args) throws IOException, ReflectiveOperationException {
    if (args.length > 0 && args[0].equals("run")) {
      run(Integer.parseInt(args[1]), Arrays.asList(args).subList(2, args.length));
      return;
    }
    if (args.length < 4) {
      throw new IllegalArgumentException(
          "give nodes, messages, rounds and at least one NAME[;SETTINGS[;CLASSPATH[;OPTIONS]]]");
    }
    int nodes = Integer.parseInt(args[0]);
    int messages = Integer.parseInt(args[1]);
    int rounds = Integer.parseInt(args[2]);
    List<Candidate> candidates = new ArrayList<>();
    for (String arg : Arrays.asList(args).subList(3, args.length)) {
      candidates.add(Candidate.start(nodes, arg));
    }
    for (int round = 0; round <= rounds; round++) {
      for (Candidate candidate : candidates) {
        candidate.play(messages, round > 0);
      }
    }
    for (Candidate candidate : candidates) {
      candidate.print(candidates.get(0));
      candidate.end();
    }
  }

  /** What one round cost. */
  private record Round(double frames, double datagrams, double cpu, double process, double bytes) {
    static Round parse(String text) {
      double[] all = Arrays.stream(text.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
      return new Round(all[0], all[1], all[2], all[3], all[4]);
    }

    double perSecond() {
      return frames / cpu * 1e9;
    }

    double perProcessSecond() {
      return frames / process * 1e9;
    }

    double bytesPerFrame() {
      return bytes / frames;
    }
  }

  /** One process. */
  private record Candidate(
      String name,
      double idleBytes,
      Process process,
      BufferedReader output,
      PrintWriter input,
      List<Round> alone,
      List<Round> burst) {

    static Candidate start(int nodes, String arg) throws IOException {
      String[] parts = arg.split(";", -1);
      String own = System.getProperty("java.class.path");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("-Xmx" + System.getProperty("speed.heap", "1g"));
      command.addAll(options(parts));
      command.addAll(List.of("-cp", parts.length > 2 && !parts[2].isEmpty() ? parts[2] : own));
      command.addAll(List.of(SimulationSpeed.class.getName(), "run", Integer.toString(nodes)));
      if (parts.length > 1 && !parts[1].isEmpty()) {
        command.addAll(List.of(parts[1].split(",", -1)));
      }
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      BufferedReader output = process.inputReader();
      double idle = Double.parseDouble(await(output, READY));
      return new Candidate(
          parts[0],
          idle,
          process,
          output,
          new PrintWriter(process.outputWriter(), true),
          new ArrayList<>(),
          new ArrayList<>());
    }

    private static List<String> options(String[] parts) {
      String chosen = parts.length > 3 ? parts[3] : "";
      List<String> options = new ArrayList<>();
      if (!chosen.contains("GC")) {
        options.add("-XX:+UseSerialGC");
      }
      if (!chosen.isEmpty()) {
        options.addAll(List.of(chosen.split(",", -1)));
      }
      return options;
    }

    private static String await(BufferedReader output, String what) throws IOException {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(what + ": ")) {
          return line.substring(what.length() + 2);
        }
      }
      throw new IOException("the process ended before it printed: " + what);
    }

    void play(int messages, boolean counts) throws IOException {
      for (boolean isBurst : new boolean[] {false, true}) {
        input.println((isBurst ? "burst " : "alone ") + messages);
        Round round = Round.parse(await(output, RESULT));
        if (counts) {
          (isBurst ? burst : alone).add(round);
        }
      }
    }

    void print(Candidate first) {
      System.out.printf(Locale.ROOT, "%s: %.0f bytes of heap per idle node%n", name, idleBytes);
      print("one by one", alone, first.alone);
      print("in bursts ", burst, first.burst);
    }

    private static void print(String how, List<Round> rounds, List<Round> first) {
      System.out.printf(
          Locale.ROOT,
          "  %s: %8.0f frames per CPU second of the thread, %8.0f of the process,"
              + " %4.0f bytes allocated per frame, %.2f frames per datagram, ratio %.2f / %.2f%n",
          how,
          median(rounds, Round::perSecond),
          median(rounds, Round::perProcessSecond),
          median(rounds, Round::bytesPerFrame),
          median(rounds, round -> round.frames / round.datagrams),
          ratio(rounds, first, Round::perSecond),
          ratio(rounds, first, Round::perProcessSecond));
    }

    /** The median of the ratios of rounds that ran next to each other. */
    private static double ratio(
        List<Round> rounds, List<Round> first, ToDoubleFunction<Round> figure) {
      double[] ratios = new double[rounds.size()];
      for (int i = 0; i < ratios.length; i++) {
        ratios[i] = figure.applyAsDouble(rounds.get(i)) / figure.applyAsDouble(first.get(i));
      }
      Arrays.sort(ratios);
      return ratios[ratios.length / 2];
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
      double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
      return sorted[sorted.length / 2];
    }

    void end() {
      input.close();
      process.destroy();
    }
  }

  // ---- in a process of its own ---------------------------------------------------------------

  private static void run(int nodes, List<String> settings)
      throws IOException, ReflectiveOperationException {
    Simulation simulation =
        Simulation.seeded(1).nodes(nodes).topology(Topologies.randomRegular(DEGREE));
    for (String setting : settings) {
      String[] parts = setting.split("=", 2);
      simulation.set(parts[0], parts[1]);
    }
    long before = usedBytes();
    SimulatedNetwork network = simulation.start();
    network.awaitLinks(Duration.ofSeconds(60));
    System.out.println(READY + ": " + (double) (usedBytes() - before) / nodes);
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] parts = line.split(" ", -1);
      System.out.println(RESULT + ": " + round(network, parts[0], Integer.parseInt(parts[1])));
    }
  }

  private static String round(SimulatedNetwork network, String how, int messages)
      throws ReflectiveOperationException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    // An earlier build may name the type of its result differently.
    Method publish = SimulatedNode.class.getMethod("publish", String.class, ByteString.class);
    double frames = frames(network);
    double datagrams = network.record().datagrams();
    long bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    long process = system.getProcessCpuTime();
    long cpu = threads.getCurrentThreadCpuTime();
    List<ByteString> payloads = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      payloads.add(ByteString.copyFromUtf8(i + PAYLOAD));
    }
    if (how.equals("burst")) {
      network.node(0).publishAll("main", payloads);
    } else {
      for (ByteString payload : payloads) {
        publish.invoke(network.node(0), "main", payload);
        network.runFor(INTERVAL);
      }
    }
    if (!network.runUntilQuiet(LIMIT)) {
      throw new IllegalStateException("the network is not quiet after " + LIMIT);
    }
    cpu = threads.getCurrentThreadCpuTime() - cpu;
    process = system.getProcessCpuTime() - process;
    bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - bytes;
    return (frames(network) - frames)
        + " "
        + (network.record().datagrams() - datagrams)
        + " "
        + cpu
        + " "
        + process
        + " "
        + bytes;
  }

  private static double frames(SimulatedNetwork network) {
    for (Map.Entry<String, Long> metric : network.metrics().entrySet()) {
      if (metric.getKey().replace('-', '_').contains("payload_frames_sent")) {
        return metric.getValue();
      }
    }
    return 0;
  }

  private static long usedBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
