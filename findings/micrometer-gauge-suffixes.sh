#!/usr/bin/env bash
# Micrometer cuts "created" and "bucket" off the names of gauges for Prometheus, and then drops one of two.
#
# Packages: io.micrometer:micrometer-registry-prometheus 1.17.2 with its dependencies (JDK 17).
# The Prometheus client reserves the suffixes _total, _created, _bucket for the samples of counters
# and histograms, and the registry removes them from the names of gauges as well. A gauge
# "links.created" appears as "links", so a dashboard that was written from the names in the code finds
# nothing. With a gauge "links" beside it both have one name; a warning in the log is all, and one of
# them is missing from the scrape, while the registry still lists both.
#
# Seen:
#   queue.bucket alone: queue 2.0
#   peers and peers.total: peers 3.0
#   links and links.created: links 5.0
#   meters in the registry: 5, samples in the scrape: 3
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>x</groupId><artifactId>x</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>io.micrometer</groupId><artifactId>micrometer-registry-prometheus</artifactId><version>1.17.2</version>
  </dependency></dependencies>
</project>
XML
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >/dev/null

cat >Names.java <<'JAVA'
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.*;

public class Names {
  public static void main(String[] args) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    String[] names = {"queue.bucket", "peers", "peers.total", "links", "links.created"};
    for (int i = 0; i < names.length; i++) {
      double value = i + 2;
      Gauge.builder(names[i], () -> value).register(registry);
    }
    System.out.println(registry.scrape());
    System.out.println("# meters " + registry.getMeters().size());
  }
}
JAVA
java -cp "lib/*" Names.java 2>log >scrape
grep -v '^# [HT]' scrape | grep .
[ "$(grep -c '^[a-z]' scrape)" = 3 ]
grep -qx 'queue 2.0' scrape
grep -qx '# meters 5' scrape
grep -q 'same Prometheus name' log
