#!/usr/bin/env bash
# Two loops over one unchanged HPPC set visit it in two orders, and keys() of a map does not fit to its values().
#
# Package: com.carrotsearch:hppc 0.10.0 (JDK 17.0.15), collections of primitive types.
# Each iterator of a hash set or map starts at another slot and takes other steps, so the order is a matter of how many
# loops there were, although ints have no identity hash and nobody added anything. A line of log that prints the
# peers changes which peer the next loop serves first, and with it a whole simulation of one seed. Code that takes
# the keys in one loop and the values in another, or toArray() of both, gives values to the wrong keys. With
# a map of the JDK both are right as long as nobody writes to it. Sums and equals agree, so tests show nothing.
# Remedy: one loop over the map's cursors, which have key and value, and a sort where the order counts.
#
# Seen, a map of 0 to 99, each to itself:
#   orders of the keys in three loops: 3
#   values in the place of their key: two loops: 3 of 100, toArray() of both: 3 of 100
#   one loop over the map, values with their key: 100 of 100
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy \
  -Dartifact=com.carrotsearch:hppc:0.10.0 -DoutputDirectory=. >/dev/null

cat >Orders.java <<'JAVA'
import com.carrotsearch.hppc.*;
import com.carrotsearch.hppc.cursors.*;
import java.util.*;

public class Orders {
  static List<Integer> loop(IntContainer container) {
    List<Integer> seen = new ArrayList<>();
    container.iterator().forEachRemaining(cursor -> seen.add(cursor.value));
    return seen;
  }

  public static void main(String[] args) {
    IntIntHashMap map = new IntIntHashMap();
    for (int i = 0; i < 100; i++) {
      map.put(i, i);
    }
    Set<List<Integer>> orders = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      orders.add(loop(map.keys()));
    }
    List<Integer> keys = loop(map.keys()), values = loop(map.values());
    int[] keyArray = map.keys().toArray(), valueArray = map.values().toArray();
    int loops = 0, arrays = 0, together = 0;
    for (int i = 0; i < 100; i++) {
      loops += keys.get(i).equals(values.get(i)) ? 1 : 0;
      arrays += keyArray[i] == valueArray[i] ? 1 : 0;
    }
    for (IntIntCursor cursor : map) {
      together += cursor.key == cursor.value ? 1 : 0;
    }
    System.out.printf("orders: %d, loops: %d, arrays: %d, together: %d%n", orders.size(), loops, arrays, together);
  }
}
JAVA
java -cp hppc-0.10.0.jar Orders.java | tee seen
grep -qxE 'orders: 3, loops: .?., arrays: .?., together: 100' seen
