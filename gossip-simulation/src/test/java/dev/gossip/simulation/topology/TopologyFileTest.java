package dev.gossip.simulation.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gossip.simulation.topology.Topology.Edge;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jgrapht.Graph;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleDirectedGraph;
import org.jgrapht.nio.GraphExporter;
import org.jgrapht.nio.csv.CSVExporter;
import org.jgrapht.nio.csv.CSVFormat;
import org.jgrapht.nio.gexf.GEXFExporter;
import org.jgrapht.nio.graphml.GraphMLExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of three formats are read, and a bad file is refused with its name and line. */
@Timeout(60)
class TopologyFileTest {
  private static final String EDGE_LIST =
      """
      # dialer, dialed
      hub, left
      hub\tright   # both

      left right
      """;

  private static final String GEXF =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <gexf xmlns="http://gexf.net/1.3" version="1.3">
        <graph defaultedgetype="directed">
          <nodes>
            <node id="hub" label="Hub"/>
            <node id="left"/>
            <node id="right"/>
          </nodes>
          <edges>
            <edge id="0" source="hub" target="left" weight="2.5"/>
            <edge id="1" source="hub" target="right"/>
            <edge id="2" source="left" target="right"/>
          </edges>
        </graph>
      </gexf>
      """;

  // With a key that has no name, as yEd writes it.
  private static final String GRAPHML =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
        <key id="d0" for="node" yfiles.type="nodegraphics"/>
        <graph id="G" edgedefault="directed">
          <node id="hub"><data key="d0">x</data></node>
          <node id="left"/>
          <edge source="hub" target="left"/>
          <edge source="hub" target="right"/>
          <node id="right"/>
          <edge source="left" target="right"/>
        </graph>
      </graphml>
      """;

  private final Path folder;

  TopologyFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static List<Edge> edges(Topology topology) {
    return topology.edges(topology.nodes().orElseThrow(), new SplittableRandom(1));
  }

  private List<Edge> edges(String name, String content) throws IOException {
    return edges(Topologies.file(write(name, content)));
  }

  private static String refusal(Path file) {
    Throwable thrown = catchThrowable(() -> Topologies.file(file));
    assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
    String message = String.valueOf(thrown.getMessage());
    assertThat(message).startsWith(file.toString()).doesNotContain("\n");
    return message.substring(file.toString().length());
  }

