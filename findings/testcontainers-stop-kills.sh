#!/usr/bin/env bash
# Testcontainers' stop() kills: the process in the container gets no SIGTERM.
#
# Package: org.testcontainers:testcontainers 2.0.5; needs a Docker daemon and Debian's busybox-static.
# GenericContainer.stop() (and close()) sends SIGKILL and removes the container, unlike "docker stop".
# What a process does at its end never happens in such a test: no close sent to peers, no state file, no
# coverage or flight recording written. DockerClient.stopContainerCmd sends SIGTERM first.
#
# Seen:
#   stop(): no SIGTERM seen
#   stopContainerCmd, then stop(): SIGTERM seen
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"; docker image rm -f finding-busybox:1 >/dev/null 2>&1 || true' EXIT
cd "$folder"
apt-get download -q busybox-static >/dev/null 2>&1
dpkg -x busybox-static_*.deb root
tar -C root -c . | docker import - finding-busybox:1 >/dev/null
cat >pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>x</groupId><artifactId>x</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>org.testcontainers</groupId><artifactId>testcontainers</artifactId><version>2.0.5</version>
  </dependency></dependencies>
</project>
XML
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >/dev/null
cat >Stop.java <<'JAVA'
import java.nio.file.*;
import org.testcontainers.containers.*;
import org.testcontainers.containers.wait.strategy.Wait;

public class Stop {
  static void run(String how, boolean graceful) throws Exception {
    Path data = Files.createTempDirectory(Path.of("."), "data").toAbsolutePath();
    GenericContainer<?> container = new GenericContainer<>("finding-busybox:1")
        .withFileSystemBind(data.toString(), "/data", BindMode.READ_WRITE)
        .withCommand("/bin/busybox", "sh", "-c",
            "trap 'echo > /data/end; exit' TERM; echo ready; while :; do /bin/busybox sleep 0.1; done")
        .waitingFor(Wait.forLogMessage(".*ready.*", 1));
    container.start();
    if (graceful) container.getDockerClient().stopContainerCmd(container.getContainerId()).exec();
    container.stop();
    System.out.println(how + ": " + (Files.exists(data.resolve("end")) ? "" : "no ") + "SIGTERM seen");
  }

  public static void main(String[] args) throws Exception {
    run("stop()", false);
    run("stopContainerCmd, then stop()", true);
  }
}
JAVA
export TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_CHECKS_DISABLE=true
java -cp "lib/*" Stop.java 2>log | tee seen
grep -qx 'stop(): no SIGTERM seen' seen
grep -qx 'stopContainerCmd, then stop(): SIGTERM seen' seen
