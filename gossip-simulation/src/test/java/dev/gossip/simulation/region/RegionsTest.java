package dev.gossip.simulation.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegionsTest {
  private static final long SEED = 11;
  private static final int NODES = 20_000;

  private final Path file;

  RegionsTest(@TempDir Path folder) {
    this.file = folder.resolve("table.csv");
  }

  private Regions matrix(String content) throws IOException {
    return Regions.matrix(Files.writeString(file, content).toString());
  }

  private Regions places(String content) throws IOException {
    return Regions.places(Files.writeString(file, content).toString());
  }

  private static double millis(Regions regions, String from, String to) {
    return regions.oneWayNanos(regions.names().indexOf(from), regions.names().indexOf(to)) / 1e6;
  }

  private static double shareOf(Regions regions, String name) {
    int region = regions.names().indexOf(name);
    int[] drawn = regions.draw(NODES, new SplittableRandom(SEED));
    return (double) Arrays.stream(drawn).filter(value -> value == region).count() / NODES;
  }

  @Test
  void oneWayIsHalfOfARoundTripAndMayDifferByDirection() throws IOException {
    Regions regions = matrix("# a comment\n\nrtt, a , b\na,2,30\nb,40,4\n");

    assertThat(regions.names()).containsExactly("a", "b");
    assertThat(millis(regions, "a", "a")).isEqualTo(1);
    assertThat(millis(regions, "a", "b")).isEqualTo(15);
    assertThat(millis(regions, "b", "a")).isEqualTo(20);
  }

  @Test
  void matrixOfOneWayTimesIsTakenAsItIs() throws IOException {
    assertThat(millis(matrix("one-way,a,b\na,2,30\nb,40,4.5\n"), "b", "b")).isEqualTo(4.5);
  }

  @Test
  void emptyFieldTakesTheValueOfTheOtherDirection() throws IOException {
    assertThat(millis(matrix("\uFEFFone-way,a,b\r\na,2,\r\nb,40,4\r\n"), "a", "b")).isEqualTo(40);
  }

  @Test
  void nodesAreDrawnByWeight() throws IOException {
    Regions regions = matrix("rtt,weight,a,b,c\na,0.5,1,1,1\nb,0,1,1,1\nc,1.5,1,1,1\n");

    assertThat(shareOf(regions, "a")).as("seed %s", SEED).isCloseTo(0.25, within(0.015));
    assertThat(shareOf(regions, "b")).as("seed %s", SEED).isZero();
    assertThat(shareOf(regions, "c")).as("seed %s", SEED).isCloseTo(0.75, within(0.015));
  }

  @Test
  void equalSeedsGiveEqualRegions() {
    Regions regions = Regions.matrix("aws");

    int[] drawn = regions.draw(100, new SplittableRandom(SEED));
    assertThat(regions.draw(100, new SplittableRandom(SEED))).isEqualTo(drawn);
    assertThat(regions.draw(100, new SplittableRandom(SEED + 1))).isNotEqualTo(drawn);
    // More nodes do not move those that are there.
    assertThat(regions.draw(200, new SplittableRandom(SEED))).startsWith(drawn);
  }

  @ParameterizedTest
  @CsvSource({
    "aws, us-east-1, eu-central-1, 46",
    "aws, af-south-1, ap-southeast-2, 205.5",
    "bitcoin, europe, north-america, 124",
    "bitcoin, japan, japan, 12",
  })
  void builtInMatrixHasThePublishedValues(String table, String from, String to, double millis) {
    assertThat(millis(Regions.matrix(table), from, to)).isEqualTo(millis);
  }

  @Test
  void builtInSharesAreThePublishedOnes() {
    assertThat(shareOf(Regions.matrix("bitcoin"), "europe"))
        .as("seed %s", SEED)
        .isCloseTo(0.4998, within(0.018));
    // 528 + 245 + 442 + 306 + 559 + 682 of 4,453 are in the United States, 682 of them in San Jose.
    assertThat(shareOf(Regions.places("fly"), "San Jose"))
        .as("seed %s", SEED)
        .isCloseTo(682 / 4453.0, within(0.013));
  }

  @Test
  void roundTripBetweenPlacesGrowsWithTheirDistance() throws IOException {
    // A quarter of the equator, and from pole to pole: 10,007.5 and 20,015.1 km.
    Regions regions =
        places(
            """
            longitude,ignored,place,latitude
            0,x,gulf,0
            90,x,india,0
            0,x,north,90
            17,x,south,-90
            """);

    assertThat(millis(regions, "gulf", "india")).isCloseTo((4 + 10_007.5 / 75) / 2, within(0.01));
    assertThat(millis(regions, "north", "south")).isCloseTo((4 + 20_015.1 / 75) / 2, within(0.01));
    assertThat(millis(regions, "gulf", "gulf")).isEqualTo(0.5);
    assertThat(shareOf(regions, "south")).as("seed %s", SEED).isCloseTo(0.25, within(0.015));
  }

  /** The distances between these airports are 5,563, 10,278 and 17,020 km. */
  @ParameterizedTest
  @CsvSource({"London, Newark, 77.9", "Frankfurt, Singapore, 141", "London, Sydney, 231"})
  void builtInPlacesAreWhereTheyShouldBe(String from, String to, double roundTripMillis) {
    assertThat(2 * millis(Regions.places("fly"), from, to))
        .isCloseTo(roundTripMillis, within(roundTripMillis * 0.01));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '' | line 1: the table is empty
          rtt,b | line 1: no region follows
          km,a;a,1 | line 1: the heading says not what
          rtt,a,b;a,1,2 | line 2: the line of 'b' is missing
          rtt,a,a;a,1,2;a,1,2 | line 1: 'a' is empty or there twice
          rtt,a,b;b,1,2;a,1,2 | line 2: 'b' is not the next region
          rtt,a;a,1;b,1 | line 3: 'b' is not the next region
          rtt,a,b;a,1;b,1,2 | line 2: it has 2 fields and the heading 3
          rtt,a,b;a,1,far;b,1,2 | line 2: 'far' is not a latency
          rtt,a,b;#;a,1,-1;b,1,2 | line 3: '-1' is not a latency
          rtt,a;a,3600001 | line 2: '3600001' is not a latency
          rtt,a;a,NaN | line 2: 'NaN' is not a latency
          rtt,a,b;a,1,;b,,2 | line 3: '' is not a latency
          rtt,weight,a;a,-1,2 | line 2: '-1' is not a weight
          rtt,weight,a;a,0,2 | line 2: all weights are 0
          """)
  void badMatrixIsRefusedWithItsLine(String content, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> matrix(content.replace(';', '\n')))
        .withMessageStartingWith(file + ", " + reason)
        .withMessageContaining("; ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          place,latitude;a,1 | line 1: the heading has no longitude
          place,latitude,longitude;a,91,0 | line 2: '91' is not a latitude
          place,latitude,longitude;a,1,0;a,2,0 | line 3: 'a' is empty or there twice
          place,latitude,longitude,weight;a,1,0,many | line 2: 'many' is not a weight
          """)
  void badPlacesAreRefusedWithTheirLine(String content, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> places(content.replace(';', '\n')))
        .withMessageStartingWith(file + ", " + reason);
  }

  @Test
  void largeFilesAreRefused() throws IOException {
    Files.writeString(file, "rtt,a\n# " + "x".repeat(1 << 20));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Regions.matrix(file.toString()))
        .withMessageContaining("more than 1048576 bytes; keep only the table");

    Files.writeString(file, "rtt,a\n" + "a,1\n".repeat(251));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Regions.matrix(file.toString()))
        .withMessageContaining("line 252: a table may have 250 regions");
  }

  @Test
  void fileThatIsNoTextIsRefused() throws IOException {
    Files.write(file, new byte[] {'a', (byte) 0xff});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Regions.places(file.toString()))
        .withMessageContaining("this is not UTF-8 text; save it as such");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere", "a\nb", "\0"})
  void unknownTableIsRefusedInOneLine(String table) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Regions.matrix(table))
        .satisfies(error -> assertThat(error.getMessage()).doesNotContain("\n"))
        .withMessageContaining("write aws, bitcoin or the path of a file");
  }

  @Test
  void folderIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Regions.places(String.valueOf(file.getParent())))
        .withMessageContaining("cannot be read");
  }
}
