package dev.gossip.simulation.topology;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads nodes and edges from GEXF (gexf.net) or GraphML (graphml.graphdrawing.org), and skips
 * everything else. Only elements of the root's namespace count. Nested graphs are flattened.
 *
 * <p>JGraphT's importers are not used: they fetch external entities, do not report the line of a
 * bad edge, and ignore which edges of a GraphML file are directed. They also reject files of common
 * editors: GEXF after version 1.2, and GraphML with keys that have no name.
 */
final class GraphXml extends DefaultHandler {
  private static final String NO_DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";

  private final NamedGraph graph;
  private @Nullable Locator locator;
  private @Nullable String ownNamespace;
  private boolean isGexf;
  private boolean hasGraph;
  private boolean isInEdge;
  // How many open elements belong to a part that is skipped.
  private int skippedDepth;
  private final Deque<Boolean> directedByDefault = new ArrayDeque<>();
  private final Deque<String> openNodes = new ArrayDeque<>();
  private final Set<String> groups = new LinkedHashSet<>();
  private boolean inEdgeAttributes;
  private boolean inKey;
  private final XmlValues values;

  private GraphXml(NamedGraph graph) {
    this.graph = graph;
    this.values = new XmlValues(graph);
  }

  static void read(InputStream input, NamedGraph graph) throws IOException {
    try {
      // The parser of the JDK: one from the class path might not support the feature.
      SAXParserFactory factory = SAXParserFactory.newDefaultNSInstance();
      factory.setFeature(NO_DOCTYPE, true);
      factory.newSAXParser().parse(input, new GraphXml(graph));
    } catch (SAXParseException e) {
      String reason = String.valueOf(e.getMessage());
      throw graph.bad(
          e.getLineNumber(),
          reason.contains(NO_DOCTYPE)
              ? "a DOCTYPE may refer to other files; remove it"
              : "this is not XML; save the graph again (" + reason + ")");
    } catch (SAXException | ParserConfigurationException e) {
      throw new IllegalStateException("this Java cannot read XML safely", e);
    }
  }

  @Override
  public void setDocumentLocator(Locator value) {
    locator = value;
  }

  @Override
  public void startElement(String uri, String name, String qualified, Attributes attributes) {
    if (ownNamespace == null) {
      startRoot(uri, name);
    } else if (skippedDepth > 0 || !uri.equals(ownNamespace)) {
      skippedDepth++;
      if (inKey && skippedDepth == 2 && name.equals("default")) {
        values.beginDefault();
      }
    } else if (isGexf) {
      startGexf(name, attributes);
    } else {
      startGraphMl(name, attributes);
    }
  }

  @Override
  public void endElement(String uri, String name, String qualified) {
    if (skippedDepth > 0) {
      skippedDepth--;
      values.end();
      inKey &= skippedDepth > 0;
      return;
    }
    switch (name) {
      case "default" -> values.end();
      case "node" -> openNodes.pop();
      case "edge" -> isInEdge = false;
      case "graph" -> directedByDefault.pop();
      default -> {}
    }
  }

  @Override
  public void characters(char[] characters, int offset, int length) {
    values.characters(characters, offset, length);
  }

  @Override
  public void endDocument() {
    int unlinked = graph.removeUnlinked(groups);
    if (unlinked > 0) {
      graph.notice(
          NamedGraph.NO_LINE,
          "groups count as nodes only if an edge ends at them; groups left out: " + unlinked);
    }
    Set<String> attributes = values.finish();
    if (!attributes.isEmpty()) {
      graph.notice(
          NamedGraph.NO_LINE,
          "attributes of edges count only as "
              + NamedGraph.AS_LATENCY
              + ": "
              + String.join(", ", attributes));
    }
  }

  private void startRoot(String uri, String name) {
    ownNamespace = uri;
    isGexf = name.equals("gexf");
    if (!isGexf && !name.equals("graphml")) {
      throw graph.bad(line(), "the root is '" + name + "'; save the graph as GEXF or GraphML");
    }
  }

  private void startGexf(String name, Attributes attributes) {
    switch (name) {
      case "graph" -> startGraph("directed".equals(attributes.getValue("defaultedgetype")));
      case "nodes" -> noteGroup();
      case "node" -> startNode(attributes);
      case "edge" -> {
        String type = attributes.getValue("type");
        addEdge(attributes, type == null ? isDirectedByDefault() : type.equals("directed"));
        String weight = attributes.getValue("weight");
        if (weight != null) {
          values.weight(weight);
        }
      }
      case "attributes" -> inEdgeAttributes = "edge".equals(attributes.getValue("class"));
      case "attribute" -> {
        if (inEdgeAttributes) {
          declare(attributes, "title", "type");
        }
      }
      case "default" -> {
        if (inEdgeAttributes) {
          values.beginDefault();
        }
      }
      case "attvalue" -> {
        String value = attributes.getValue("value");
        if (isInEdge && value != null) {
          values.value(attributes.getValue("for"), value);
        }
      }
      default -> {}
    }
  }

  private void startGraphMl(String name, Attributes attributes) {
    switch (name) {
      case "graph" -> {
        noteGroup();
        startGraph("directed".equals(attributes.getValue("edgedefault")));
      }
      case "node" -> startNode(attributes);
      case "edge" -> {
        String value = attributes.getValue("directed");
        addEdge(
            attributes,
            value == null ? isDirectedByDefault() : value.equals("true") || value.equals("1"));
      }
      case "hyperedge" ->
          throw graph.bad(line(), "a hyperedge is not supported; write edges instead");
      case "locator" ->
          throw graph.bad(line(), "a locator refers to another file; include its content instead");
      case "key" -> {
        declare(attributes, "attr.name", "attr.type");
        String elements = attributes.getValue("for");
        inKey = "edge".equals(elements) || "all".equals(elements) || elements == null;
        skippedDepth++;
      }
      case "data" -> {
        if (isInEdge) {
          values.beginValue(attributes.getValue("key"));
        }
        skippedDepth++;
      }
      default -> {}
    }
  }

  private void startGraph(boolean isDirected) {
    // A graph within a node or an edge is part of the outer graph.
    if (directedByDefault.isEmpty() && hasGraph) {
      throw graph.bad(line(), "there is a second graph; keep one in the file");
    }
    hasGraph = true;
    directedByDefault.push(isDirected);
  }

  private boolean isDirectedByDefault() {
    return Boolean.TRUE.equals(directedByDefault.peek());
  }

  private void startNode(Attributes attributes) {
    String id = required(attributes, "node", "id");
    graph.addNode(line(), id);
    openNodes.push(id);
  }

  /** Records that the current node contains others: it is a group of a drawing, not a node. */
  private void noteGroup() {
    String group = openNodes.peek();
    if (group != null) {
      groups.add(group);
    }
  }

  private void addEdge(Attributes attributes, boolean isDirected) {
    isInEdge = true;
    graph.addLink(
        line(),
        required(attributes, "edge", "source"),
        required(attributes, "edge", "target"),
        isDirected);
  }

  private void declare(Attributes attributes, String nameKey, String typeKey) {
    values.declare(
        attributes.getValue("id"), attributes.getValue(nameKey), attributes.getValue(typeKey));
  }

  private String required(Attributes attributes, String element, String name) {
    String value = attributes.getValue(name);
    if (value == null) {
      throw graph.bad(line(), "the " + element + " has no " + name + "; add it");
    }
    return value;
  }

  private int line() {
    return locator == null ? NamedGraph.NO_LINE : locator.getLineNumber();
  }
}
