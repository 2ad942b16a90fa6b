#!/usr/bin/env bash
# A peer's address that is a key of a Hazelcast map is gone once somebody asked the address for its name.
#
# Package: com.hazelcast:hazelcast 5.7.0 (JDK 17.0.15).
# An IMap is a ConcurrentMap, but compares the serialized bytes of keys instead of calling equals. An InetSocketAddress
# is equal to another by IP address and port, while its bytes hold the host name as well, if it has one.
# So the address of a datagram's sender does not find the entry of the same address that was configured by
# name, and both are entries. getHostName stores the name in the address: a log line that calls it, and the same
# object finds its own entry no longer. keySet() calls equals again, and contains what the map does not.
# Remedy: keys of a string, such as the numeric address and the port.
#
# Seen:
#   equal: true, get: null, containsKey: false, keySet().contains: true, entries after a put of each: 2
#   the same object: before getHostName: there, after: null
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy \
  -Dartifact=com.hazelcast:hazelcast:5.7.0 -DoutputDirectory="$folder"

cat >Addresses.java <<'JAVA'
import com.hazelcast.config.Config;
import com.hazelcast.core.*;
import java.net.*;
import java.util.Map;

public class Addresses {
  public static void main(String[] args) throws Exception {
    Config config = new Config();
    config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    config.setProperty("hazelcast.phone.home.enabled", "false").setProperty("hazelcast.logging.type", "none");
    HazelcastInstance node = Hazelcast.newHazelcastInstance(config);
    Map<InetSocketAddress, String> peers = node.getMap("peers");

    byte[] ip = {127, 0, 0, 1};
    InetSocketAddress named = new InetSocketAddress(InetAddress.getByAddress("node-1", ip), 7000);
    InetSocketAddress sender = new InetSocketAddress(InetAddress.getByAddress(ip), 7000);
    peers.put(named, "named");
    System.out.printf("equal: %b, get: %s, containsKey: %b, keySet().contains: %b, ", named.equals(sender),
        peers.get(sender), peers.containsKey(sender), peers.keySet().contains(sender));
    peers.put(sender, "there");
    System.out.println("entries after a put of each: " + peers.size());
    System.out.print("the same object: before getHostName: " + peers.get(sender));
    sender.getHostName();
    System.out.println(", after: " + peers.get(sender));
    node.shutdown();
  }
}
JAVA
java -cp hazelcast-5.7.0.jar Addresses.java 2>log | tee seen
grep -qxF \
  'equal: true, get: null, containsKey: false, keySet().contains: true, entries after a put of each: 2' seen
grep -qxF 'the same object: before getHostName: there, after: null' seen
