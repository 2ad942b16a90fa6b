#!/usr/bin/env bash
# A nested loop over one Agrona set sees only the pairs of its first element, and a map's maximum is wrong.
#
# Package: org.agrona:agrona 2.6.0 (JDK 17), the collections of Aeron.
# They are a java.util.Set or Map, but each has one iterator by default, which iterator() resets and returns:
# an inner loop takes the outer one to its end. A loop over all pairs of peers makes n links instead
# of n * n, without a ConcurrentModificationException or another sign. The iterator of a map is its
# entry as well, so a stream that keeps an entry, as max does, has the one that came last.
# Remedy: the constructors with shouldAvoidAllocation = false, or a loop over new ArrayList<>(set).
#
# Seen:
#   HashSet: 25 pairs of 5 elements
#   IntHashSet: 5 pairs of 5 elements
#   IntHashSet, shouldAvoidAllocation = false: 25 pairs of 5 elements
#   slowest peer, HashMap: 4, 40 ms
#   slowest peer, Long2ObjectHashMap: 0, 0 ms
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
  -Dartifact=org.agrona:agrona:2.6.0 -DoutputDirectory=. >/dev/null

cat >Loops.java <<'JAVA'
import java.util.*;
import org.agrona.collections.*;

public class Loops {
  static void pairs(String name, Set<Integer> peers) {
    for (int peer = 0; peer < 5; peer++) peers.add(peer);
    int pairs = 0;
    for (int one : peers) for (int other : peers) pairs++;
    System.out.println(name + ": " + pairs + " pairs of 5 elements");
  }
  static void slowest(String name, Map<Long, Integer> latencies) {
    for (long peer = 0; peer < 5; peer++) latencies.put(peer, (int) peer * 10);
    var slowest = latencies.entrySet().stream().max(Map.Entry.comparingByValue()).get();
    System.out.println("slowest peer, " + name + ": " + slowest.getKey() + ", " + slowest.getValue() + " ms");
  }

  public static void main(String[] args) {
    pairs("HashSet", new HashSet<>());
    pairs("IntHashSet", new IntHashSet());
    pairs("IntHashSet, shouldAvoidAllocation = false", new IntHashSet(8, 0.55f, false));
    slowest("HashMap", new HashMap<>());
    slowest("Long2ObjectHashMap", new Long2ObjectHashMap<>());
  }
}
JAVA
java -cp agrona-2.6.0.jar Loops.java | tee seen
grep -qx 'HashSet: 25 pairs of 5 elements' seen
grep -qx 'IntHashSet: 5 pairs of 5 elements' seen
grep -qx 'slowest peer, Long2ObjectHashMap: 0, 0 ms' seen
