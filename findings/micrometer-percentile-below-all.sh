#!/usr/bin/env bash
# Of a thousand delays of 71 ms each, Micrometer's median is 67.1 ms, and so is the 99th percentile.
#
# Package: io.micrometer:micrometer-core 1.17.2 with its dependencies (JDK 17.0.15).
# publishPercentiles computes in the program, with a histogram that keeps one decimal digit unless the meter asks for
# more: its steps are up to 6 % wide, and a percentile is the lower end of a step. So it lies below every value it was
# made of, and below the mean and the max of the same meter, which are exact. Delays of 68 and of 71 ms have the same
# percentiles, as if two ways of gossip were equally fast. Hops, in a DistributionSummary, are exact up to 32, so a test
# with small numbers shows nothing.
# Remedy: percentilePrecision(3).
#
# Seen, 1,000 equal values each:
#   68 ms: mean 68.0, max 68.0, median 67.1, 99 %: 67.1; percentilePrecision(3): 68.0
#   71 ms: mean 71.0, max 71.0, median 67.1, 99 %: 67.1; percentilePrecision(3): 71.0
#   hops: 32 as 32.0, 33 as 32.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'XML'
<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version>
  <dependencies><dependency><groupId>io.micrometer</groupId><artifactId>micrometer-core</artifactId>
    <version>1.17.2</version></dependency></dependencies></project>
XML
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >/dev/null
cat >Delays.java <<'JAVA'
import io.micrometer.core.instrument.*;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
public class Delays {
  static HistogramSnapshot of(int millis, Integer digits) { // null: the default
    Timer timer = Timer.builder("delay").publishPercentiles(0.5, 0.99).percentilePrecision(digits)
        .register(new SimpleMeterRegistry());
    for (int i = 0; i < 1000; i++) timer.record(Duration.ofMillis(millis));
    return timer.takeSnapshot();
  }
  static double hops(int hops) {
    var summary = DistributionSummary.builder("hops").publishPercentiles(0.5).register(new SimpleMeterRegistry());
    for (int i = 0; i < 1000; i++) summary.record(hops);
    return summary.takeSnapshot().percentileValues()[0].value();
  }
  public static void main(String[] args) {
    TimeUnit unit = TimeUnit.MILLISECONDS;
    for (int millis : new int[] {68, 71}) {
      HistogramSnapshot usual = of(millis, null), precise = of(millis, 3);
      System.out.printf("%d ms: mean %.1f, max %.1f, median %.1f, 99 %%: %.1f; percentilePrecision(3): %.1f%n", millis,
          usual.mean(unit), usual.max(unit), usual.percentileValues()[0].value(unit),
          usual.percentileValues()[1].value(unit), precise.percentileValues()[1].value(unit));
    }
    System.out.printf("hops: 32 as %s, 33 as %s%n", hops(32), hops(33));
  }
}
JAVA
java -Duser.language=en -cp 'lib/*' Delays.java | tee seen
grep -qx '68 ms: mean 68.0, max 68.0, median 67.1, 99 %: 67.1; percentilePrecision(3): 68.0' seen
grep -qx '71 ms: mean 71.0, max 71.0, median 67.1, 99 %: 67.1; percentilePrecision(3): 71.0' seen
grep -qx 'hops: 32 as 32.0, 33 as 32.0' seen
