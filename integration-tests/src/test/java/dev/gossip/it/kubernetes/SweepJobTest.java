package dev.gossip.it.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.gossip.cli.Main;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Job that runs a sweep has only fields that exist, and a command that runs a shard. */
@Timeout(120)
class SweepJobTest {
  private static final String FILE = "../sweep/kubernetes.yaml";
  private static final int INDEX = 3;

  @TempDir private Path folder = Path.of("");

  private static JobSpec job() throws JsonProcessingException {
    return StrictManifests.parse(StrictManifests.text(FILE), Job.class).getSpec();
  }

  private static Container container() throws JsonProcessingException {
    List<Container> containers = job().getTemplate().getSpec().getContainers();
    assertThat(containers).hasSize(1);
    return containers.get(0);
  }

  @Test
  void jobIsIndexedAndRunsAsTheUserOfTheImage() throws JsonProcessingException {
    JobSpec job = job();
    PodSpec pod = job.getTemplate().getSpec();

    assertThat(job.getCompletionMode()).isEqualTo("Indexed");
    // A policy for failures demands it.
    assertThat(pod.getRestartPolicy()).isEqualTo("Never");
    assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(65_000);
    assertThat(container().getImage()).isEqualTo("gossip");
    // A command would replace the entry point of the image, and its options for the JVM.
    assertThat(container().getCommand()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"completionMode", "backoffLimitPerIndex", "onExitCodes", "mountPath", "claimName"})
  void misspeltFieldOfTheJobIsRefused(String field) {
    String yaml = StrictManifests.text(FILE);
    assertThat(yaml).contains(field + ":");

    assertThatThrownBy(
            () -> StrictManifests.parse(yaml.replace(field + ":", field + "s:"), Job.class))
        .isInstanceOf(UnrecognizedPropertyException.class)
        .hasMessageContaining(field + "s");
  }

  @Test
  void everyMountHasAVolume() throws JsonProcessingException {
    assertThat(container().getVolumeMounts())
        .extracting(VolumeMount::getName)
        .containsExactlyElementsOf(
            job().getTemplate().getSpec().getVolumes().stream().map(Volume::getName).toList());
  }

  @Test
  void shardsAreAsManyAsIndexes() throws JsonProcessingException {
    assertThat(container().getArgs()).contains("auto/" + job().getCompletions());
  }

  @Test
  void argumentsRunTheShardOfTheIndex() throws Exception {
    Files.writeString(
        folder.resolve("plan.conf"),
        "sweep { base { nodes = 2, messages = 1, topology = line }, seeds = 1..20 }");
    String mount = container().getVolumeMounts().get(0).getMountPath();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    for (String arg : container().getArgs()) {
      command.add(arg.replace(mount + "/", folder + "/"));
    }
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(errors().toFile());
    builder.environment().remove("SLURM_ARRAY_TASK_ID");
    builder.environment().put("JOB_COMPLETION_INDEX", Integer.toString(INDEX));
    Process process = builder.start();
    try {
      assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    assertThat(process.exitValue()).as(Files.readString(errors())).isZero();
    List<String> all = Files.readAllLines(folder.resolve("results").resolve("cells.txt"));
    try (Stream<Path> cells = Files.list(folder.resolve("results").resolve("cells"))) {
      assertThat(cells.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(name(all.get(INDEX)), name(all.get(INDEX + 10)));
    }
  }

  private Path errors() {
    return folder.resolve("errors");
  }

  private static String name(String line) {
    return line.substring(0, line.indexOf(' ')) + ".json";
  }
}
