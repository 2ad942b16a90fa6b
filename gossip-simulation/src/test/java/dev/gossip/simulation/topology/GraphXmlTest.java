package dev.gossip.simulation.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.simulation.topology.Topology.Edge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GraphML and GEXF files of common editors are read, and everything ignored is reported. */
class GraphXmlTest {
  private static final String YED =
      """
      <graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
        <key for="node" id="d6" yfiles.type="nodegraphics"/>
        <key attr.name="latency" attr.type="double" for="edge" id="d8"><default>1</default></key>
        <key attr.name="colour" attr.type="string" for="edge" id="d9"/>
        <graph edgedefault="directed" id="G">
          <data key="d0"><node id="of a key"/></data>
          <node id="n0"><data key="d6"><y:ShapeNode><y:node id="drawn"/></y:ShapeNode></data></node>
          <node id="n1" yfiles.foldertype="group">
            <data key="d6"><y:ProxyAutoBoundsNode/></data>
            <graph edgedefault="directed" id="n1:">
              <node id="n1::n0"/>
              <node id="n1::n1" yfiles.foldertype="group">
                <graph edgedefault="undirected" id="n1::n1:"><node id="n1::n1::n0"/></graph>
              </node>
              <edge source="n1::n0" target="n1::n1::n0"/>
            </graph>
          </node>
          <y:node id="not of GraphML"/>
          <edge source="n0" target="n1::n0"><data key="d9">red</data><y:edge/></edge>
        </graph>
      </graphml>
      """;

  private static final String GEXF =
      """
      <gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
        <graph defaultedgetype="directed">
          <attributes class="node"><attribute id="0" title="size" type="float"/></attributes>
          <attributes class="edge"><attribute id="0" title="latency" type="float"/></attributes>
          <nodes>
            <node id="0"><viz:node id="drawn"/><attvalues><attvalue for="0" value="2"/></attvalues></node>
            <node id="1"/>
          </nodes>
          <edges><edge source="0" target="1" weight="1.0"/></edges>
        </graph>
      </gexf>
      """;

  private static final String AS_LATENCY =
      ": attributes of edges count only as latency, with --latency topology:NAME: ";

  private final Path folder;

  GraphXmlTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Topology read(String content) throws IOException {
    return Topologies.file(Files.writeString(folder.resolve("net.xml"), content));
  }

  private static List<Edge> edges(Topology topology) {
    return topology.edges(topology.nodes().orElseThrow(), new SplittableRandom(1));
  }

  @Test
  void nestedGraphsAreFlattenedAndTheirGroupsAreNotNodes() throws IOException {
    Topology topology = read(YED);

    assertThat(topology.nodes()).hasValue(3);
    assertThat(edges(topology)).containsExactly(new Edge(1, 2), new Edge(0, 1));
    assertThat(topology.notices())
        .containsExactly(
            folder.resolve("net.xml")
                + ": groups count as nodes only if an edge ends at them; groups left out: 2");
  }

  @Test
  void groupWithAnEdgeIsANode() throws IOException {
    Topology topology = read(YED.replace("target=\"n1::n0\"", "target=\"n1\""));

    assertThat(topology.nodes()).hasValue(4);
    assertThat(edges(topology)).contains(new Edge(0, 1));
  }

  @Test
  void gexfNodeThatContainsNodesIsAGroup() throws IOException {
    Topology topology =
        read(
            GEXF.replace(
                "<node id=\"1\"/>", "<node id=\"g\"><nodes><node id=\"1\"/></nodes></node>"));

    assertThat(topology.nodes()).hasValue(2);
    assertThat(topology.notices()).singleElement().asString().endsWith("left out: 1");
  }

  @Test
  void elementsOfAnotherNamespaceAreIgnored() throws IOException {
    assertThat(read(GEXF).nodes()).hasValue(2);
    assertThat(read(GEXF).notices()).isEmpty();
    assertThat(read(GEXF.replace(" xmlns=\"http://gexf.net/1.3\"", "")).nodes()).hasValue(2);
  }

  @Test
  void attributesOfEdgesAreReportedAsIgnored() throws IOException {
    assertThat(read(YED.replace("d9\">red", "d8\">5")).notices())
        .contains(folder.resolve("net.xml") + AS_LATENCY + "latency");
    assertThat(
            read(GEXF.replace(
                    "weight=\"1.0\"/>",
                    "weight=\"2.5\"><attvalues><attvalue for=\"0\" value=\"3\"/></attvalues>"
                        + "</edge>"))
                .notices())
        .containsExactly(folder.resolve("net.xml") + AS_LATENCY + "latency, weight");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hyperedge", "locator"})
  void unsupportedElementIsRefusedWithItsLine(String element) {
    assertThatThrownBy(() -> read(YED.replace("<y:node id=\"not of GraphML\"", "<" + element)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(folder.resolve("net.xml") + ", line 18: a " + element);
  }

  @Test
  void secondGraphIsRefused() {
    assertThatThrownBy(() -> read(YED.replace("</graphml>", "<graph/></graphml>")))
        .hasMessageContaining(", line 21: there is a second graph");
  }
}
