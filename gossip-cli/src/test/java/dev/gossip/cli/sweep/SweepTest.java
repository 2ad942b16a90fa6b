package dev.gossip.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.gossip.cli.testing.BadInput;
import dev.gossip.cli.testing.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests {@code gossip sweep} and {@code gossip sweep merge} in one process. */
@Timeout(120)
class SweepTest {
  private static final String PLAN =
      """
      sweep {
        base { nodes = 6, messages = 2, topology = ring, set { gossip.lifetime = 1m } }
        product { loss = [0, 0.05] }
        seeds = [1, 2, 3]
      }
      """;

  @TempDir private Path folder = Path.of("");
  private Path plan = Path.of("");
  private Path results = Path.of("");

  @BeforeEach
  void writePlan() throws IOException {
    plan = Files.writeString(folder.resolve("plan.conf"), PLAN);
    results = folder.resolve("results");
  }

  private CliRun sweep(String... more) {
    List<String> args = new ArrayList<>(List.of("sweep", plan.toString()));
    args.addAll(List.of("--out", results.toString()));
    args.addAll(List.of(more));
    return CliRun.of(args);
  }

  private CliRun merge(String... more) {
    List<String> args = new ArrayList<>(List.of("sweep", "merge", results.toString()));
    args.addAll(List.of(more));
    return CliRun.of(args);
  }

  private static JsonObject json(String line) {
    return JsonParser.parseString(line).getAsJsonObject();
  }

