package dev.gossip.simulation.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers that topology files give their links. */
class LinkValuesTest {
  private static final String GRAPH_ML =
      """
      <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
        <key id="k" for="edge" attr.name="latency" attr.type="double"><default> 7 </default></key>
        <key id="n" for="node" attr.name="weight" attr.type="double"><default>3</default></key>
        <graph edgedefault="directed">
          <node id="0"/><node id="1"/><node id="2"/>
          <edge source="0" target="1"><data key="k">12.5</data></edge>
          <edge source="1" target="2"><data key="x">99</data></edge>
        </graph>
      </graphml>
      """;

  private static final String GEXF =
      """
      <gexf xmlns="http://gexf.net/1.3">
        <graph>
          <attributes class="edge">
            <attribute id="a" title="latency" type="float"><default>7</default></attribute>
          </attributes>
          <nodes><node id="0"/><node id="1"/><node id="2"/></nodes>
          <edges>
            <edge source="0" target="1" weight="4">
              <attvalues><attvalue for="a" value="12.5"/></attvalues>
            </edge>
            <edge source="1" target="2" weight="1.0"/>
          </edges>
        </graph>
      </gexf>
      """;

  private final Path folder;

  LinkValuesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private LinkValues values(String name, String content, String attribute) throws IOException {
    return Topologies.file(Files.writeString(folder.resolve(name), content))
        .linkValues(attribute, 0, 100);
  }

  private static void assertTwoLinks(LinkValues values, double first, double second) {
    assertThat(values.of(0, 1)).hasValue(first);
    assertThat(values.of(1, 0)).hasValue(first);
    assertThat(values.of(2, 1)).hasValue(second);
    assertThat(values.of(0, 2)).isEmpty();
    assertThat(values.median()).isEqualTo(Math.min(first, second));
  }

  @Test
  void attributesOfXmlAreReadWithTheirDefaults() throws IOException {
    assertTwoLinks(values("net.graphml", GRAPH_ML, "latency"), 12.5, 7);
    assertTwoLinks(values("net.gexf", GEXF, "latency"), 12.5, 7);
    assertTwoLinks(values("net.gexf", GEXF, "weight"), 4, 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          net.txt | 0 1 12.5;1 2 7 | weight
          net.txt | 0 1 {'latency': 12.5, 'x': 'y'};1 2 {"latency": 7} | latency
          net.csv | source,type,target,latency;0,a,1,12.5;1,b,2,7 | latency
          net.csv | Source,Target,Link name,Weight;0,1,a b,12.5;1,2,,7 | Weight
          net.txt | left right ms;0 1 12.5;1 2 7 | weight
          net.txt | 0 1 12.5;0 0 1;1 0 99;1 2 7 | weight
          net.mtx | %%MatrixMarket matrix coordinate real symmetric;3 3 2;2 1 12.5;3 2 7 | weight
          """)
  void numbersOfLinesBelongToTheirLinks(String name, String content, String attribute)
      throws IOException {
    assertTwoLinks(values(name, content.replace(';', '\n'), attribute), 12.5, 7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 1 1;#;1 2 -1 | weight | , line 3: the 'weight' of the link is -1.0; write a number from 0
          0 1 1;1 2 101 | weight | , line 2: the 'weight' of the link is 101.0; write a number from 0
          0 1 1;1 2;2 0 fast | weight | , line 2: the link has no number named 'weight'; add it
          0 1 1;1 2 fast | weight | , line 2: the link has no number named 'weight'; add it
          0 1 1;1 2 1 | latency | : no link has a number named 'latency'; there is: weight
          0 1;1 2 | latency | : no link has a number named 'latency'; add one to each link
          """)
  void linkWithoutANumberInRangeIsRefusedWithItsLine(
      String content, String attribute, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> values("net.txt", content.replace(';', '\n'), attribute))
        .withMessageStartingWith(folder.resolve("net.txt") + reason);
  }

  @Test
  void topologyThatIsNotFromAFileHasNoNumbers() {
    for (Topology topology : new Topology[] {Topologies.six(), Topologies.ring()}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> topology.linkValues("latency", 0, 1))
          .withMessageContaining("links of this topology have no latency; use file:PATH");
    }
  }

  @Test
  void attributesBeyondTheEighthAreIgnored() throws IOException {
    String heading = "source,target,a1,a2,a3,a4,a5,a6,a7,a8,a9\n0,1,1,2,3,4,5,6,7,8,9\n";

    assertThat(values("net.csv", heading, "a8").of(0, 1)).hasValue(8);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> values("net.csv", heading, "a9"))
        .withMessageEndingWith("there is: a1, a2, a3, a4, a5, a6, a7, a8");
  }
}
