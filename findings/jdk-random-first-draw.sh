#!/usr/bin/env bash
# With the seeds 0 to 999 the first nextBoolean of java.util.Random is true, a thousand times.
#
# Package: openjdk-17-jdk-headless (JDK 17.0.15; 25.0.3 gives the same numbers, which the API fixes).
# Runs of a simulation are numbered, and each node of a run has a Random of its run's seed plus its number.
# Random only scrambles a seed with a constant, so the first draws of neighbouring seeds lie close together:
# nextDouble within a tenth. The first decision of every node in every run is one and the same: each of
# them passes a message on with probability 0.8, none with 0.65, and of eight peers two are ever chosen. A
# mean over a thousand runs shows no more of it than one run. nextInt(10) looks fine, as 10 is no power of
# two, and so does the second draw.
# Remedy: SplittableRandom, or another generator of RandomGenerator; they scramble the seed first.
#
# Seen, first draws with the seeds 0 to 999:
#   Random: nextBoolean 1000 times true, nextInt(8) [5, 6], nextDouble 0.675 to 0.767
#   SplittableRandom: nextBoolean 488 times true, nextInt(8) [0, 1, 2, 3, 4, 5, 6, 7], nextDouble 0.000 to 0.999
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >First.java <<'JAVA'
import java.util.*;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

public class First {
  static void draw(String name, LongFunction<RandomGenerator> seeded) {
    long yes = LongStream.range(0, 1000).filter(seed -> seeded.apply(seed).nextBoolean()).count();
    Set<Integer> chosen = new TreeSet<>();
    LongStream.range(0, 1000).forEach(seed -> chosen.add(seeded.apply(seed).nextInt(8)));
    DoubleSummaryStatistics drawn =
        LongStream.range(0, 1000).mapToDouble(seed -> seeded.apply(seed).nextDouble()).summaryStatistics();
    System.out.printf(Locale.ROOT, "%s: nextBoolean %d times true, nextInt(8) %s, nextDouble %.3f to %.3f%n",
        name, yes, chosen, drawn.getMin(), drawn.getMax());
  }

  public static void main(String[] args) {
    draw("Random", Random::new);
    draw("SplittableRandom", SplittableRandom::new);
  }
}
JAVA
java First.java | tee seen
grep -qxF 'Random: nextBoolean 1000 times true, nextInt(8) [5, 6], nextDouble 0.675 to 0.767' seen
grep -qF 'SplittableRandom: nextBoolean 488 times true, nextInt(8) [0, 1, 2, 3, 4, 5, 6, 7]' seen
