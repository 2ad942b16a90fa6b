package dev.gossip.cli.sweep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs the recipe for several machines through ssh, on this machine; about 5 s of CPU. */
@Tag("full")
@EnabledOnOs(OS.LINUX)
@Timeout(900)
class SshRecipeTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void shardThatWasKilledIsRunByTheSecondRun() throws IOException, InterruptedException {
    assumeTrue(
        isThere("/usr/bin/parallel")
            && isThere("/usr/sbin/sshd")
            && System.getProperty("user.name").equals("root"),
        "needs GNU parallel, an OpenSSH server and root");
    Path script = Path.of(System.getProperty("basedir", "")).resolve("../.ci/ssh").normalize();
    Path out = folder.resolve("out");
    ProcessBuilder builder = new ProcessBuilder(script.toAbsolutePath().toString());
    builder.environment().put("GOSSIP_COMMAND", command().toString());
    Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      assertThat(process.waitFor(800, TimeUnit.SECONDS)).as("%s ends", script).isTrue();
    } finally {
      // It stops what it has started.
      process.destroy();
    }

    assertThat(process.exitValue()).as(Files.readString(out, UTF_8)).isZero();
  }

  private static boolean isThere(String file) {
    return Files.isExecutable(Path.of(file));
  }

  /** The command as it was compiled for the tests. */
  private Path command() throws IOException {
    Path command =
        Files.writeString(
            folder.resolve("gossip"),
            "#!/bin/sh\nexec '"
                + Path.of(System.getProperty("java.home"), "bin", "java")
                + "' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '"
                + System.getProperty("java.class.path")
                + "' dev.gossip.cli.Main \"$@\"\n");
    assertThat(command.toFile().setExecutable(true)).isTrue();
    return command;
  }
}
