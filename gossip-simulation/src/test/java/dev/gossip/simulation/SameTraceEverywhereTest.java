package dev.gossip.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Latency;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * One seed gives one trace, whatever Java and garbage collector run it. Other versions of Java are
 * asked too if {@code -Dgossip.test.java-homes} lists their folders.
 */
class SameTraceEverywhereTest {
  private static final List<String> OPTIONS =
      List.of("-XX:+UseSerialGC", "-XX:+UseParallelGC", "-Xint");

  /** Prints the hash of a run with losses, copies, damage, and a node that crashes and restarts. */
  public static void main(String[] args) {
    System.out.println(hash());
  }

  private static String hash() {
    SimulatedNetwork network =
        Simulation.seeded(77)
            .nodes(10)
            .topology(Topologies.randomRegular(4))
            .latency(Latency.logNormal(Duration.ofMillis(30), 0.5))
            .loss(0.05)
            .faults(faults -> faults.everywhere().share(0.1).duplicate(Duration.ofMillis(20)))
            .faults(faults -> faults.everywhere().share(0.01).corrupt())
            .start();
    network.runFor(Duration.ofSeconds(3));
    for (int i = 0; i < 10; i++) {
      network.node(i % 3).publish("message " + i);
      network.runFor(Duration.ofMillis(50));
    }
    network.node(5).crash();
    network.runFor(Duration.ofSeconds(1));
    network.node(5).restart();
    network.runFor(Duration.ofSeconds(3));
    return network.record().traceHash();
  }

  @Test
  void otherCollectorsAndVersionsOfJavaGiveTheSameTrace() throws Exception {
    String expected = hash();
    for (String home : homes()) {
      for (String option : OPTIONS) {
        assertThat(hashBy(home, option)).as("%s %s", home, option).isEqualTo(expected);
      }
    }
  }

  private static List<String> homes() {
    List<String> homes = new ArrayList<>(List.of(System.getProperty("java.home")));
    String others = System.getProperty("gossip.test.java-homes", "");
    Arrays.stream(others.split(File.pathSeparator, -1))
        .filter(home -> !home.isEmpty())
        .forEach(homes::add);
    return homes;
  }

  private static String hashBy(String home, String option)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(home, "bin", "java").toString(),
                option,
                "-Xmx256m",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                SameTraceEverywhereTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      return output.strip();
    } finally {
      process.destroyForcibly();
    }
  }
}
