#!/usr/bin/env bash
# A Caffeine cache of seen ids that is full refuses the newest ids and keeps old ones.
#
# Packages: com.github.ben-manes.caffeine:caffeine 3.3.1, com.google.guava:guava 33.4.8-jre (JDK 17).
# "maximumSize" looks like "the oldest go", as in Guava's cache, whose API Caffeine took over. Caffeine
# admits a new key to its main space only if it was asked for more often than the key it would replace,
# and ids of messages are all asked for once or twice. So a node takes most copies of a message that
# come 1,000 messages after the first for new ones, and sends them on again, with room for 10,000 ids.
# Remedy: bound the memory of ids by expireAfterWrite, or evict in order of insertion.
#
# Seen, 100,000 ids, each a second time after 1,000 others:
#   Guava:    0 second copies taken as new; holds 10000 of the newest 10000
#   Caffeine: 84583 second copies taken as new; holds 573 of the newest 10000
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>x</groupId><artifactId>x</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.github.ben-manes.caffeine</groupId>
      <artifactId>caffeine</artifactId><version>3.3.1</version></dependency>
    <dependency><groupId>com.google.guava</groupId>
      <artifactId>guava</artifactId><version>33.4.8-jre</version></dependency>
  </dependencies>
</project>
XML
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >/dev/null
cat >Seen.java <<'JAVA'
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.cache.CacheBuilder;
import java.util.concurrent.ConcurrentMap;
public class Seen {
  static void run(String name, ConcurrentMap<Integer, Boolean> seen) {
    int again = 0;
    for (int id = 0; id < 100_000; id++) {
      seen.putIfAbsent(id, true);
      if (id >= 1_000 && seen.putIfAbsent(id - 1_000, true) == null) again++;
    }
    int held = 0;
    for (int id = 90_000; id < 100_000; id++) if (seen.containsKey(id)) held++;
    System.out.printf("%s %d second copies taken as new; holds %d of the newest 10000%n", name, again, held);
  }

  public static void main(String[] args) {
    // One segment and no other thread, so that nothing depends on timing.
    var guava = CacheBuilder.newBuilder().maximumSize(10_000).concurrencyLevel(1);
    run("Guava:   ", guava.<Integer, Boolean>build().asMap());
    var caffeine = Caffeine.newBuilder().maximumSize(10_000).executor(Runnable::run);
    run("Caffeine:", caffeine.<Integer, Boolean>build().asMap());
  }
}
JAVA
java -cp "lib/*" Seen.java | tee seen
grep -q '^Guava:  *0 second copies' seen
[ "$(awk '/^Caffeine/ { print $2 }' seen)" -gt 50000 ]
[ "$(awk '/^Caffeine/ { print $9 }' seen)" -lt 5000 ]
