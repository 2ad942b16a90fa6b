#!/usr/bin/env bash
# JGraphT writes a graph of the nodes 10, 20, 30 as one of 1, 2, 3, and reads "30 -- 10" as a link of 0 and 1.
#
# Package: org.jgrapht:jgrapht-io 1.5.2 with its dependencies (JDK 17.0.15).
# The exporters for DOT and GraphML number the vertices from 1 in the order in which they were added,
# unless they got a function for the ids, and the one for GEXF numbers them from 0. Importers into a
# graph of Integer take each vertex from the graph's supplier, in the order of the file, and forget the name.
# In a simulation whose nodes are 0 to n - 1 both look right, and are off by one or permuted: the picture
# marks another node than the trace, and a network read back gives latencies and faults to the wrong nodes.
# Shapes, degrees and counts agree, and so do the tests of them.
# Remedy: new DOTExporter<>(String::valueOf), and setVertexFactory(Integer::valueOf) at the importer.
#
# Seen, the links 10-30 and 30-20 of a graph whose vertices are 10, 20, 30:
#   DOTExporter, GraphMLExporter: 1-3, 3-2; GEXFExporter: 0-2, 2-1
#   DOTImporter of "10 -- 30; 30 -- 20": 0-1, 1-2
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'XML'
<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version>
  <dependencies><dependency><groupId>org.jgrapht</groupId><artifactId>jgrapht-io</artifactId>
    <version>1.5.2</version></dependency></dependencies></project>
XML
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >/dev/null
cat >Numbers.java <<'JAVA'
import java.io.*;
import java.util.List;
import java.util.regex.Pattern;
import org.jgrapht.graph.*;
import org.jgrapht.nio.GraphExporter;
import org.jgrapht.nio.dot.*;
import org.jgrapht.nio.gexf.GEXFExporter;
import org.jgrapht.nio.graphml.GraphMLExporter;
import org.jgrapht.util.SupplierUtil;
public class Numbers {
  public static void main(String[] args) {
    Pattern link = Pattern.compile("(\\d+)(?: -- |\\W+target\\W+)(\\d+)");
    var links = new SimpleGraph<Integer, DefaultEdge>(DefaultEdge.class);
    List.of(10, 20, 30).forEach(links::addVertex);
    links.addEdge(10, 30);
    links.addEdge(30, 20);
    for (GraphExporter<Integer, DefaultEdge> exporter : List.<GraphExporter<Integer, DefaultEdge>>of(
        new DOTExporter<>(), new GraphMLExporter<>(), new GEXFExporter<>())) {
      Writer file = new StringWriter();
      exporter.exportGraph(links, file);
      var found = link.matcher(file.toString()).results().map(ends -> ends.group(1) + "-" + ends.group(2)).toList();
      System.out.println(exporter.getClass().getSimpleName() + ": " + found);
    }
    var back = new SimpleGraph<>(SupplierUtil.createIntegerSupplier(), DefaultEdge::new, false);
    new DOTImporter<Integer, DefaultEdge>().importGraph(back, new StringReader("graph G { 10 -- 30; 30 -- 20; }"));
    System.out.println("DOTImporter: " + back.edgeSet());
  }
}
JAVA
java -cp "lib/*" Numbers.java 2>log | tee seen
for name in DOT GraphML; do grep -qxF "${name}Exporter: [1-3, 3-2]" seen; done
grep -qxF 'GEXFExporter: [0-2, 2-1]' seen
grep -qxF 'DOTImporter: [(0 : 1), (1 : 2)]' seen
