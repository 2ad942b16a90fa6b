package dev.gossip.simulation.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.simulation.topology.Topology.Edge;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Edge lists of common tools and collections are read. */
class EdgeListTest {
  private final Path folder;

  EdgeListTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Topology read(String name, String content) throws IOException {
    return Topologies.file(Files.writeString(folder.resolve(name), content));
  }

  private static List<Edge> edges(Topology topology) {
    return topology.edges(topology.nodes().orElseThrow(), new SplittableRandom(1));
  }

  private List<Edge> edges(String name, String content) throws IOException {
    return edges(read(name, content));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "source,target",
        "Source;Target",
        "SOURCE\tTARGET",
        "from,to",
        "From To",
        "src,dst",
        "\"source\",\"target\"",
        "Source,Target,Type,Id,Label,Weight",
        ":START_ID,:END_ID",
        "FromNodeId\tToNodeId",
        "node_1,node_2",
        "# comment\n\nsource,target"
      })
  void knownHeadingIsNotALink(String heading) throws IOException {
    String separator = heading.replaceAll("(?s).*?[a-zA-Z_0-9\"]+([,;\\t ]).*", "$1");
    for (String name : List.of("net.csv", "net.txt", "net.edges")) {
      Topology topology = read(name, heading + "\na" + separator + "b\r\nb" + separator + "c\r\n");

      assertThat(topology.nodes()).as(name).hasValue(3);
      assertThat(edges(topology)).as(name).containsExactly(new Edge(0, 1), new Edge(1, 2));
      assertThat(topology.notices()).as(name).isEmpty();
    }
  }

  @Test
  void headingDeterminesTheColumnsOfTheNames() throws IOException {
    assertThat(edges("net.csv", "Id,Weight,Target,Source\n7,1,0,1\n8,1,2,0\n"))
        .containsExactly(new Edge(1, 0), new Edge(0, 2));
    assertThatThrownBy(() -> read("net.csv", "Id,Source,Target\n7,1\n"))
        .hasMessageContaining("net.csv, line 2: a link needs two names");
  }

  @Test
  void wordsBeforeNumbersAreAHeadingAndAreReported() throws IOException {
    Topology topology = read("net.csv", "# x\nperson A,person B\n0,1\n1,2\n");

    assertThat(edges(topology)).containsExactly(new Edge(0, 1), new Edge(1, 2));
    assertThat(topology.notices())
        .containsExactly(
            folder.resolve("net.csv")
                + ", line 2: 'person A,person B' is read as a heading: all other names are"
                + " numbers");
    assertThat(read("net.csv", "hub,left\n0,1\nleft,1\n").nodes()).hasValue(4);
    assertThat(read("net.csv", "hub,left\n").nodes()).hasValue(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          0 1 {}                                | 1 2 {}
          0 1 {'weight': 4}                     | 1 2 {'weight': 4, 'color': '#ff0000'}
          0 1 1.5                               | 1 2 2.5 1082040961
          0,1,{'weight': 4, 'x': 1}             | 1,2,{}
          0,1,Undirected,1                      | 1,2,Undirected,1
          0;1;1,5                               | 1;2;2,5
          % sym unweighted                      | 0 1 1
          """)
  void fieldsAfterTheSecondNameAreIgnored(String first, String second) throws IOException {
    for (String name : List.of("net.txt", "net.csv", "net.edgelist", "net.tsv", "out.net")) {
      List<Edge> expected =
          first.startsWith("%") ? List.of(new Edge(0, 1)) : List.of(new Edge(0, 1), new Edge(1, 2));

      assertThat(edges(name, first + "\n" + second + "\n"))
          .as(name)
          .usingElementComparator(EdgeListTest::comparePairs)
          .containsExactlyElementsOf(expected);
    }
  }

  private static int comparePairs(Edge one, Edge other) {
    return Set.of(one.dialer(), one.dialed()).equals(Set.of(other.dialer(), other.dialed()))
        ? 0
        : 1;
  }

  @Test
  void ignoredValuesAreReportedOnceAndEmptyBracesAreNot() throws IOException {
    assertThat(read("net.txt", "0 1 {}\n1 2 {}\n").notices()).isEmpty();
    assertThat(read("net.txt", "0 1 {}\n1 2 0.5\n2 0 0.7\n").notices())
        .containsExactly(
            folder.resolve("net.txt")
                + ", line 2: only the two names of a line make a link; fields such as '0.5' count"
                + " only as latency, with --latency topology:NAME");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          net.csv | New York,San Jose
          net.csv | "New York","San Jose"
          net.csv | "New York" , "San Jose",5
          net.csv | New York;San Jose
          net.txt | "New York" "San Jose"
          net.txt | "New York","San Jose"
          net.txt | "New York" , "San Jose"
          """)
  void namesMayContainBlanks(String name, String link) throws IOException {
    String city = "\"New York\",\"Boston, \"\"MA\"\" #1\"";

    assertThat(edges(name, link + "\n" + city + "\n"))
        .containsExactly(new Edge(0, 1), new Edge(0, 2));
  }

  @Test
  void tabsAndBlanksSeparateNames() throws IOException {
    assertThat(edges("net.tsv", "New York\tBoston\nBoston\tSan Jose\t7\n"))
        .containsExactly(new Edge(0, 1), new Edge(1, 2));
    assertThat(edges("net.txt", "0\t1\n1   2\n2 , 0\n"))
        .containsExactly(new Edge(0, 1), new Edge(1, 2), new Edge(2, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          net.txt | New York,Boston  | a name that contains a blank must be in quotes
          net.txt | New York\tBoston | a name that contains a blank must be in quotes
          net.csv | "a,b             | a quote is not closed
          net.csv | "a"x,b           | a quote is not closed
          net.csv | a,,b             | a link needs two names
          net.csv | ,b               | a link needs two names
          net.csv | "",b             | a link needs two names
          """)
  void ambiguousLineIsRefusedWithItsLine(String name, String line, String message) {
    assertThatThrownBy(() -> read(name, "a b\n" + line.replace("\\t", "\t") + "\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(folder.resolve(name) + ", line 2: " + message);
  }

  @Test
  void linesThatBeginWithPercentAreComments() throws IOException {
    assertThat(edges("net.edges", "% asym unweighted\n% 2 3 3\n0 1\n 1 2\n"))
        .containsExactly(new Edge(0, 1), new Edge(1, 2));
  }

  @Test
  void symmetricKonectFileIsUndirected() throws IOException {
    Topology topology = read("out.dolphins", "% sym unweighted\n% 1 2 2\n1 2 \n");
    Set<Edge> seen = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      seen.addAll(topology.edges(2, new SplittableRandom(seed)));
    }

    assertThat(seen).containsExactlyInAnyOrder(new Edge(0, 1), new Edge(1, 0));
  }

  @Test
  void bipartiteKonectFileIsRefused() {
    assertThatThrownBy(() -> read("out.net", "% bip unweighted\n1 1\n"))
        .hasMessageContaining("out.net, line 1: the two kinds of nodes use the same numbers");
  }

  @Test
  void selfLinksAndRepeatedLinksAreLeftOutAndCounted() throws IOException {
    Topology topology = read("net.txt", "0 1\n2 2\n1 0\n1 2\n1 1\n");

    assertThat(edges(topology)).containsExactly(new Edge(0, 1), new Edge(1, 2));
    assertThat(topology.notices())
        .containsExactly(
            folder.resolve("net.txt")
                + ", line 2: 2 links of a node to itself are left out, this is the first",
            folder.resolve("net.txt") + ", line 3: 1 link of an already linked pair is left out");
  }

  // ---- Matrix Market -------------------------------------------------------------------------

  @Test
  void symmetricMatrixIsUndirectedAndKeepsNodesWithoutLinks() throws IOException {
    String text =
        "%%MatrixMarket matrix coordinate pattern symmetric\n% x\n%\n 4 4 2\n2 1\n\n3 2\n";
    for (String name : List.of("net.mtx", "net.edges")) {
      Topology topology = read(name, text);
      Set<Edge> first = new HashSet<>();
      for (int seed = 0; seed < 20; seed++) {
        first.add(topology.edges(4, new SplittableRandom(seed)).get(0));
      }

      assertThat(topology.nodes()).as(name).hasValue(4);
      assertThat(edges(topology)).as(name).hasSize(2);
      assertThat(first).as(name).containsExactlyInAnyOrder(new Edge(0, 1), new Edge(1, 0));
      assertThat(topology.notices()).as(name).isEmpty();
    }
  }

  @Test
  void generalMatrixHasDirectedLinksAndItsValuesAreReported() throws IOException {
    Topology topology =
        read("net.mtx", "%%MatrixMarket matrix coordinate real general\n3 3 2\n3 1 0.5\n1 2 7\n");

    assertThat(edges(topology)).containsExactly(new Edge(2, 0), new Edge(0, 1));
    assertThat(topology.notices())
        .singleElement()
        .asString()
        .endsWith(
            "line 3: only row and column make a link; values such as 0.5 count only as latency,"
                + " with --latency topology:weight");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          array real general\\n2 2\\n1\\n0\\n0\\n1            | , line 1: the header must be 'matrix coord
          coordinate pattern\\n                                | , line 1: the header must be 'matrix coord
          coordinate pattern general\\n2 3 1\\n1 3             | , line 2: the size must be rows, as many
          coordinate pattern general\\n0 0 0                   | , line 2: '0' is not a whole number from 1
          coordinate pattern general\\n2 2 99999999999\\n      | , line 2: '99999999999' is not a whole
          coordinate pattern general\\n2 2 1\\n0 1             | , line 3: '0' is not a whole number from 1 to 2
          coordinate pattern general\\n2 2 1\\n1 3             | , line 3: '3' is not a whole number from 1 to 2
          coordinate pattern general\\n2 2 1\\n1               | , line 3: an entry must have a row, a column
          coordinate pattern general\\n2 2 2\\n1 2             | : it has 1 entries instead of 2
          coordinate pattern general\\n                        | : the line with the size is missing
          """)
  void badMatrixIsRefusedWithItsLine(String rest, String message) {
    String text = "%%MatrixMarket matrix " + rest.replace("\\n", "\n");

    assertThatThrownBy(() -> read("net.mtx", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(folder.resolve("net.mtx") + message);
  }

  // ---- packed files --------------------------------------------------------------------------

  private Path pack(String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream packer = new GZIPOutputStream(bytes)) {
      packer.write(content);
    }
    return Files.write(folder.resolve(name), bytes.toByteArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          net.txt.gz     | 0 1
          net.CSV.GZ     | source,target\\n0,1
          net.graphml.gz | <graphml><graph edgedefault='directed'><node id='0'/><node id='1'/><edge source='0' target='1'/></graph></graphml>
          """)
  void packedFileIsRead(String name, String text) throws IOException {
    Path file = pack(name, text.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8));

    assertThat(edges(Topologies.file(file))).containsExactly(new Edge(0, 1));
  }

  @Test
  void damagedOrExcessivePackedFileIsRefused() throws IOException {
    Path whole = pack("net.txt.gz", "0 1\n1 2\n".getBytes(StandardCharsets.UTF_8));
    byte[] bytes = Files.readAllBytes(whole);
    Files.write(folder.resolve("cut.txt.gz"), Arrays.copyOf(bytes, bytes.length - 6));
    Files.writeString(folder.resolve("plain.txt.gz"), "0 1\n");
    byte[] longLine = new byte[2 << 20];
    Arrays.fill(longLine, (byte) 'a');
    pack("long.txt.gz", longLine);

    assertRefused("cut.txt.gz", ": the gzip file is damaged (");
    assertRefused("plain.txt.gz", ": the gzip file is damaged (");
    assertRefused("long.txt.gz", ": the file has a line of more than 1048576 bytes; keep only");
    assertRefused(
        "net.txt.bz2", ": this compressed format is not supported; unpack the file first");
    assertRefused("net.gz", ": the file name does not show the format");
  }

  private void assertRefused(String name, String message) {
    Path file = folder.resolve(name);
    assertThatThrownBy(() -> Topologies.file(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + message);
  }
}