  private List<Path> cellFiles() throws IOException {
    try (Stream<Path> files = Files.list(results.resolve("cells"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void dryRunListsTheCellsAndRunsNothing() {
    CliRun all = sweep("--dry-run");
    CliRun shard = sweep("--dry-run", "--shard", "1/4");

    assertThat(all.exitCode()).isZero();
    assertThat(all.out())
        .hasSize(6)
        .allMatch(line -> line.matches("[0-9a-f]{16} {2}gossip simu.*"));
    assertThat(shard.out()).containsExactly(all.out().get(1), all.out().get(5));
    assertThat(results).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        PLAN,
        "sweep { base { nodes = 9, messages = 2, spies = 0.2, spam = [reputation,"
            + " rate-limit] }, seeds = -5 }",
        "sweep { base { messages = 1 }, zip { nodes = [9], discovery = [bootstrap] }, seeds = 3 }",
      })
  void cellHasTheResultsOfItsCommand(String text) throws IOException {
    Files.writeString(plan, text);
    List<String> commands = sweep("--dry-run").out();
    assertThat(sweep().exitCode()).isZero();
    List<String> lines = merge().out();

    assertThat(lines).isNotEmpty().hasSameSizeAs(commands);
    for (int i = 0; i < lines.size(); i++) {
      String[] command = commands.get(i).split(" +", -1);
      JsonObject cell = json(lines.get(i));
      assertThat(cell.remove("cell").getAsString()).isEqualTo(command[0]);
      assertThat(cell.remove("version")).isNotNull();
      assertThat(cell.remove("parameters")).isNotNull();
      CliRun alone = CliRun.of(List.of(command).subList(2, command.length));
      JsonObject expected = json(alone.out().get(0));
      expected.remove("wallMillis");
      expected.remove("framesPerSecond");
      assertThat(cell).isEqualTo(expected);
    }
  }

  @Test
  void lineHasTheParametersOfTheCell() {
    sweep();

    assertThat(json(merge().out().get(3)).getAsJsonObject("parameters"))
        .isEqualTo(
            json("{'gossip.lifetime':'1m',loss:'0.05',messages:'2',nodes:'6',topology:'ring'}"));
  }

  @Test
  void summaryHasTheMeanOfTheSeeds() {
    CliRun run = sweep();

    assertThat(run.out()).hasSize(3);
    assertThat(run.out().get(0)).matches("loss +cells +coverage +latency p50 ms .*");
    assertThat(run.out().get(1)).startsWith("0         3  1.0000 ± 0.0000");
    assertThat(merge("--summary").out()).isEqualTo(run.out());
    List<String> csv = merge("--summary", "--csv").out();
    assertThat(csv.get(0))
        .isEqualTo("gossip.lifetime,loss,messages,nodes,topology,figure,cells,mean,low,high");
    assertThat(csv).contains("1m,0,2,6,ring,coverage,3,1.0,1.0,1.0");
    // What happened in no run, or only in some, counts as 0.
    assertThat(csv).anyMatch(line -> line.startsWith("1m,0.05,2,6,ring,drops.wire.fault,3,"));
  }

  @Test
  void csvHasALineForEachCell() {
    sweep();
    List<String> csv = merge("--csv").out();

    assertThat(csv).hasSize(7);
    assertThat(csv.get(0))
        .startsWith("cell,version,seed,gossip.lifetime,loss,messages,nodes,topology,relay,edges,");
    assertThat(csv.get(1)).contains(",1,1m,0,2,6,ring,relay.flooding,6,1.0,");
    int fields = csv.get(0).split(",", -1).length;
    assertThat(csv).allMatch(line -> line.split(",", -1).length == fields);
  }

  @Test
  void cellsThatAreDoneAreNotRunAgain() throws IOException {
    sweep();
    List<String> before = merge().out();
    List<Path> files = cellFiles();
    FileTime old = FileTime.fromMillis(1_000_000_000_000L);
    for (Path file : files) {
      Files.setLastModifiedTime(file, old);
    }
    Files.delete(files.get(2));

    CliRun again = sweep();

    assertThat(again.err().get(0)).contains("6 cells, 5 done before, 1 to run");
    assertThat(merge().out()).isEqualTo(before);
    for (Path file : files) {
      boolean rewritten = !Files.getLastModifiedTime(file).equals(old);
      assertThat(rewritten).as("%s", file).isEqualTo(file.equals(files.get(2)));
    }
    assertThat(sweep().err().get(0)).endsWith("6 cells, 6 done before, 0 to run");
  }

  @Test
  void missingCellsAreNamedWithTheirCommands() {
    assertThat(sweep("--shard", "0/2").exitCode()).isZero();
    CliRun merged = merge();

    assertThat(merged.exitCode()).isEqualTo(3);
    assertThat(merged.out()).hasSize(3);
    assertThat(merged.err().get(0)).contains("3 of 6 cells are missing");
    assertThat(merged.err().subList(1, 4))
        .allMatch(line -> line.contains("gossip simulate --loss"));

    sweep("--shard", "1/2");
    assertThat(merge().exitCode()).isZero();
    assertThat(merge().out()).hasSize(6);
  }

  @Test
  void brokenCellIsNamedAndDoesNotStopTheOthers() throws IOException {
    Files.writeString(
        plan,
        """
        sweep {
          base { messages = 1, topology = "random-regular:3" }
          product { nodes = [4, 5, 6] }
          seeds = [1]
        }
        """);
    CliRun run = sweep("--jobs", "1");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err())
        .anyMatch(
            line ->
                line.contains(" is broken: ")
                    && line.contains("--nodes 5")
                    && line.endsWith(
                        "gossip simulate --messages 1 --nodes 5 --topology random-regular:3 --seed 1"
                            + " --json"));
    assertThat(run.err()).anyMatch(line -> line.contains("1 cell is broken"));
    assertThat(merge().out()).hasSize(2);
    assertThat(merge().exitCode()).isEqualTo(3);
  }

  @Test
  void anotherPlanInTheFolderKeepsWhatBothHave() throws IOException {
    sweep();
    Files.writeString(plan, PLAN.replace("[1, 2, 3]", "[3, 4]"));
    CliRun other = sweep();

    assertThat(other.err().get(0)).contains("another plan or version");
    assertThat(other.err().get(1)).contains("4 cells, 2 done before, 2 to run");
    assertThat(merge().out()).hasSize(4);
    assertThat(cellFiles()).hasSize(8);
  }

  @Test
  void damagedCellIsRunAgain() throws IOException {
    sweep();
    List<String> before = merge().out();
    Path file = cellFiles().get(0);
    Files.writeString(file, Files.readString(file).substring(0, 40));

    assertThat(merge().exitCode()).isEqualTo(3);
    assertThat(sweep().exitCode()).isZero();
    assertThat(merge().out()).isEqualTo(before);
  }

  @Test
  void folderThatCannotBeWrittenIsNamed() throws IOException {
    results = Files.createFile(folder.resolve("file")).resolve("results");
    CliRun run = sweep();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).hasSize(1);
    assertThat(run.err().get(0)).contains("file/results cannot be written", "choose a folder");
  }

  @Test
  void badUseIsRefusedWithARemedy() {
    String file = plan.toString();
    BadInput.assertRejected(CliRun.of("sweep"), List.of("no plan", "sweep PLAN --out DIR"));
    BadInput.assertRejected(CliRun.of("sweep", file), List.of("--out is missing"));
    BadInput.assertRejected(sweep("--shard", "2/2"), List.of("--shard: shards count from 0"));
    BadInput.assertRejected(sweep("--jobs", "0"), List.of("--jobs: '0'", "from 1 to 1024"));
    BadInput.assertRejected(CliRun.of("sweep", "none.conf"), List.of("none.conf cannot be read"));
    BadInput.assertRejected(merge(), List.of("no sweep in this folder", "--out DIR"));
  }
}
