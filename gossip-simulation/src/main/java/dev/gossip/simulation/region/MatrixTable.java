package dev.gossip.simulation.region;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a square matrix. The first field of the heading is {@code rtt} or {@code one-way}, the
 * second may be {@code weight}, and the others name the regions. Each line names a region, with its
 * weight and the latency from it to each region in milliseconds. An empty field takes the value of
 * the opposite direction.
 */
final class MatrixTable {
  private static final String FORM = "write rtt or one-way, perhaps weight, and the regions";

  private final BoundedTable table;
  private final List<BoundedTable.Row> body;
  private final List<String> names;
  private final int firstColumn;

  private MatrixTable(BoundedTable table) {
    this.table = table;
    this.body = table.body();
    List<String> heading = table.heading().fields();
    this.firstColumn = heading.size() > 1 && heading.get(1).equals("weight") ? 2 : 1;
    this.names = heading.subList(firstColumn, heading.size());
  }

  static Regions read(BoundedTable table) {
    BoundedTable.Row heading = table.heading();
    double divisor =
        switch (heading.fields().get(0)) {
          case "rtt" -> 2;
          case "one-way" -> 1;
          default ->
              throw table.bad(heading.line(), "the heading says not what the numbers are; " + FORM);
        };
    MatrixTable matrix = new MatrixTable(table);
    matrix.checkNames();
    return Regions.of(
        matrix.names,
        table.weights(matrix.firstColumn == 2 ? 1 : -1),
        (from, to) -> matrix.millis(from, to) / divisor);
  }

  private void checkNames() {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (name.isEmpty() || !seen.add(name)) {
        throw table.bad(
            table.heading().line(),
            "'" + name + "' is empty or there twice; give each region a name of its own");
      }
    }
    for (int i = 0; i < body.size(); i++) {
      String name = body.get(i).fields().get(0);
      if (i >= names.size() || !name.equals(names.get(i))) {
        throw table.bad(
            body.get(i).line(),
            "'" + name + "' is not the next region of the heading; write both in one order");
      }
    }
    if (body.size() < names.size()) {
      throw table.bad(
          body.get(body.size() - 1).line(),
          "the line of '" + names.get(body.size()) + "' is missing; add it");
    }
  }

  private double millis(int from, int to) {
    boolean isEmpty = body.get(from).fields().get(firstColumn + to).isEmpty();
    return isEmpty ? cell(to, from) : cell(from, to);
  }

  private double cell(int from, int to) {
    return table.number(
        body.get(from), firstColumn + to, "a latency in milliseconds", 0, Regions.MAX_MILLIS);
  }
}
