package dev.gossip.simulation.topology;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The attributes of edges that a GEXF or GraphML file declares, and the one that is read now. */
final class XmlValues {
  /** Types of attributes that can describe the latency or bandwidth of a link; labels cannot. */
  private static final Set<String> NUMERIC = Set.of("int", "integer", "long", "float", "double");

  /** Longer texts are no numbers. */
  private static final int MAX_TEXT = 64;

  private final NamedGraph graph;
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, String> defaults = new HashMap<>();
  private final Set<String> seen = new TreeSet<>();
  private final StringBuilder text = new StringBuilder();
  private @Nullable String declared;
  private @Nullable String reading;
  private boolean readsDefault;

  XmlValues(NamedGraph graph) {
    this.graph = graph;
  }

  /** The file declares an attribute. Labels are skipped. */
  void declare(@Nullable String id, @Nullable String name, @Nullable String type) {
    boolean isNumber = type != null && NUMERIC.contains(type);
    declared = isNumber && name != null ? id : null;
    if (declared != null && name != null) {
      names.put(declared, name);
    }
  }

  /** The value that edges have without one of their own follows as text. */
  void beginDefault() {
    begin(declared, true);
  }

  /** The value of the latest edge follows as text. */
  void beginValue(@Nullable String id) {
    begin(id, false);
  }

  private void begin(@Nullable String id, boolean isDefault) {
    reading = id;
    readsDefault = isDefault;
    text.setLength(0);
  }

  void characters(char[] characters, int offset, int length) {
    if (reading != null && text.length() + length <= MAX_TEXT) {
      text.append(characters, offset, length);
    }
  }

  /** The text of a value or a default has ended. */
  void end() {
    if (reading != null && readsDefault) {
      defaults.put(reading, text.toString().strip());
    } else if (reading != null) {
      value(reading, text.toString().strip());
    }
    reading = null;
  }

  /** The latest edge has a value of a declared attribute. */
  void value(@Nullable String id, String value) {
    String name = id == null ? null : names.get(id);
    if (name != null) {
      seen.add(name);
      graph.setValue(name, value);
    }
  }

  /** The latest edge has a weight of its own, which GEXF does not declare. */
  void weight(String value) {
    graph.setValue("weight", value);
    // Gephi writes the weight 1 for every edge.
    if (!value.matches("1(\\.0*)?")) {
      seen.add("weight");
    }
  }

  /** Applies the defaults; returns the names of the attributes that edges have. */
  Set<String> finish() {
    defaults.forEach(
        (id, value) -> {
          String name = names.get(id);
          if (name != null) {
            graph.setMissingValues(name, value);
          }
        });
    return seen;
  }
}
