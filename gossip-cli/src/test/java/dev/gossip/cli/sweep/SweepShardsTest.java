package dev.gossip.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gossip.cli.testing.CliProcess;
import dev.gossip.cli.testing.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests sweeps of several processes, some of which are killed. */
@Timeout(900)
class SweepShardsTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration STEP = Duration.ofMillis(10);
  private static final int SHARDS = 10;
  private static final int ATTEMPTS = 5;
  private static final String PLAN =
      """
      sweep {
        base { nodes = 6, messages = 1, topology = ring }
        product { loss = [0, 0.05], payload = [10, 20] }
        seeds = "1..SEEDS"
      }
      """;

  @TempDir private Path folder = Path.of("");

  private Path plan(int seeds) throws IOException {
    String text = PLAN.replace("SEEDS", Integer.toString(seeds));
    return Files.writeString(folder.resolve("plan.conf"), text);
  }

  private static CliProcess start(Path plan, Path out, String shard, String... more) {
    List<String> args = new ArrayList<>(List.of("sweep", plan.toString()));
    args.addAll(List.of("--out", out.toString(), "--shard", shard, "--jobs", "1"));
    args.addAll(List.of(more));
    return CliProcess.start(Map.of(), args.toArray(String[]::new));
  }

  private static void runToTheEnd(Path plan, Path out, int shard) {
    try (CliProcess process = start(plan, out, shard + "/" + SHARDS)) {
      assertThat(process.awaitExit(LIMIT)).as("%s", process).isZero();
    }
  }

  /** Kills a shard that has done some of its cells, but not all. */
  private static void killHalfWay(Path plan, Path out, int shard) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try (CliProcess process = start(plan, out, shard + "/" + SHARDS)) {
        await(process, () -> done(out, shard) >= 2);
        process.kill();
        process.awaitExit(LIMIT);
      }
      if (done(out, shard) < 20) {
        return;
      }
      // It was faster than this test.
      for (String name : names(out, shard)) {
        Files.delete(out.resolve("cells").resolve(name + ".json"));
      }
    }
    throw new AssertionError("shard " + shard + " ended before it was killed");
  }

  private static void await(CliProcess process, BooleanSupplier condition) {
    long deadlineNanos = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s", process).isLessThan(deadlineNanos);
      process.await(condition, STEP);
    }
  }

  private static List<String> names(Path out, int shard) {
    try {
      List<SweepFolder.Listed> all =
          Files.exists(out.resolve("cells.txt"))
              ? SweepFolderTest.listed(new SweepFolder(out))
              : List.of();
      List<String> names = new ArrayList<>();
      for (int i = shard; i < all.size(); i += SHARDS) {
        names.add(all.get(i).name());
      }
      return names;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static long done(Path out, int shard) {
    return names(out, shard).stream()
        .filter(name -> Files.exists(out.resolve("cells").resolve(name + ".json")))
        .count();
  }

  private static CliRun merge(Path out) {
    return CliRun.of("sweep", "merge", out.toString());
  }

  @Test
  void killedAndRepeatedShardsMergeToTheLinesOfOneMachine() throws IOException {
    Path plan = plan(50);
    Path out = folder.resolve("shards");
    List<Integer> killed = List.of(2, 5, 7);
    for (int shard : killed) {
      killHalfWay(plan, out, shard);
    }
    for (int shard = 1; shard < SHARDS; shard++) {
      if (!killed.contains(shard)) {
        runToTheEnd(plan, out, shard);
      }
    }
    CliRun partial = merge(out);
    assertThat(partial.exitCode()).isEqualTo(3);
    assertThat(partial.out()).hasSizeBetween(6 * 20 + 3 * 2, 6 * 20 + 3 * 19);

    // Two attempts at shard 0 at once, and the second attempts at those that were killed.
    try (CliProcess one = start(plan, out, "0/" + SHARDS);
        CliProcess other = start(plan, out, "0/" + SHARDS)) {
      assertThat(one.awaitExit(LIMIT)).as("%s", one).isZero();
      assertThat(other.awaitExit(LIMIT)).as("%s", other).isZero();
    }
    for (int shard : killed) {
      runToTheEnd(plan, out, shard);
    }

    Path alone = folder.resolve("alone");
    assertThat(CliRun.of("sweep", plan.toString(), "--out", alone.toString()).exitCode()).isZero();
    CliRun merged = merge(out);
    assertThat(merged.exitCode()).isZero();
    assertThat(merged.out()).hasSize(200).isEqualTo(merge(alone).out());
  }

  @Test
  void terminatedSweepHasWholeLinesAndEndsWith143() throws IOException {
    Path plan = plan(2_000);
    Path out = folder.resolve("terminated");
    try (CliProcess process = start(plan, out, "0/" + SHARDS)) {
      assumeTrue(process.canBeAskedToEnd());
      await(process, () -> done(out, 0) >= 2);
      process.terminate();

      assertThat(process.awaitExit(LIMIT)).as("%s", process).isEqualTo(143);
      assertThat(process.err()).anyMatch(line -> line.contains("shard 0/10: stopped; "));
    }
    CliRun merged = merge(out);
    assertThat(merged.exitCode()).isEqualTo(3);
    assertThat(merged.out()).hasSize((int) done(out, 0)).allMatch(line -> line.endsWith("}"));
    try (var files = Files.list(out.resolve("cells"))) {
      assertThat(files).allMatch(file -> file.toString().endsWith(".json"));
    }
  }
}