  @Test
  void allFormatsGiveTheSameNetwork() throws IOException {
    Map<String, String> files =
        Map.of(
            "net.txt", EDGE_LIST,
            "net.CSV", EDGE_LIST,
            "net.edges", EDGE_LIST,
            "net.edgelist", EDGE_LIST,
            "net.el", EDGE_LIST,
            "net.gexf", GEXF,
            "net.graphml", GRAPHML,
            "gexf.xml", GEXF,
            "graphml.xml", GRAPHML);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = write(file.getKey(), file.getValue());
      Topology topology = Topologies.parse("file:" + path);

      assertThat(topology.nodes()).as(file.getKey()).hasValue(3);
      assertThat(edges(topology))
          .as(file.getKey())
          .containsExactly(new Edge(0, 1), new Edge(0, 2), new Edge(1, 2));
    }
  }

  @Test
  void filesWrittenByJGraphTAreRead() throws IOException {
    Graph<Integer, DefaultEdge> graph = new SimpleDirectedGraph<>(DefaultEdge.class);
    List<Edge> edges = Topologies.randomOutbound(3).edges(40, new SplittableRandom(1));
    for (int node = 0; node < 40; node++) {
      graph.addVertex(node);
    }
    edges.forEach(edge -> graph.addEdge(edge.dialer(), edge.dialed()));
    Map<String, GraphExporter<Integer, DefaultEdge>> exporters =
        Map.of(
            "net.gexf", new GEXFExporter<>(String::valueOf, String::valueOf),
            "net.graphml", new GraphMLExporter<>(String::valueOf),
            "net.csv", new CSVExporter<>(String::valueOf, CSVFormat.EDGE_LIST, ','));
    for (Map.Entry<String, GraphExporter<Integer, DefaultEdge>> each : exporters.entrySet()) {
      StringWriter text = new StringWriter();
      each.getValue().exportGraph(graph, text);

      assertThat(edges(each.getKey(), text.toString()))
          .as(each.getKey())
          .containsExactlyInAnyOrderElementsOf(edges);
    }
  }

  @Test
  void namesFromZeroAreIndicesAndOthersAreNumberedInFileOrder() throws IOException {
    assertThat(edges("indices.txt", "3 1\n0 2\n")).containsExactly(new Edge(3, 1), new Edge(0, 2));
    assertThat(edges("from-one.txt", "4 2\n1 3\n")).containsExactly(new Edge(0, 1), new Edge(2, 3));
    assertThat(edges("zeros.txt", "01 1\n1 0")).containsExactly(new Edge(0, 1), new Edge(1, 2));
    assertThat(edges("indices.gexf", GEXF.replace("hub", "2").replace("right", "0")))
        .containsExactly(new Edge(0, 1), new Edge(0, 2), new Edge(1, 2));
    assertThat(
            edges(
                "indices.gexf",
                GEXF.replace("hub", "2").replace("right", "0").replace("left", "1")))
        .containsExactly(new Edge(2, 1), new Edge(2, 0), new Edge(1, 0));
  }

  @Test
  void windowsLineEndsAndByteOrderMarkAreAccepted() throws IOException {
    assertThat(edges("net.csv", "\uFEFF1,0\r\n1,2\r\n"))
        .containsExactly(new Edge(1, 0), new Edge(1, 2));
  }

  @Test
  void selfLinkIsLeftOut() throws IOException {
    for (String content :
        List.of(
            GEXF.replace("\"left\" t", "\"right\" t"),
            GRAPHML.replace("\"left\" t", "\"right\" t"))) {
      Topology topology = Topologies.file(write("net.xml", content));

      assertThat(topology.nodes()).hasValue(3);
      assertThat(edges(topology)).containsExactly(new Edge(0, 1), new Edge(0, 2));
      assertThat(topology.notices())
          .anyMatch(notice -> notice.endsWith(": 1 link of a node to itself is left out"));
    }
  }

  @Test
  void firstOfSeveralLinksBetweenTwoNodesCounts() throws IOException {
    assertThat(edges("net.txt", "1 0\n0 1\n1 2\n1 0\n"))
        .containsExactly(new Edge(1, 0), new Edge(1, 2));
    assertThat(
            edges(
                "net.graphml",
                GRAPHML.replace("</graph>", "<edge source='right' target='hub'/></graph>")))
        .hasSize(3)
        .contains(new Edge(0, 2));
  }

  @Test
  void dialerOfAnUndirectedEdgeIsRandom() throws IOException {
    String sixFold = "<edge source='hub' target='left' type='undirected' directed='false'/>";
    List<String> files =
        List.of(
            GEXF.replace("\"directed\"", "\"undirected\""),
            GEXF.replace("defaultedgetype=\"directed\"", ""),
            GEXF.replace("target", "type='mutual' target"),
            GEXF.replace("<edge id=\"0\" source=\"hub\" target=\"left\" weight=\"2.5\"/>", sixFold),
            GRAPHML.replace("\"directed\"", "\"undirected\""),
            GRAPHML.replace("target", "directed='false' target"));
    for (String file : files) {
      Topology topology = Topologies.file(write("net.xml", file));
      Set<Edge> first = new HashSet<>();
      for (int seed = 0; seed < 20; seed++) {
        first.add(topology.edges(3, new SplittableRandom(seed)).get(0));
      }
      assertThat(first).as(file).containsExactlyInAnyOrder(new Edge(0, 1), new Edge(1, 0));
      assertThat(edges(topology)).isEqualTo(edges(topology));
    }
  }

  @Test
  void directedEdgeInAnUndirectedGraphKeepsItsDirection() throws IOException {
    List<String> files =
        List.of(
            GEXF.replace("\"directed\"", "\"undirected\"")
                .replace("target", "type='directed' target"),
            GRAPHML
                .replace("\"directed\"", "\"undirected\"")
                .replace("target", "directed='true' target"));
    for (String file : files) {
      for (int seed = 0; seed < 20; seed++) {
        assertThat(Topologies.file(write("net.xml", file)).edges(3, new SplittableRandom(seed)))
            .containsExactly(new Edge(0, 1), new Edge(0, 2), new Edge(1, 2));
      }
    }
  }

  @Test
  void nodesWithoutLinksAreKept() throws IOException {
    Topology topology =
        Topologies.file(
            write("net.graphml", GRAPHML.replace("</graph>", "<node id='alone'/></graph>")));

    assertThat(topology.nodes()).hasValue(4);
    assertThat(edges(topology)).hasSize(3);
  }

  @Test
  void differentNumberOfNodesIsRefused() throws IOException {
    Path file = write("net.txt", EDGE_LIST);

    assertThatThrownBy(() -> Topologies.file(file).edges(5, new SplittableRandom(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the network in "
                + file
                + " has 3 nodes, not 5; ask for 3 nodes, or for another topology");
  }

  private static Arguments bad(String name, String content, String message) {
    return Arguments.of(name, content, message);
  }

  private static final String DOCTYPE = "<!DOCTYPE x [<!ENTITY secret SYSTEM 'secret.txt'>]>\n";

  static Stream<Arguments> badFiles() {
    return Stream.of(
        bad("one.txt", "a b\nc\n", ", line 2: a link needs two names"),
        bad("half.csv", "\n\na,\n", ", line 3: a link needs two names"),
        bad("none.csv", ",\n", ", line 1: a link needs two names"),
        bad("empty.txt", "", ": the file has no nodes"),
        bad("comments.txt", "# nothing\n\n", ": the file has no nodes"),
        bad("net.json", "{}", ": the file name does not show the format; use the ending .gexf"),
        bad("net", "0 1", ": the file name does not show the format"),
        bad("empty.gexf", "", ", line 1: this is not XML; save the graph again ("),
        bad("text.graphml", "0 1", ", line 1: this is not XML"),
        bad("cut.gexf", GEXF.substring(0, 300), ", line 10: this is not XML"),
        bad("cut.graphml", GRAPHML.substring(0, 300), ", line 7: this is not XML"),
        bad("nodes.graphml", "<graphml><graph/></graphml>", ": the file has no nodes"),
        bad("page.xml", "<html/>", ", line 1: the root is 'html'; save the graph as GEXF"),
        bad(
            "absent.gexf",
            GEXF.replace("node id=\"left", "node id=\"l"),
            ", line 10: unknown node 'left'"),
        bad(
            "twice.gexf",
            GEXF.replace("node id=\"left", "node id=\"hub"),
            ", line 6: the node 'hub' is there twice"),
        bad(
            "id.graphml",
            GRAPHML.replace("<node id=\"left\"", "<node"),
            ", line 6: the node has no id; add it"),
        bad(
            "target.gexf",
            GEXF.replace("target=\"left\"", ""),
            ", line 10: the edge has no target"),
        bad(
            "two.graphml",
            GRAPHML.replace("</graph>", "</graph><graph/>"),
            ", line 11: there is a second graph"),
        bad(
            "break.gexf",
            GEXF.replace("source=\"left", "source=\"a&#10;b\u2028"),
            ", line 12: unknown node 'a b '"),
        bad(
            "entity.gexf",
            GEXF.replace("<gexf", DOCTYPE + "<gexf").replace("<nodes>", "<nodes>&secret;"),
            ", line 2: a DOCTYPE may refer to other files; remove it"),
        bad("entity.graphml", DOCTYPE + "<graphml>&secret;</graphml>", ", line 1: a DOCTYPE may"),
        bad("undeclared.graphml", "<graphml>&secret;</graphml>", ", line 1: this is not XML"),
        bad(
            "dtd.graphml",
            "<!DOCTYPE graphml SYSTEM 'secret.txt'><graphml/>",
            ", line 1: a DOCTYPE may"));
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  void badFileIsRefusedInOneSentenceWithItsLine(String name, String content, String message)
      throws IOException {
    write("secret.txt", "<node id='secret'/>");

    assertThat(refusal(write(name, content))).startsWith(message);
  }

  @Test
  void unreadableFileIsRefused() throws IOException {
    Path latin = folder.resolve("latin.txt");
    Files.write(latin, "Z\u00fcrich Bern".getBytes(StandardCharsets.ISO_8859_1));
    Path latinXml = folder.resolve("latin.gexf");
    Files.write(latinXml, GEXF.replace("hub", "\u00fc").getBytes(StandardCharsets.ISO_8859_1));

    assertThat(refusal(latin)).startsWith(": this is not UTF-8 text; save it as such");
    assertThat(refusal(latinXml)).startsWith(", line 5: this is not XML");
    assertThat(refusal(folder.resolve("absent.txt"))).startsWith(": there is no such file");
    assertThat(refusal(folder.resolve("absent.gexf"))).startsWith(": there is no such file");
    assertThat(refusal(folder)).startsWith(": this is a folder");
  }

  @Test
  void damagedFileIsReadOrRefusedInOneSentence() throws IOException {
    Map<String, String> files =
        Map.of("net.txt", EDGE_LIST, "net.gexf", GEXF, "net.graphml", GRAPHML);
    for (Map.Entry<String, String> entry : files.entrySet()) {
      Path file = folder.resolve(entry.getKey());
      for (int seed = 0; seed < 300; seed++) {
        Files.write(file, damaged(entry.getValue(), new SplittableRandom(seed)));
        try {
          Topology topology = Topologies.file(file);
          for (Edge edge : edges(topology)) {
            assertThat(Math.max(edge.dialer(), edge.dialed()))
                .as("seed %s", seed)
                .isLessThan(topology.nodes().orElseThrow());
          }
        } catch (IllegalArgumentException e) {
          assertThat(e.getMessage())
              .as("seed %s", seed)
              .startsWith(file.toString())
              .doesNotContain("\n");
        }
      }
    }
  }

  private static byte[] damaged(String text, SplittableRandom random) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      int at = random.nextInt(bytes.length);
      bytes[at] =
          random.nextBoolean() ? (byte) random.nextInt(256) : bytes[random.nextInt(bytes.length)];
    }
    return bytes;
  }
}
