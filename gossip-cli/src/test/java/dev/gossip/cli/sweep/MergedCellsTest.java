package dev.gossip.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MergedCellsTest {
  private static final int CELLS = 40;

  @TempDir private Path path = Path.of("");
  private SweepFolder folder = new SweepFolder(path);

  @BeforeEach
  void createFolder() throws IOException {
    folder = new SweepFolder(path);
    folder.list(
        IntStream.range(0, CELLS)
            .mapToObj(i -> new SweepFolder.Listed(name(i), "gossip simulate --seed " + i))
            .toList());
    for (int i = 0; i < CELLS; i++) {
      if (i % 2 == 0) {
        folder.write(name(i), line(i));
      }
    }
  }

  private static String name(int cell) {
    return "cell-" + (CELLS - cell);
  }

  private static String line(int cell) {
    return String.format(
        Locale.ROOT,
        "{\"cell\":\"%s\",\"version\":\"1\",\"seed\":\"%d\","
            + "\"parameters\":{\"loss\":\"0.%d\"},\"rmr\":%d}",
        name(cell),
        cell % 4,
        cell / 4,
        cell);
  }

  private static List<String> lines(MergedCells cells) throws IOException {
    List<String> lines = new ArrayList<>();
    cells.lines(lines::add);
    return lines;
  }

  @Test
  void linesComeInTheOrderOfThePlanAndMissingCellsAreNamed() throws IOException {
    MergedCells cells = new MergedCells(folder);

    assertThat(lines(cells))
        .containsExactlyElementsOf(
            IntStream.range(0, CELLS)
                .filter(i -> i % 2 == 0)
                .mapToObj(MergedCellsTest::line)
                .toList());
    assertThat(cells.missingCount()).isEqualTo(CELLS / 2);
    assertThat(cells.count()).isEqualTo(CELLS);
    assertThat(cells.firstMissing())
        .hasSize(MergedCells.NAMED)
        .startsWith(new SweepFolder.Listed(name(1), "gossip simulate --seed 1"));
  }

  @Test
  void cellThatIsDoneMeanwhileDoesNotCountTheSecondTime() throws IOException {
    MergedCells cells = new MergedCells(folder);
    List<String> first = lines(cells);
    folder.write(name(1), line(1));

    assertThat(lines(cells)).isEqualTo(first);
    assertThat(cells.missingCount()).isEqualTo(CELLS / 2);
  }

  @Test
  void cellThatIsGoneTheSecondTimeIsAnError() throws IOException {
    MergedCells cells = new MergedCells(folder);
    lines(cells);
    Files.delete(path.resolve("cells").resolve(name(2) + ".json"));

    assertThatThrownBy(() -> lines(cells))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the folder changed while it was read; run the command again");
  }

  @Test
  void listOfAnotherPlanTheSecondTimeIsAnError() throws IOException {
    MergedCells cells = new MergedCells(folder);
    lines(cells);
    folder.list(List.of(new SweepFolder.Listed(name(0), "gossip simulate --seed 0")));

    assertThatThrownBy(() -> lines(cells))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the folder changed while it was read");
  }

  @Test
  void cellThatIsListedTwiceIsReadOnce() throws IOException {
    SweepFolder.Listed cell = new SweepFolder.Listed(name(0), "gossip simulate --seed 0");
    folder.list(List.of(cell, cell));

    assertThat(lines(new MergedCells(folder))).containsExactly(line(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"version\":\"1\",\"seed\":\"1\",\"parameter\":{}}",
        "\"version\":\"1\",\"seed\":\"1\",\"parameters\":[]}",
        "\"version\":\"1\",\"seed\":\"1\",\"parameters\":{\"loss\":null}}",
        "\"version\":\"1\",\"seed\":\"1\",\"parameters\":{\"loss\":[]}}",
        "\"version\":\"1\",\"sead\":\"1\",\"parameters\":{}}",
        "\"version\":\"1\",\"seed\":\"1\",\"parameters\":{}]}",
      })
  void lineThatIsNotThatOfACellIsDamaged(String rest) throws IOException {
    folder.write(name(0), "{\"cell\":\"" + name(0) + "\"," + rest);

    assertThatThrownBy(() -> CellTable.csv(new MergedCells(folder), line -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the line of a cell is damaged")
        .hasMessageContaining("delete its file and run the sweep again");
  }

  @Test
  void listThatIsNoTextIsDamagedAndWrittenAgain() throws IOException {
    Path list = path.resolve("cells.txt");
    Files.write(list, new byte[] {'a', ' ', ' ', (byte) 0xff, '\n'});

    assertThatThrownBy(() -> lines(new MergedCells(folder)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cells.txt is damaged; start the sweep again");
    folder.list(List.of(new SweepFolder.Listed(name(0), "gossip simulate --seed 0")));
    assertThat(lines(new MergedCells(folder))).containsExactly(line(0));
  }

  @Test
  void linesAndResultsStayInTheirFiles() throws Exception {
    MergedCells cells = new MergedCells(folder);
    List<WeakReference<Object>> seen = new ArrayList<>();

    cells.lines(line -> seen.add(new WeakReference<>(line)));
    cells.results((JsonObject result) -> seen.add(new WeakReference<>(result)));

    assertThat(seen).hasSize(CELLS);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (areReachable(seen) && System.nanoTime() - deadline < 0) {
      System.gc();
    }
    assertThat(areReachable(seen)).as("cells held in memory").isFalse();
    assertThat(cells.count()).isEqualTo(CELLS);
  }

  private static boolean areReachable(List<WeakReference<Object>> objects) {
    return objects.stream().anyMatch(reference -> reference.get() != null);
  }

  @Test
  void seedsOfACombinationAreOneRowOfTheTables() throws IOException {
    assertThat(SweepSummary.table(new MergedCells(folder)))
        .hasSize(1 + CELLS / 4)
        .startsWith("loss  cells               RMR")
        .contains("0.1       2  5.0000 ± 12.7062");
    List<String> csv = new ArrayList<>();
    SweepSummary.csv(new MergedCells(folder), csv::add);
    assertThat(csv)
        .hasSize(1 + CELLS / 4)
        .startsWith("loss,figure,cells,mean,low,high")
        .element(2)
        .asString()
        .startsWith("0.1,rmr,2,5.0,");
    List<String> table = new ArrayList<>();
    CellTable.csv(new MergedCells(folder), table::add);
    assertThat(table)
        .hasSize(1 + CELLS / 2)
        .startsWith("cell,version,seed,loss,rmr", "cell-40,1,0,0.0,0", "cell-38,1,2,0.0,2");
  }
}
