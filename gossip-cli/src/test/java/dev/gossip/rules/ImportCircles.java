package dev.gossip.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds packages of one module that import each other, directly or through others. Imports that
 * only comments need count as well. Full names in code need no import; ArchUnit sees those.
 */
final class ImportCircles {
  private final SortedMap<String, SortedMap<String, String>> imports = new TreeMap<>();

  private ImportCircles(Collection<JavaSource> sources) {
    sources.forEach(source -> imports.putIfAbsent(source.packageName(), new TreeMap<>()));
    for (JavaSource source : sources) {
      for (String name : source.imports()) {
        String imported = packageOf(name);
        if (!imported.isEmpty() && !imported.equals(source.packageName())) {
          get(source.packageName()).putIfAbsent(imported, source.name());
        }
      }
    }
  }

  /** Returns the circles among the packages of each module, tests aside. */
  static List<Violation> violations(Collection<JavaSource> sources) {
    SortedMap<String, List<JavaSource>> modules = new TreeMap<>();
    for (JavaSource source : sources) {
      if (!source.test()) {
        modules.computeIfAbsent(source.module(), unused -> new ArrayList<>()).add(source);
      }
    }
    List<Violation> violations = new ArrayList<>();
    modules.forEach((module, files) -> new ImportCircles(files).addTo(violations, module));
    return violations;
  }

  private void addTo(List<Violation> violations, String module) {
    Set<String> placed = new TreeSet<>();
    for (String from : imports.keySet()) {
      SortedSet<String> circle = circleOf(from);
      if (circle.size() > 1 && placed.addAll(circle)) {
        violations.add(
            new Violation(
                "circle " + module + " " + String.join(" ", circle), "imports " + edges(circle)));
      }
    }
  }

  /** The packages that this one reaches and that reach it, with itself. */
  private SortedSet<String> circleOf(String one) {
    SortedSet<String> circle = reachableFrom(one);
    circle.removeIf(other -> !reachableFrom(other).contains(one));
    return circle;
  }

  private SortedSet<String> reachableFrom(String start) {
    SortedSet<String> reached = new TreeSet<>();
    reach(start, reached);
    return reached;
  }

  private void reach(String next, Set<String> reached) {
    if (reached.add(next)) {
      get(next).keySet().forEach(imported -> reach(imported, reached));
    }
  }

  private String edges(Set<String> circle) {
    List<String> edges = new ArrayList<>();
    for (String from : circle) {
      for (Map.Entry<String, String> edge : get(from).entrySet()) {
        if (circle.contains(edge.getKey())) {
          edges.add(from + " -> " + edge.getKey() + " (" + edge.getValue() + ")");
        }
      }
    }
    return String.join(", ", edges);
  }

  /**
   * The package that an imported name is in; empty if it is not of this module. By convention, the
   * first part with a capital is a type.
   */
  private String packageOf(String name) {
    String found =
        Arrays.stream(name.split("\\.", -1))
            .takeWhile(part -> !part.equals("*") && !Character.isUpperCase(part.charAt(0)))
            .collect(Collectors.joining("."));
    return imports.containsKey(found) ? found : "";
  }

  private SortedMap<String, String> get(String packageName) {
    return imports.getOrDefault(packageName, new TreeMap<>());
  }
}
