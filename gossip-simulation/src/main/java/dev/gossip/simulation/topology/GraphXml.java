package dev.gossip.simulation.topology;

import java.io.IOException;
import java.io.InputStream;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads nodes and edges from GEXF or GraphML, and skips all else.
 *
 * <p>JGraphT has importers for both, but they fetch external entities, do not tell the line of a
 * bad edge, and ignore which edges of a GraphML file are directed. They also refuse what common
 * editors write: GEXF after version 1.2, GraphML with keys that have no name.
 */
final class GraphXml extends DefaultHandler {
  private static final String NO_DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";

  private final TopologyFile file;
  private @Nullable Locator locator;
  private boolean isInRoot;
  private boolean isGexf;
  private boolean hasGraph;
  private boolean directedByDefault;

  private GraphXml(TopologyFile file) {
    this.file = file;
  }

  static void read(InputStream input, TopologyFile file) throws IOException {
    try {
      // The platform's own parser, so that the class path cannot bring one without the feature.
      SAXParserFactory factory = SAXParserFactory.newDefaultNSInstance();
      factory.setFeature(NO_DOCTYPE, true);
      factory.newSAXParser().parse(input, new GraphXml(file));
    } catch (SAXParseException e) {
      String reason = String.valueOf(e.getMessage());
      throw file.bad(
          e.getLineNumber(),
          reason.contains(NO_DOCTYPE)
              ? "a DOCTYPE may refer to other files; remove it"
              : "this is not XML; save the graph anew (" + reason + ")");
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
    if (!isInRoot) {
      startRoot(name);
      return;
    }
    switch (name) {
      case "graph" -> startGraph(attributes);
      case "node" -> file.addNode(line(), required(attributes, name, "id"));
      case "edge" ->
          file.addLink(
              line(),
              required(attributes, name, "source"),
              required(attributes, name, "target"),
              isDirected(attributes));
      default -> {}
    }
  }

  private void startRoot(String name) {
    isInRoot = true;
    isGexf = name.equals("gexf");
    if (!isGexf && !name.equals("graphml")) {
      throw file.bad(line(), "the root is '" + name + "'; save the graph as GEXF or GraphML");
    }
  }

  private void startGraph(Attributes attributes) {
    if (hasGraph) {
      throw file.bad(line(), "there is a second graph; keep one in the file");
    }
    hasGraph = true;
    String type = attributes.getValue(isGexf ? "defaultedgetype" : "edgedefault");
    directedByDefault = "directed".equals(type);
  }

  private boolean isDirected(Attributes attributes) {
    String value = attributes.getValue(isGexf ? "type" : "directed");
    if (value == null) {
      return directedByDefault;
    }
    return isGexf ? value.equals("directed") : value.equals("true") || value.equals("1");
  }

  private String required(Attributes attributes, String element, String name) {
    String value = attributes.getValue(name);
    if (value == null) {
      throw file.bad(line(), "the " + element + " has no " + name + "; add it");
    }
    return value;
  }

  private int line() {
    return locator == null ? TopologyFile.NO_LINE : locator.getLineNumber();
  }
}
