#!/usr/bin/env bash
# nextInt(0, 8) of java.util.Random starts again after 524,288 draws, and is not nextInt(8).
#
# Package: openjdk-17-jdk-headless (JDK 17.0.15; 25.0.3 gives the same numbers).
# With a bound that is a power of two, nextInt(bound) takes the high bits of the generator, since its low ones
# repeat early. The methods with two bounds, new in JDK 17, take the low ones, as do ints(0, 8) and
# nextLong(8): the draws of a link out of 8 start again every 524,288, a coin of nextInt(0, 2) every 131,072,
# and nextLong(8) every 262,144. A simulation of some thousand nodes has soon drawn as many, and
# then has the same losses again. With any other bound both methods agree, so a test with 10 peers finds a
# change from one to the other harmless, and with 8 all traces change.
# Remedy: SplittableRandom, or another generator of RandomGenerator.
#
# Seen, of as many draws as are named, equal to those that follow them:
#   Random.nextInt(0, 2): 131072 of 131072; Random.nextInt(2): 65600
#   Random.nextInt(0, 8): 524288 of 524288; Random.nextInt(8): 65874
#   Random.nextLong(8): 262144 of 262144; SplittableRandom.nextInt(0, 8): 65283 of 524288
#   nextInt(0, n) as nextInt(n), of 1000: 2: 514, 8: 116, 10: 1000
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Again.java <<'JAVA'
import java.util.*;
import java.util.function.LongSupplier;
import java.util.stream.*;

public class Again {
  static long equal(int draws, LongSupplier random) {
    long[] drawn = LongStream.generate(random).limit(2 * draws).toArray();
    return IntStream.range(0, draws).filter(i -> drawn[i] == drawn[i + draws]).count();
  }

  static long agree(int bound) {
    Random one = new Random(1), two = new Random(1);
    return IntStream.range(0, 1000).filter(i -> one.nextInt(bound) == two.nextInt(0, bound)).count();
  }

  public static void main(String[] args) {
    Random random = new Random(7);
    SplittableRandom split = new SplittableRandom(1);
    System.out.println("nextInt(0, 2): " + equal(131_072, () -> random.nextInt(0, 2)));
    System.out.println("nextInt(2): " + equal(131_072, () -> random.nextInt(2)));
    System.out.println("nextInt(0, 8): " + equal(524_288, () -> random.nextInt(0, 8)));
    System.out.println("nextInt(8): " + equal(524_288, () -> random.nextInt(8)));
    System.out.println("nextLong(8): " + equal(262_144, () -> random.nextLong(8)));
    System.out.println("split, nextInt(0, 8): " + equal(524_288, () -> split.nextInt(0, 8)));
    System.out.println("agree: 2: " + agree(2) + ", 8: " + agree(8) + ", 10: " + agree(10));
  }
}
JAVA
java Again.java | tee seen
for line in 'nextInt(0, 2): 131072' 'nextInt(0, 8): 524288' 'nextLong(8): 262144' 'agree: 2: 514, 8: 116, 10: 1000'; do
  grep -qxF "$line" seen
done
[ "$(awk -F': ' '$1 == "nextInt(8)" { print $2 }' seen)" -lt 70000 ]
